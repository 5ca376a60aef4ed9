import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { expectFinishedOnce, expectNothingLost } from './expectations.ts';
import { ladderPattern, resumeLadder, runLadder, type AroundCall } from './ladder.ts';

/** Of SQLite's file format: the log's header, the header of a frame, and a frame with its page. */
const headerSize = 32;
const frameHeaderSize = 24;
const frameSize = frameHeaderSize + 4096;

/** An acknowledged write, and how many bytes of log there were then. */
interface Commit {
  readonly executionId: string;
  readonly texts: readonly string[];
  readonly logSize: number;
}

const around: AroundCall = async (_callId, call) => call();
/** In the machine's memory where it has a file system there: this is about what is in the files, and hundreds of copies would wait for a disk. */
const shared = '/dev/shm';
const directory = mkdtempSync(join(existsSync(shared) ? shared : tmpdir(), 'handoff-torn-log-'));
const original = join(directory, 'original.db');
const commits: Commit[] = [];
const executionIds = ['a', 'b', 'c'];
const memory = sqliteMemory(original);
for (const executionId of executionIds) await runLadder(ladderPattern(measuring(memory), around), executionId);
/** The memory is still open, as it is when a process dies: nothing was folded back into the file. */
const log = readFileSync(`${original}-wal`);

afterAll(async () => {
  await memory.close();
  rmSync(directory, { recursive: true, force: true });
});

function measuring(inner: SharedMemory): SharedMemory {
  return {
    ...inner,
    append: async (records, claim) => {
      await inner.append(records, claim);
      const executionId = records[0]?.executionId ?? '';
      const texts = records.map((record) => JSON.stringify(record));
      commits.push({ executionId, texts, logSize: statSync(`${original}-wal`).size });
    },
  };
}

/** What must be there where the log is whole up to `size`. */
function acknowledged(executionId: string, size: number): readonly string[] {
  return commits
    .filter((commit) => commit.executionId === executionId && commit.logSize <= size)
    .flatMap(({ texts }) => texts);
}

/** Opens a copy with another log: its whole prefix is there, replays, and every execution can be brought to its end: how many records. */
async function recoveredFrom(name: string, tornLog: Buffer, wholeSize: number): Promise<number> {
  const file = join(directory, `${name}.db`);
  copyFileSync(original, file);
  writeFileSync(`${file}-wal`, tornLog);
  const torn = sqliteMemory(file, { durability: 'normal' });
  let recovered = 0;
  try {
    for (const executionId of executionIds) {
      const committed = acknowledged(executionId, wholeSize);
      const records = await torn.read(executionId);
      expectNothingLost(committed, records);
      recovered += records.length;
      const pattern = ladderPattern(torn, around);
      const goOn = records.length === 0 ? runLadder : resumeLadder;
      expect(await goOn(pattern, executionId)).toMatchObject({ result: 'A person says so.', finalTier: 3 });
      expectFinishedOnce(await torn.read(executionId));
    }
  } finally {
    await torn.close();
  }
  return recovered;
}

/** All or nothing of each transaction, and not one that the log no longer holds whole. */
function committedWithin(size: number): number {
  return executionIds.reduce((sum, executionId) => sum + acknowledged(executionId, size).length, 0);
}

const boundaries = commits.map(({ logSize }) => logSize);
/** All executions are alike: it is torn in one of them that has a whole one before it and one after it that is gone. */
const torn = commits.filter(({ executionId }) => executionId === 'b').map(({ logSize }) => logSize);
const cuts = [
  0,
  1,
  headerSize - 1,
  headerSize,
  headerSize + 1,
  headerSize + frameHeaderSize,
  headerSize + frameHeaderSize + 1000,
  ...torn.flatMap((size) => [size - frameSize, size - 2000, size - 1, size, size + 1, size + frameHeaderSize]),
  log.length - 1,
  log.length,
];

test('the log holds every write', () => {
  expect(boundaries.length).toBe(3 * 8);
  expect(boundaries).toEqual(boundaries.toSorted((a, b) => a - b));
  expect(boundaries.at(-1)).toBe(log.length);
});

test('a log that ends anywhere keeps what was committed before', async () => {
  for (const cut of new Set(cuts.filter((cut) => cut <= log.length))) {
    expect(await recoveredFrom(`cut-${cut}`, log.subarray(0, cut), cut)).toBe(committedWithin(cut));
  }
});

test('a log whose end was never written, or written as something else, keeps what was committed before', async () => {
  for (const [index, size] of boundaries.entries()) {
    if (index % 3 !== 0) continue;
    const whole = size - 100;
    for (const fill of [0, 0xa5]) {
      const tornLog = Buffer.concat([log.subarray(0, whole), Buffer.alloc(log.length - whole, fill)]);
      expect(await recoveredFrom(`filled-${size}-${fill}`, tornLog, whole)).toBe(committedWithin(whole));
    }
  }
});
