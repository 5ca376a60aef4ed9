import { assemblePattern } from '../pattern/assemblePattern.ts';
import type { HandoffPattern } from '../pattern/handoffPattern.ts';
import { isSameLadder } from '../continue/onto.ts';
import { ConfigurationError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { configOf } from '../machines/fold.ts';
import type { HandoffConfig } from '../machines/types.ts';
import { validConfig } from '../machines/validConfig.ts';
import type { HandoffAgent } from '../services/agent.ts';
import { systemClock } from '../time/clock.ts';
import { humanAgent } from '../services/humanAgent.ts';
import type { Place } from './place.ts';

/** A pattern for what needs no agent: it lists and ends executions, and never calls anybody. */
export function bookkeeper(place: Place): HandoffPattern {
  const nobody = { level: 1, agentId: 'nobody' };
  return recordedPattern(place, validConfig({ tiers: [nobody] }));
}

/**
 * A pattern as the execution was recorded with, for what needs none of its agents: where one were called after all, it
 * fails, and says what to give.
 */
export function recordedPattern({ memory, configured: { redact } }: Place, config: HandoffConfig): HandoffPattern {
  const agents = new Map(config.tiers.map(({ level, agentId }) => [level, absentAgent(agentId)]));
  return assemblePattern({
    agents,
    sharedMemory: memory,
    policy: config.policy,
    human: humanAgent({ agentId: config.humanAgentId }),
    redact,
    callTimeoutMs: undefined,
    clock: systemClock,
    returnsOnWaitByDefault: true,
  });
}

function absentAgent(agentId: string): HandoffAgent {
  const absent = async () => {
    throw new ConfigurationError(
      '--config',
      `Agent '${agentId}' is not here. Give the config that has it: --config FILE`,
    );
  };
  return { agentId, evaluateTask: absent, executeTask: absent };
}

/** Whether a pattern goes on with an execution under the tiers and the policy that it was recorded with. */
export function fits({ config }: HandoffPattern, records: readonly TransitionRecord[]): boolean {
  const recorded = configOf(records);
  return recorded !== undefined && isSameLadder(recorded, config);
}
