/** `endlessChild.ts FILE`: appends executions until it is killed, and prints the id and number of each stored record. */
import { writeSync } from 'node:fs';

import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';

const memory = sqliteMemory(process.argv[2] ?? '');
await Promise.all(
  Array.from({ length: 8 }, async (_, writer) => {
    for (let round = 0; ; round += 1) {
      for (const record of sampleRecords(`execution-${writer}-${round}`, { escalations: 3 })) {
        await memory.append([record]);
        writeSync(1, `${record.executionId} ${record.seq}\n`);
      }
    }
  }),
);
