import { z } from 'zod';

import { MemoryError } from '../errors.ts';

/** Stands in the first line of an export. */
export const exportFormat = 'xstate-handoff/executions';

/** Raised when a reader of the version before could misread a file. */
export const exportVersion = 1;

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

export function exportError(message: string, options?: { readonly cause: unknown }): MemoryError {
  return new MemoryError('jsonl', 'read', message, options);
}
