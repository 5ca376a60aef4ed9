/** `readOnlyChild.ts FILE`: reads a file as a user who may write nowhere near it, and prints what it finds, or the error. */
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';

const [file = ''] = process.argv.slice(2);
try {
  const memory = sqliteMemory(file, { readOnly: true });
  const { executions } = await memory.list();
  for (const { executionId } of executions) {
    process.stdout.write(`${executionId} ${(await memory.read(executionId)).length}\n`);
  }
  await memory.close();
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
}
