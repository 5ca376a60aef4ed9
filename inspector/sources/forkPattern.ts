import { assemblePattern } from '../../src/pattern/assemblePattern.ts';
import type { HandoffPattern } from '../../src/pattern/handoffPattern.ts';
import { configOf } from '../../src/machines/fold.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import type { HandoffAgent } from '../../src/services/agent.ts';
import { systemClock } from '../../src/time/clock.ts';
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
    agents: new Map([[1, absentAgent('absent')]]),
    sharedMemory,
    policy: {},
    human: absentAgent('human'),
    returnsOnWaitByDefault: true,
    clock: systemClock,
  });

  return {
    pattern,
    adopt: (records) => {
      const [first] = records;
      if (first === undefined) return;
      parents.set(first.executionId, records);
      for (const { level, agentId } of configOf(records)?.tiers ?? []) pattern.addTier(absentAgent(agentId), level);
    },
  };
}

/** Stands where the agents of a recorded execution stood. */
function absentAgent(agentId: string): HandoffAgent {
  const refuse = () =>
    Promise.reject(new AgentCallError(agentId, 'refused', 'There is no agent here: answer the call by hand.'));
  return { agentId, evaluateTask: refuse, executeTask: refuse };
}
