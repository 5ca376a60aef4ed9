// The public names of `xstate-handoff/sqlite`.
export { sqliteMemory } from './memory/sqliteMemory.ts';
export type { SqliteMemoryOptions } from './memory/sqliteMemory.ts';
