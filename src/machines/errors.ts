const marker = Symbol.for('xstate-handoff.error');

/** What an error is, in a form that survives JSON and two copies of the package. */
export type HandoffErrorCode =
  | 'HANDOFF_CONFIGURATION'
  | 'HANDOFF_AGENT_CALL'
  | 'HANDOFF_AGENT_OUTPUT'
  | 'HANDOFF_AGENT_DECLINED'
  | 'HANDOFF_TIERS_EXHAUSTED'
  | 'HANDOFF_BUDGET_EXCEEDED'
  | 'HANDOFF_CANCELLED'
  | 'HANDOFF_CONCURRENT_EXECUTION'
  | 'HANDOFF_EXECUTION_HELD'
  | 'HANDOFF_MEMORY'
  | 'HANDOFF_UNKNOWN_EXECUTION'
  | 'HANDOFF_NOT_WAITING'
  | 'HANDOFF_EXECUTION_EXISTS'
  | 'HANDOFF_SUSPENDED'
  | 'HANDOFF_KNOWLEDGE'
  | 'HANDOFF_REPLAY'
  | 'HANDOFF_POLICY_VIOLATION'
  | 'HANDOFF_SIMULATION';

/** The base of every error this package throws on purpose. Tell them apart by `isInstance` or by `code`. */
export abstract class HandoffError extends Error {
  static readonly code: HandoffErrorCode | null = null;
  abstract readonly code: HandoffErrorCode;
  /** A literal in every class: a minifier changes the names of classes, and this one is stored. */
  abstract override readonly name: string;
  readonly [marker] = true;

  /** True for an error of this class, also when another copy of the package threw it. */
  static isInstance<T>(
    this: (abstract new (...args: never[]) => T) & { readonly code: HandoffErrorCode | null },
    error: unknown,
  ): error is T {
    if (typeof error !== 'object' || error === null || !(marker in error)) return false;
    return this.code === null || ('code' in error && error.code === this.code);
  }
}

/** An option, a tier or an environment variable is wrong. Thrown before any call is made. */
export class ConfigurationError extends HandoffError {
  static override readonly code = 'HANDOFF_CONFIGURATION';
  readonly code = ConfigurationError.code;
  override readonly name = 'ConfigurationError';
  /** Where the mistake is: an option path such as `tierConfigs.2.model`, or a variable's name. */
  readonly path: string;

  constructor(path: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.path = path;
  }
}

/** A stored record does not fold: it is incomplete, out of order, or not what the machine does. */
export class ReplayError extends HandoffError {
  static override readonly code = 'HANDOFF_REPLAY';
  readonly code = ReplayError.code;
  override readonly name = 'ReplayError';
  /** The record at which folding stopped. */
  readonly seq: number;

  constructor(seq: number, message: string) {
    super(message);
    this.seq = seq;
  }
}
