import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, describe, expect, onTestFinished, test } from 'vitest';

import { readCalls } from './calls.ts';
import { follow, startJob } from './children.ts';
import { expectEveryCallPaidOnce, expectFinishedOnce, expectNothingLost } from './expectations.ts';
import type { Job } from './job.ts';
import { ladderCalls } from './ladder.ts';
import { openStore } from './stores.ts';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'handoff-full-disk-'));
const executionIds = Array.from({ length: 60 }, (_, index) => `e${index}`);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A place that gets full at about 600 KB. */
interface SmallDisk {
  readonly name: string;
  readonly path: string;
  /** What a process that is to meet the limit is started through. */
  readonly wrapper: readonly string[];
  /** What the system says of it. */
  readonly reason: RegExp;
  makeRoom(): Promise<unknown>;
}

/** Works on any machine: the system refuses to make a file of this process longer. */
function limitedFileSize(): SmallDisk {
  const path = mkdtempSync(join(directory, 'limit-'));
  // The unit of `ulimit -f` in a POSIX shell is 512 bytes.
  const wrapper = ['sh', '-c', 'ulimit -f 1200 && exec "$0" "$@"'];
  return { name: 'a limit for files', path, wrapper, reason: /disk I\/O error/, makeRoom: async () => undefined };
}

/** A file system of its own that is full, where this user may mount one. */
function smallFileSystem(): SmallDisk | undefined {
  const path = mkdtempSync(join(directory, 'mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return {
    name: 'a small file system',
    path,
    wrapper: [],
    reason: /database or disk is full/,
    makeRoom: () => run('mount', ['-o', 'remount,size=64m', path]),
  };
}

const mounted = smallFileSystem();
afterAll(() => void (mounted && execFileSync('umount', [mounted.path])));

describe.each([limitedFileSize(), ...(mounted ? [mounted] : [])])('SQLite on $name', (disk) => {
  test('says that it cannot store, loses nothing, and goes on when there is room', async () => {
    const store = { kind: 'sqlite', path: join(disk.path, 'handoff.db') } as const;
    const callLog = join(directory, `${disk.reason.source.slice(0, 4)}.calls`);
    const job: Job = { task: 'run', store, callLog, executionIds, atOnce: 8 };

    const told = await follow(startJob(job, { wrapper: disk.wrapper }));
    expect(told.ended).toBe(0);
    expect(told.errors.length).toBeGreaterThan(0);
    for (const { name, message } of told.errors) {
      expect(name).toBe('MemoryError');
      expect(message).toMatch(disk.reason);
      expect(message).toContain('What was stored before is still there.');
    }
    expect(told.stored.size).toBeGreaterThan(8);

    await disk.makeRoom();
    const { memory, close } = await openStore(store);
    onTestFinished(close);
    const before = new Map(await Promise.all(executionIds.map(async (id) => [id, await memory.read(id)] as const)));
    for (const id of executionIds) expectNothingLost(told.stored.get(id) ?? [], before.get(id) ?? []);
    const begun = executionIds.filter((id) => before.get(id)?.length !== 0);
    const resumed = await follow(startJob({ ...job, task: 'resume', executionIds: begun }));
    expect(resumed).toMatchObject({ ended: 0, errors: [] });
    expect(resumed.results).toHaveLength(begun.length);

    const calls = await readCalls(callLog);
    for (const id of begun) {
      const records = await memory.read(id);
      expectNothingLost(told.stored.get(id) ?? [], records);
      expectFinishedOnce(records);
      const own = calls.filter(({ callId }) => callId.startsWith(`${id}:`));
      expectEveryCallPaidOnce(own, before.get(id) ?? [], ladderCalls);
    }
  });
});
