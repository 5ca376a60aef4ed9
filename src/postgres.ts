// The public names of `xstate-handoff/postgres`.
export { migratePostgres, postgresMemory } from './memory/postgresMemory.ts';
export type { PostgresMemoryOptions } from './memory/postgresMemory.ts';
export type { PostgresClient, PostgresPool, PostgresQuery } from './memory/postgresPool.ts';
