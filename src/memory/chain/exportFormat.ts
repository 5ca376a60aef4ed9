import { MemoryError } from '../errors.ts';

/** Stands in the first line of an export. */
export const exportFormat = 'xstate-handoff/executions';

/** Raised when a reader of the version before could misread a file. */
export const exportVersion = 1;

export function exportError(message: string, options?: { readonly cause: unknown }): MemoryError {
  return new MemoryError('jsonl', 'read', message, options);
}
