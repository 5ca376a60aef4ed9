import { z } from 'zod';

import type { Calibration } from './calibration.ts';

const share = z.number().min(0).max(1);
const parameters = {
  intercept: z.number(),
  score: z.number().positive(),
  margin: z.number().min(0),
  runnerUp: share,
  threshold: share.nullable(),
};
const counts = {
  entries: z.int().min(0),
  positives: z.int().min(0),
  negatives: z.int().min(0),
  answers: z.int().min(0),
  precision: share,
  precisionBound: share,
  recall: share,
  falseAnswers: share,
  entriesMissing: z.int().min(0).nullable().optional(),
};

export const CalibrationSchema: z.ZodType<Calibration> = z.discriminatedUnion('source', [
  z.strictObject({ source: z.literal('default'), ...parameters }),
  z.strictObject({ source: z.literal('fitted'), ...parameters, ...counts }),
]);
