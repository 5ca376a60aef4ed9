import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { noteCall } from './calls.ts';
import { atOnce, type Job, type Report, type Stop } from './job.ts';
import { ladderPattern, resumeLadder, runLadder, type AroundCall } from './ladder.ts';

export interface DoJobOptions {
  readonly memory: SharedMemory;
  readonly report: (line: Report) => void;
  /** Called where a process may be killed. */
  readonly passed?: (at: Stop['at']) => Promise<void>;
}

/** Does a job on the ladder in this process, and reports what comes of it. */
export async function doJob(
  { task, callLog, executionIds, atOnce: limit, leaseMs }: Omit<Job, 'store' | 'stop'>,
  { memory, report, passed = () => Promise.resolve() }: DoJobOptions,
): Promise<void> {
  const reporting: SharedMemory = {
    ...memory,
    append: async (records, claim) => {
      await passed('storing');
      await memory.append(records, claim);
      const executionId = records[0]?.executionId ?? '';
      report({ type: 'stored', executionId, records: records.map((record) => JSON.stringify(record)) });
      await passed('stored');
    },
  };
  const around: AroundCall = async (callId, call) => {
    noteCall(callLog, { callId, phase: 'started' });
    await passed('calling');
    try {
      return call();
    } finally {
      noteCall(callLog, { callId, phase: 'finished' });
    }
  };
  const pattern = ladderPattern(reporting, around, { leaseMs });
  const work = task === 'run' ? runLadder : resumeLadder;
  await atOnce(executionIds, limit, async (executionId) => {
    try {
      const result = await work(pattern, executionId);
      report({ type: 'result', executionId, result: { ...result, usage: { ...result.usage } } });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: 'no error', message: String(error) };
      report({ type: 'error', executionId, name, message });
    }
  });
}
