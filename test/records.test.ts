import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

import { importExecutions, inMemory, verifyRecords } from '../src/index.ts';
import { foldRecords } from '../src/machines/fold.ts';
import { everyExecution } from '../src/memory/everyExecution.ts';

const folder = join(import.meta.dirname, 'records');

for (const version of readdirSync(folder)) {
  for (const file of readdirSync(join(folder, version))) {
    test(`records that version ${version} wrote verify and replay: ${file}`, async () => {
      const memory = inMemory();
      const lines = createInterface({ input: createReadStream(join(folder, version, file)), crlfDelay: Infinity });
      const imported = await importExecutions(memory, lines);
      let replayed = 0;
      for await (const { executionId, status } of everyExecution(memory)) {
        const records = await memory.read(executionId);
        expect(verifyRecords(records)).toMatchObject({ valid: true, length: records.length });
        const output = foldRecords(records).at(-1)?.snapshot.output;
        expect({ executionId, status: output?.status }).toEqual({ executionId, status });
        replayed += 1;
      }
      expect(replayed).toBe(imported);
      expect(imported).toBeGreaterThan(5);
    });
  }
}
