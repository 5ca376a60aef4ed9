/** `raceChild.ts FILE WRITER`: once told to go, tries to write every record of execution `race`, and prints those it wrote. */
import { once } from 'node:events';

import { ConcurrentExecutionError } from '../../src/memory/errors.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';

const [file = '', writer = ''] = process.argv.slice(2);
const records = sampleRecords('race', { task: writer, length: 200 });
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.unref();

const memory = sqliteMemory(file, { durability: 'normal', busyTimeoutMs: 60_000 });
for (const record of records) {
  try {
    await memory.append([{ ...record, agentId: writer }]);
    process.stdout.write(`${record.seq}\n`);
  } catch (error) {
    if (!ConcurrentExecutionError.isInstance(error) || error.nextSeq <= record.seq) throw error;
  }
}
await memory.close();
process.exit();
