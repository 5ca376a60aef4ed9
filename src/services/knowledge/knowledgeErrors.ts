import { HandoffError } from '../../machines/errors.ts';

/** A knowledge file cannot be read, or one of its entries is broken. The message says where, and what to do. */
export class KnowledgeError extends HandoffError {
  static override readonly code = 'HANDOFF_KNOWLEDGE';
  readonly code = KnowledgeError.code;
  override readonly name = 'KnowledgeError';
  /** The file, as it was named. */
  readonly path: string;
  /** The line of the mistake, counted from 1; `null` where the mistake is not on one line. */
  readonly line: number | null;

  constructor(path: string, line: number | null, message: string, options?: { readonly cause?: unknown }) {
    super(`${path}${line === null ? '' : `, line ${line}`}: ${message}`, options);
    this.path = path;
    this.line = line;
  }
}
