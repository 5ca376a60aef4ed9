// The public names of `xstate-handoff/postgres`.
export { migratePostgres } from './memory/migratePostgres.ts';
export { postgresMemory } from './memory/postgresMemory.ts';
export type { PostgresClient, PostgresPool, PostgresQuery } from './memory/postgresPool.ts';
export type { PostgresMemoryOptions } from './memory/postgresSettings.ts';
