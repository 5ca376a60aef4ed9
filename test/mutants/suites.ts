/**
 * Tests that load what they test in their own process: only those see a mutant. Files, or folders below `test/`. Without
 * the long simulations: what goes wrong should show in the tests that name it.
 */
const machines = [
  'machines',
  'pattern',
  'memory/chain',
  'testing/explorePaths.test.ts',
  'testing/runPath.test.ts',
  'testing/verifyPolicy.test.ts',
  'records.test.ts',
];
const chain = ['memory/chain', 'pattern/trust.test.ts', 'pattern/resume.test.ts'];
const sqlite = [
  'memory/sqliteErrors.test.ts',
  'memory/sqliteEraser.test.ts',
  'memory/sqliteFile.test.ts',
  'memory/conformance.test.ts',
  'memory/sqliteMemory.test.ts',
  'memory/sqliteProcesses.test.ts',
  'memory/chain',
  'pattern',
  'durability/tornLog.test.ts',
];
const postgres = [
  'postgresSession',
  'postgresErrors',
  'postgresConformance',
  'postgresMemory',
  'postgresMigrations',
  'postgresFailures',
  'postgresReality',
].map((name) => `memory/${name}.test.ts`);

const shared = ['archive', 'errors', 'executionQueue', 'listQuery', 'recordBatch', 'rowReader', 'summary'].map(
  (name) => `memory/${name}.test.ts`,
);

/** What is to notice a mutant of a file below `src/`. */
export function suitesFor(file: string): readonly string[] {
  if (file.startsWith('machines/')) return machines;
  if (file.startsWith('memory/chain/')) return chain;
  if (file.startsWith('memory/sqlite')) return sqlite;
  if (file.startsWith('memory/postgres')) return postgres;
  return [...shared, ...sqlite];
}
