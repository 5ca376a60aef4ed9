import { expect, test } from 'vitest';

import { MemoryError } from '../../src/memory/errors.ts';
import { postgresMemory } from '../../src/memory/postgresMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { testPostgres } from './postgresPools.ts';

const { server, openPool } = await testPostgres({ durable: true });
const recordsOf = (executionId: string) => sampleRecords(executionId, { escalations: 3 });

test('a server that is killed and started again has every record that was acknowledged, and the memory goes on', async () => {
  const memory = postgresMemory({ pool: openPool(await server.createDatabase()), retryMs: 300 });
  const acknowledged = new Map<string, number>();
  const errors: unknown[] = [];
  let stored = 0;
  let enough = () => {};
  const writing = new Promise<void>((resolve) => {
    enough = resolve;
  });

  const write = async (writer: number) => {
    for (let round = 0; ; round += 1) {
      const id = `execution-${writer}-${round}`;
      for (const record of recordsOf(id)) {
        await memory.append([record]);
        acknowledged.set(id, record.seq);
        stored += 1;
        if (stored === 200) enough();
      }
    }
  };
  const writers = Array.from({ length: 8 }, (_, writer) => write(writer).catch((error: unknown) => errors.push(error)));
  await writing;
  await server.kill();
  await Promise.all(writers);
  expect(errors).toHaveLength(8);
  for (const error of errors) expect(MemoryError.isInstance(error)).toBe(true);
  await expect(memory.list()).rejects.toSatisfy((error) => MemoryError.isInstance(error));

  await server.restart();
  for (const [id, seq] of acknowledged) {
    const read = await memory.read(id);
    expect(read.length).toBeGreaterThan(seq);
    expect(read).toEqual(recordsOf(id).slice(0, read.length));
    await memory.append(recordsOf(id).slice(read.length));
    expect(await memory.read(id)).toEqual(recordsOf(id));
  }
});

test('a server that is restarted between two appends is not noticed', async () => {
  const memory = postgresMemory({ pool: openPool(await server.createDatabase()) });
  const records = recordsOf('kept');
  for (const record of records) {
    await memory.append([record]);
    if (record.seq === 2) await server.restart();
  }
  expect(await memory.read('kept')).toEqual(records);
});
