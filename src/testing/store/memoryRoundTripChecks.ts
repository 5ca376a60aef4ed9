import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';

import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { JsonValue } from '../../machines/types.ts';
import { serviceDone, serviceId } from '../../machines/serviceId.ts';
import { at, type MemoryCheck } from './memoryCheck.ts';
import { sampleRecords } from './sampleRecords.ts';

/** What goes in comes out. */
export const roundTripChecks: readonly MemoryCheck[] = [
  {
    name: 'reads back every kind of event as it was appended',
    async check(memory) {
      const kinds = new Set<string>();
      for (const end of ['running', 'waiting', 'resumed', 'completed', 'failed', 'cancelled'] as const) {
        const records = sampleRecords(end, { end });
        await memory.append(records);
        assert.deepEqual(await memory.read(end), records);
        for (const { event } of records) kinds.add(event.type.replace(/\d+/, 'N'));
      }
      assert.deepEqual([...kinds].toSorted(), [
        'cancel',
        'escalate',
        'resume',
        'wait',
        'xstate.done.actor.tierN.evaluate',
        'xstate.done.actor.tierN.execute',
        'xstate.error.actor.tierN.execute',
        'xstate.init',
      ]);
    },
  },
  {
    name: 'keeps text of every script, emoji, quotes, control characters and lone surrogates',
    async check(memory) {
      const texts = [
        'Grüße, 世界, مرحبا',
        '👩‍👩‍👧‍👦 \u{1F600}',
        `'"\`\\ -- ; DROP TABLE records; %_`,
        'a\0b\u0001\u2028\r\n\t',
        '\ud800 and \udc00',
      ];
      for (const [index, text] of texts.entries()) {
        const records = sampleRecords(`text-${index}`, {
          result: text,
          task: `task ${text.toWellFormed().replace('\0', '')}`,
        });
        await memory.append(records);
        assert.deepEqual(await memory.read(`text-${index}`), records);
      }
    },
  },
  {
    name: 'keeps a text of a million characters',
    async check(memory) {
      const records = sampleRecords('long', { task: 'ä'.repeat(1_000_000), result: '0123456789'.repeat(100_000) });
      await memory.append(records);
      const read = await memory.read('long');
      assert.equal(read.length, records.length);
      assert.ok(isDeepStrictEqual(read, records), 'The long text is not what it was.');
    },
  },
  {
    name: 'keeps numbers to the last bit, and keys that mean something to JavaScript',
    async check(memory) {
      const numbers = [0.1 + 0.2, 5e-324, 1.797_693_134_862_315_7e308, Number.MAX_SAFE_INTEGER, 2 ** 60, -1e-7, 1 / 3];
      const odd: JsonValue = JSON.parse('{"__proto__":{"x":1},"constructor":null,"":[[],{}],"a.b":true}');
      const records = withMetadata('numbers', { numbers, odd });
      await memory.append(records);
      assert.deepEqual(await memory.read('numbers'), records);
      assert.equal(JSON.stringify(await memory.read('numbers')), JSON.stringify(records));
    },
  },
  {
    name: 'keeps times to the millisecond, in records and in lists',
    async check(memory) {
      const records = sampleRecords('precise', { startedAt: '2026-01-01T00:00:00.007Z' });
      await memory.append(records);
      assert.deepEqual(await memory.read('precise'), records);
      const [summary] = (await memory.list()).executions;
      assert.equal(summary?.startedAt, '2026-01-01T00:00:00.007Z');
      assert.equal(summary.updatedAt, records.at(-1)?.timestamp);
    },
  },
  {
    name: 'reads records in order, however they were appended',
    async check(memory) {
      const records = sampleRecords('order', { escalations: 6 });
      await memory.append(records.slice(0, 1));
      await memory.append(records.slice(1, 11));
      for (const record of records.slice(11)) await memory.append([record]);
      assert.deepEqual(await memory.read('order'), records);
    },
  },
  {
    name: 'reads 1,000 records in full, without a limit',
    async check(memory) {
      const records = sampleRecords('thousand', { end: 'running', length: 1000 });
      await memory.append(records);
      const read = await memory.read('thousand');
      // One by one: to show how a thousand differ takes minutes.
      assert.equal(read.length, records.length);
      for (const [index, record] of records.entries()) assert.deepEqual(read[index], record);
    },
  },
  {
    name: 'keeps executions apart, also where their ids are odd',
    async check(memory) {
      const ids = [
        '../up',
        "it's",
        '"',
        '%',
        '_',
        'a',
        'A',
        'é',
        'e\u0301',
        '🙂',
        '__proto__',
        'constructor',
        ' ',
        'x\ny',
        'a/b?c#d',
        'i'.repeat(500),
      ];
      for (const [index, id] of ids.entries()) await memory.append(sampleRecords(id, { task: `task ${index}` }));
      for (const [index, id] of ids.entries()) {
        assert.deepEqual(
          await memory.read(id),
          sampleRecords(id, { task: `task ${index}` }),
          `id ${JSON.stringify(id)}`,
        );
      }
      assert.equal((await memory.list()).executions.length, ids.length);
      for (const id of ids) assert.equal(await memory.delete(id), true, `id ${JSON.stringify(id)}`);
    },
  },
  {
    name: 'does not change with the arrays that were passed in or handed out',
    async check(memory) {
      const records = sampleRecords('alias');
      const passed = [...records];
      await memory.append(passed);
      passed.length = 0;
      for (let round = 0; round < 2; round += 1) {
        const read = await memory.read('alias');
        assert.deepEqual(read, records);
        if (Array.isArray(read)) read.length = 0;
      }
      await memory.append([at(sampleRecords('alias', { escalations: 2 }), records.length)]);
      assert.equal((await memory.read('alias')).length, records.length + 1);
    },
  },
];

function withMetadata(executionId: string, executionMetadata: JsonValue): readonly TransitionRecord[] {
  const records = sampleRecords(executionId);
  const last = at(records, records.length - 1);
  const event = serviceDone(serviceId(2, 'execute'), { result: '42', confidence: 1, executionMetadata });
  return [...records.slice(0, -1), { ...last, event }];
}
