import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { eraseFields } from '../../../src/memory/chain/eraseFields.ts';
import { exportRecords } from '../../../src/memory/chain/exportRecords.ts';
import { importRecords } from '../../../src/memory/chain/importRecords.ts';
import { sealRecords } from '../../../src/memory/chain/sealRecord.ts';
import { MemoryError } from '../../../src/memory/errors.ts';
import { sampleRecords } from '../../../src/testing/store/sampleRecords.ts';
import { recordedRun } from './recordedRun.ts';

const odd = 'naïve 🙂 “quotes” \\ud83d \u2028 \u2029 \u0085 \0 \r\n \uFEFF';
const executions = [
  sealRecords(await recordedRun()),
  sealRecords(sampleRecords(`odd ${odd.replace('\0', '')}`, { task: odd, result: odd })),
  eraseFields(sealRecords(sampleRecords('erased')), ['task']),
  sealRecords(sampleRecords('running', { end: 'running' })),
];
/** The line of the first execution's last record. */
const firstEnd = 2 + (executions[0]?.length ?? 0);
const lines = await collected(exportRecords(executions));

describe('exportRecords and importRecords', () => {
  test('what is exported is imported, executions and records in order', async () => {
    expect(await collected(importRecords(lines))).toEqual(executions);
    expect(lines).toHaveLength(executions.flat().length + executions.length + 2);
    for (const line of lines) expect(line).toMatch(/^[^\n\r\u2028\u2029]+\n$/);
    expect(await collected(exportRecords(importRecords(lines)))).toEqual(lines);
  });

  test('through a file and node:readline, too', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'handoff-export-'));
    try {
      const file = join(directory, 'executions.jsonl');
      await pipeline(exportRecords(executions), createWriteStream(file));
      const input = createReadStream(file);
      expect(await collected(importRecords(createInterface({ input })))).toEqual(executions);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('line ends, empty lines and a byte order mark do not matter', async () => {
    const edited = ['\uFEFF', ...lines.flatMap((line) => [line.replace('\n', '\r\n'), '', '  '])];
    edited[0] = `\uFEFF${lines[0]}`;
    expect(await collected(importRecords(edited.toSpliced(1, 1)))).toEqual(executions);
  });

  test('an empty export is whole', async () => {
    expect(await collected(importRecords(exportRecords([])))).toEqual([]);
  });

  test('streams: an execution is yielded as soon as its last line is read', async () => {
    let read = 0;
    const counted = (function* () {
      for (const line of lines) {
        read += 1;
        yield line;
      }
    })();
    const imported = importRecords(counted);
    expect((await imported.next()).value).toEqual(executions[0]);
    expect(read).toBe(firstEnd);
    await imported.return();
    expect(counted.next()).toEqual({ done: true, value: undefined });
  });

  test('any text survives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), async (task, result) => {
        const records = sealRecords(sampleRecords('any', { task, result }));
        expect(await collected(importRecords(exportRecords([records])))).toEqual([records]);
      }),
      { seed: 20_260_105, numRuns: 60 },
    );
  });

  test('an execution whose chain is broken is not exported', async () => {
    const records = sealRecords(sampleRecords('broken'));
    await expect(collected(exportRecords([records.toSpliced(2, 1)]))).rejects.toThrow(
      /'broken' is not exported\. Record 2 was removed/,
    );
    await expect(collected(exportRecords([sampleRecords('old')]))).rejects.toThrow(/Record 0 has no seal/);
    await expect(collected(exportRecords([[]]))).rejects.toThrow(MemoryError);
  });

  test.each([
    ['no lines at all', [], 1, /the end of the file is missing/],
    ['no header', lines.slice(1), 1, /begins with/],
    ['a header of something else', ['{"format":"other","version":1}'], 1, /begins with/],
    ['a newer version', lines.with(0, '{"format":"xstate-handoff/executions","version":2}'), 1, /version 2/],
    ['a line cut in the middle', lines.with(4, lines[4]?.slice(0, 40) ?? ''), 5, /not JSON/],
    ['a line that is no record', lines.with(4, '{"seq":2}'), 5, /executionId: .*event: /],
    ['a state that is none', lines.with(4, changed(4, '"to":"tier2.evaluating"', '"to":"tier0.x"')), 5, /to: /],
    ['a first event without a task', lines.with(2, changed(2, '"task":', '"tusk":')), 3, /input with a task/],
    ['a time that is none', lines.with(2, changed(2, '"timestamp":"2', '"timestamp":"x')), 3, /timestamp: /],
    ['a changed record', lines.with(5, changed(5, '"inputTokens":120', '"inputTokens":12')), 6, /Record 3 .* changed/],
    ['a changed seal', lines.with(5, changed(5, '"previousHash":"', '"previousHash":"0')), 6, /Record 3 .* changed/],
    ['a removed seal', lines.with(5, changed(5, '"seal":', '"seel":')), 6, /Record 3 has no seal/],
    ['a removed record', lines.toSpliced(5, 1), 6, /Record 3 was removed/],
    ['a doubled record', lines.toSpliced(5, 0, lines[5] ?? ''), 7, /Record 3 stands a second time/],
    ['a footer that does not agree', lines.with(lines.length - 1, '{"executions":9}'), lines.length, /9 executions/],
    [
      'a record of another execution',
      lines.with(4, changed(4, '"executionId":"run-1"', '"executionId":"run-2"')),
      5,
      /this is a record of 'run-2', among those of 'run-1'/,
    ],
    ['something after the footer', [...lines, '{}'], lines.length + 1, /ended above/],
    ['an execution after the footer', [...lines, ...lines.slice(1)], lines.length + 1, /ended above/],
    ['a header that says more', lines.with(1, changed(1, '{', '{"more":1,')), 2, /more/],
    ['no footer', lines.slice(0, -1), lines.length, /the end of the file is missing/],
    ['half an execution', lines.slice(0, 6), 7, /Record 4 of 'run-1' comes next/],
    ['a changed head', lines.with(1, changed(1, '"head":"', '"head":"0')), firstEnd, /chain of 'run-1' is broken/],
  ])('%s is named by its line', async (_name, broken, line, message) => {
    const importing = collected(importRecords(broken));
    await expect(importing).rejects.toThrow(MemoryError);
    await expect(importing).rejects.toThrow(new RegExp(`^Line ${line}: `));
    await expect(importing).rejects.toThrow(message);
  });

  test('every file cut off at a line is refused, and what came before is good', async () => {
    for (let length = 0; length < lines.length; length += 1) {
      const whole: (readonly TransitionRecord[])[] = [];
      const reading = (async () => {
        for await (const records of importRecords(lines.slice(0, length))) whole.push(records);
      })();
      await expect(reading).rejects.toThrow(/the end of the file is missing/);
      expect(whole).toEqual(executions.slice(0, whole.length));
    }
  });

  test('every removed, doubled and exchanged line is refused', async () => {
    for (const index of lines.keys()) {
      const line = lines[index] ?? '';
      const removed = lines.toSpliced(index, 1);
      const doubled = lines.toSpliced(index, 0, line);
      const exchanged = lines.with(index, lines[index + 1] ?? '').with(Math.min(index + 1, lines.length - 1), line);
      for (const broken of [removed, doubled, ...(index + 1 < lines.length ? [exchanged] : [])]) {
        await expect(collected(importRecords(broken)), `line ${index + 1}`).rejects.toThrow(/^Line \d+: /);
      }
    }
  });

  test('a source that fails makes the import fail', async () => {
    const failing = createReadStream('/does/not/exist');
    await expect(once(failing, 'open')).rejects.toThrow('ENOENT');
    const source = (async function* () {
      yield lines[0] ?? '';
      throw new Error('the disk is gone');
    })();
    await expect(collected(importRecords(source))).rejects.toThrow('the disk is gone');
  });
});

function changed(index: number, from: string, to: string): string {
  const line = lines[index] ?? '';
  if (!line.includes(from)) throw new Error(`Line ${index + 1} does not hold ${from}: ${line}`);
  return line.replace(from, to);
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
