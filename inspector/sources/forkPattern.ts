import { assemblePattern } from '../../src/assemblePattern.ts';
import type { HandoffPattern } from '../../src/handoffPattern.ts';
import { configOf } from '../../src/machines/fold.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import type { HandoffAgent } from '../../src/services/agent.ts';
import { systemClock } from '../../src/services/clock.ts';
import { AgentCallError } from '../../src/services/errors.ts';

/** Runs forks of executions whose agents are not here: every call is answered from a record or by hand. */
export interface ForkPattern {
  readonly pattern: HandoffPattern;
  /** Makes an execution of another source known as a parent. It is not listed, and never changes. */
  adopt(records: readonly TransitionRecord[]): void;
}

export function createForkPattern(): ForkPattern {
  const parents = new Map<string, readonly TransitionRecord[]>();
  const own = inMemory();
  const sharedMemory: SharedMemory = {
    ...own,
    read: async (executionId) => {
      const records = await own.read(executionId);
      return records.length > 0 ? records : (parents.get(executionId) ?? []);
    },
  };
  const pattern = assemblePattern({
    agents: new Map([[1, absentAgent]]),
    sharedMemory,
    policy: {},
    human: absentAgent,
    returnsOnWaitByDefault: true,
    clock: systemClock,
  });

  return {
    pattern,
    adopt: (records) => {
      const [first] = records;
      if (first === undefined) return;
      parents.set(first.executionId, records);
      for (const { level } of configOf(records)?.tiers ?? [])
        if (!pattern.tiers.has(level)) pattern.addTier(absentAgent, level);
    },
  };
}

/** Stands where the agents of a recorded execution stood. */
const absentAgent: HandoffAgent = {
  agentId: 'absent',
  evaluateTask: () => Promise.reject(absent()),
  executeTask: () => Promise.reject(absent()),
};

function absent(): AgentCallError {
  return new AgentCallError('absent', 'refused', 'There is no agent here: answer the call by hand.');
}
