import { z } from 'zod';

export const addressSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('in-memory') }),
  z.object({ kind: z.literal('sqlite'), path: z.string() }),
  z.object({ kind: z.literal('postgres'), url: z.string() }),
]);

/**
 * Where a child stops for good, to be killed there: in a call, between the end of a call and the write of its outcome,
 * or after that write. Calls and writes are counted from 1.
 */
const stopSchema = z.object({ at: z.enum(['calling', 'storing', 'stored']), number: z.number() });

/** What a child does with the ladder: `run` begins executions, `resume` ends those that are not over. */
const jobSchema = z.object({
  task: z.enum(['run', 'resume']),
  store: addressSchema,
  callLog: z.string(),
  executionIds: z.array(z.string()),
  /** How many executions at once. */
  atOnce: z.number(),
  stop: stopSchema.optional(),
  /** Milliseconds that it holds what it runs without a renewal. */
  leaseMs: z.number().optional(),
});

export type Job = z.infer<typeof jobSchema>;
export type Stop = z.infer<typeof stopSchema>;

export function parseJob(text: string | undefined): Job {
  return jobSchema.parse(JSON.parse(text ?? ''));
}

const completedSchema = z.object({
  status: z.literal('completed'),
  executionId: z.string(),
  result: z.string(),
  confidence: z.number(),
  finalTier: z.number(),
  escalationCount: z.number(),
  capped: z.boolean(),
  usage: z.record(z.string(), z.number()),
  costUsd: z.number().nullable(),
});

const reportSchema = z.discriminatedUnion('type', [
  /** These records, as JSON, are acknowledged. */
  z.object({ type: z.literal('stored'), executionId: z.string(), records: z.array(z.string()) }),
  z.object({ type: z.literal('stopped') }),
  z.object({ type: z.literal('result'), executionId: z.string(), result: completedSchema }),
  z.object({ type: z.literal('error'), executionId: z.string(), name: z.string(), message: z.string() }),
]);

/** A line that a child prints. */
export type Report = z.infer<typeof reportSchema>;
export type Completed = z.infer<typeof completedSchema>;

export function parseReport(line: string): Report {
  return reportSchema.parse(JSON.parse(line));
}

/** Runs `work` on every item, so many at once, in order. */
export async function atOnce<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
