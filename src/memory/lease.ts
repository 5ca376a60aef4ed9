import { ConfigurationError } from '../machines/errors.ts';
import { ExecutionHeldError } from './errors.ts';
import { isExecutionId } from './recordBatch.ts';
import { storableText } from './summary.ts';

/** A process's claim to run an execution. */
export interface LeaseClaim {
  /** The process as people are to see it, such as `host:4711`. Two claims may have the same. */
  readonly owner: string;
  /** Tells this claim from every other one: a random UUID that the claimant makes. */
  readonly token: string;
  /** Milliseconds from now, by the store's clock, until the lease expires unless it is renewed: 1..3,600,000. */
  readonly ttlMs: number;
}

/** A claim that was granted. */
export interface Lease {
  readonly executionId: string;
  readonly owner: string;
  readonly token: string;
  /** ISO 8601, UTC, by the store's clock. */
  readonly expiresAt: string;
}

/** A lease as a store keeps it. */
export interface HeldLease {
  readonly owner: string;
  readonly token: string;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly expiresAt: number;
}

/** The longest that a lease lasts without being renewed, in milliseconds: an hour. */
export const longestTtlMs = 3_600_000;

/**
 * The claim as every store can keep it.
 *
 * @throws ConfigurationError naming what is wrong with it.
 */
export function checkedClaim({ owner, token, ttlMs }: LeaseClaim): LeaseClaim {
  if (typeof owner !== 'string' || owner === '')
    throw invalid('owner', 'is no text. Name the process, such as host:4711.');
  if (!isExecutionId(token)) throw invalid('token', 'is no token. Use a random UUID.');
  if (!Number.isSafeInteger(ttlMs) || ttlMs < 1 || ttlMs > longestTtlMs) {
    throw invalid('ttlMs', `is ${ttlMs}. Use an integer from 1 to ${longestTtlMs}.`);
  }
  return { owner: storableText(owner), token, ttlMs };
}

/** The lease that a claim comes to at a time of the store's clock. */
export function heldFrom({ owner, token, ttlMs }: LeaseClaim, now: number): HeldLease {
  return { owner, token, expiresAt: now + ttlMs };
}

export function leaseOf(executionId: string, { owner, token, expiresAt }: HeldLease): Lease {
  return { executionId, owner, token, expiresAt: new Date(expiresAt).toISOString() };
}

/** The lease as a summary shows it; `null` where there is none any more. */
export function shownLease(held: HeldLease | null, now: number): { owner: string; expiresAt: string } | null {
  if (held === null || held.expiresAt <= now) return null;
  return { owner: held.owner, expiresAt: new Date(held.expiresAt).toISOString() };
}

/** Whether a lease keeps everybody out who has another token. */
export function keepsOut(held: HeldLease | null, token: string, now: number): held is HeldLease {
  return held !== null && held.token !== token && held.expiresAt > now;
}

/** The refusal of an append. */
export function heldError(executionId: string, { owner, expiresAt }: Pick<HeldLease, 'owner' | 'expiresAt'>) {
  return new ExecutionHeldError(executionId, owner, new Date(expiresAt).toISOString());
}

function invalid(key: string, rest: string): ConfigurationError {
  return new ConfigurationError(`claim.${key}`, `The claim's '${key}' ${rest}`);
}
