import { z } from 'zod';

import { exportFormat } from './exportFormat.ts';

/** The first line. */
export const fileHeader = z.strictObject({ format: z.literal(exportFormat), version: z.int() });

/** The line before an execution's records: how many there are, and where their chain ends. */
export const executionHeader = z.strictObject({
  executionId: z.string(),
  length: z.int().min(1),
  head: z.string(),
});

/** The last line, so that a file that was cut off is not taken for a whole one. */
export const fileFooter = z.strictObject({ executions: z.int().min(0) });
