import { z } from 'zod';

import type { HandoffAgent } from '../../src/services/agent.ts';
import { addressSchema } from './job.ts';

const raceJobSchema = z.object({
  store: addressSchema,
  executionIds: z.array(z.string()),
  /** Everybody reads the executions before anybody goes on with one. */
  together: z.boolean(),
});

export type RaceJob = z.infer<typeof raceJobSchema>;

export function parseRaceJob(text: string | undefined): RaceJob {
  return raceJobSchema.parse(JSON.parse(text ?? ''));
}

const outcomeSchema = z.object({
  executionId: z.string(),
  /** `completed`, or the name of the error. */
  ended: z.string(),
  result: z.string(),
  /** The ids of the calls that this process made for it. */
  calls: z.array(z.string()),
});

/** What became of an execution in one process. */
export type Outcome = z.infer<typeof outcomeSchema>;

export function parseOutcome(line: string): Outcome {
  return outcomeSchema.parse(JSON.parse(line));
}

/** The first declines, the second answers. */
export function raceTiers(onCall: (callId: string) => void): Readonly<Record<1 | 2, HandoffAgent>> {
  const agent = (agentId: string, canHandle: boolean): HandoffAgent => ({
    agentId,
    evaluateTask: async (_input, { idempotencyKey = '' }) => {
      onCall(idempotencyKey);
      return { canHandle, complexityScore: 0.5, reasoning: 'as ever', requiresTier: 2 };
    },
    executeTask: async ({ task }, { idempotencyKey = '' }) => {
      onCall(idempotencyKey);
      return { result: `The answer to ${task}`, confidence: 0.9, executionMetadata: {} };
    },
  });
  return { 1: agent('modest', false), 2: agent('able', true) };
}
