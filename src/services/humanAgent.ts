import { ConfigurationError } from '../machines/errors.ts';
import type { HandoffAgent } from './agent.ts';
import { AgentCallError } from './errors.ts';

/** Options of `humanAgent`. */
export interface HumanAgentOptions {
  /** Default: `human`. */
  readonly agentId?: string;
  /** Milliseconds a person has to answer; after that the call fails. Default: no deadline. */
  readonly deadlineMs?: number;
}

/**
 * A person as a tier: takes every task, and waits for `pattern.respond(executionId, execution)`.
 *
 * @throws ConfigurationError where `deadlineMs` is not a positive number.
 */
export function humanAgent({ agentId = 'human', deadlineMs }: HumanAgentOptions = {}): HandoffAgent {
  if (deadlineMs !== undefined && !(Number.isFinite(deadlineMs) && deadlineMs > 0)) {
    throw new ConfigurationError(
      'deadlineMs',
      `humanAgent '${agentId}': deadlineMs is ${deadlineMs}. Give milliseconds above 0, or leave it out.`,
    );
  }
  return {
    agentId,
    evaluateTask: async ({ tierLevel }) => ({
      canHandle: true,
      complexityScore: 1,
      reasoning: 'A person decides: this tier takes whatever reaches it.',
      requiresTier: tierLevel,
      usage: { inputTokens: 0, outputTokens: 0 },
      costUsd: 0,
    }),
    executeTask: (_input, { waitForResponse }) => {
      if (waitForResponse !== undefined) return waitForResponse(deadlineMs === undefined ? {} : { deadlineMs });
      const message = `Nobody can answer for '${agentId}' here: a person is reached only through a pattern.`;
      return Promise.reject(new AgentCallError(agentId, 'refused', message));
    },
  };
}
