import type { HandoffAgent } from './agent.ts';
import { free } from './free.ts';
import { AgentCallError } from './errors.ts';
import { checkedOptions, optionsOf } from '../options/checkedOptions.ts';
import { milliseconds, nonEmptyText } from '../options/rules.ts';

/** Options of `humanAgent`. */
export interface HumanAgentOptions {
  /** Default: `human`. */
  readonly agentId?: string | undefined;
  /** Milliseconds a person has to answer, at most a hundred years; after that the call fails. Default: no deadline. */
  readonly deadlineMs?: number | undefined;
}

const humanAgentOptions = optionsOf<HumanAgentOptions>({ agentId: nonEmptyText, deadlineMs: milliseconds });

/**
 * A person as a tier: takes every task, and waits for `pattern.respond(executionId, execution)`.
 *
 * @throws ConfigurationError where the id is empty, `deadlineMs` is not a positive number or too large, or an option is unknown.
 */
export function humanAgent(options: HumanAgentOptions = {}): HandoffAgent {
  const { agentId = 'human', deadlineMs } = checkedOptions('humanAgent', humanAgentOptions, options);
  return {
    agentId,
    evaluateTask: async ({ tierLevel }) => ({
      canHandle: true,
      complexityScore: 1,
      reasoning: 'A person decides: this tier takes whatever reaches it.',
      requiresTier: tierLevel,
      ...free,
    }),
    executeTask: (_input, { waitForResponse }) => {
      if (waitForResponse !== undefined) return waitForResponse(deadlineMs === undefined ? {} : { deadlineMs });
      const message = `Nobody can answer for '${agentId}' here: a person is reached only through a pattern.`;
      return Promise.reject(new AgentCallError(agentId, 'refused', message));
    },
  };
}
