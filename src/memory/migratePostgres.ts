import { migrateSchema } from './postgresSchema.ts';
import { settingsFrom, type PostgresMemoryOptions } from './postgresSettings.ts';

/**
 * Makes the tables of `postgresMemory`, or brings them up to date, as a role that may do so: for deployments whose
 * running processes may not. Does nothing where they are up to date, and may run in several processes at once.
 *
 * @throws MemoryError
 */
export async function migratePostgres(options: PostgresMemoryOptions): Promise<void> {
  const { sessions, schema } = settingsFrom('migratePostgres', options);
  await migrateSchema(sessions, schema);
}
