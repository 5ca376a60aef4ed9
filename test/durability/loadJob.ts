import { z } from 'zod';

import { addressSchema } from './job.ts';

const loadJobSchema = z.object({ store: addressSchema, executions: z.number(), concurrency: z.number() });

export type LoadJob = z.infer<typeof loadJobSchema>;

export function parseLoadJob(text: string | undefined): LoadJob {
  return loadJobSchema.parse(JSON.parse(text ?? ''));
}

const loadReportSchema = z.object({
  completed: z.number(),
  replayed: z.number(),
  verified: z.number(),
  /** What the heap holds more than before, garbage collected both times. */
  grownBytes: z.number(),
});

export type LoadReport = z.infer<typeof loadReportSchema>;

export function parseLoadReport(text: string): LoadReport {
  return loadReportSchema.parse(JSON.parse(text));
}
