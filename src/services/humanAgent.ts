import { z } from 'zod';

import type { HandoffAgent } from './agent.ts';
import { free } from './free.ts';
import { AgentCallError } from './errors.ts';
import { longestMs } from './longestMs.ts';
import { parseOptions } from './parseOptions.ts';

/** Options of `humanAgent`. */
export interface HumanAgentOptions {
  /** Default: `human`. */
  readonly agentId?: string;
  /** Milliseconds a person has to answer, at most a hundred years; after that the call fails. Default: no deadline. */
  readonly deadlineMs?: number;
}

const OptionsSchema = z.strictObject({
  agentId: z
    .string()
    .refine((id) => id.trim() !== '', 'it is empty. Give the person a name, or leave it out')
    .exactOptional(),
  deadlineMs: z
    .custom<number>(isDuration, 'expected milliseconds above 0, at most a hundred years. Give some, or leave it out')
    .exactOptional(),
}) satisfies z.ZodType<HumanAgentOptions>;

/**
 * A person as a tier: takes every task, and waits for `pattern.respond(executionId, execution)`.
 *
 * @throws ConfigurationError where the id is empty, `deadlineMs` is not a positive number or too large, or an option is unknown.
 */
export function humanAgent(options: HumanAgentOptions = {}): HandoffAgent {
  const { agentId = 'human', deadlineMs } = parseOptions('humanAgent', OptionsSchema, options);
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

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= longestMs;
}
