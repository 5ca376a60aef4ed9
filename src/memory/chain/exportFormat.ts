import { MemoryError } from '../errors.ts';

/** Stands in the first line of an export. */
export const exportFormat = 'xstate-handoff/executions';

/** Raised when a reader of the version before could misread a file. */
export const exportVersion = 1;

/** What an error about a file of that format calls its store. */
export const exportStore = 'jsonl';

export function exportError(message: string, options?: { readonly cause: unknown }): MemoryError {
  return new MemoryError(exportStore, 'read', message, options);
}
