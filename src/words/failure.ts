import type { FailureReason } from '../machines/failureReason.ts';
import type { Failure } from '../machines/types.ts';

const words: Partial<Record<FailureReason, string>> = {
  network: 'no connection',
  timeout: 'timed out',
  unavailable: 'the server is busy or broken',
  http: 'the server answered with an error',
  threw: 'failed',
};

/** Returns why a call failed in words: `rateLimited` as `rate limited`. */
export function reasonWords(reason: FailureReason): string {
  return words[reason] ?? reason.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Returns a failure in a few words, its status included: `failed: unauthorized (401)`, `failed`. */
export function failureWords({ reason, status }: Pick<Failure, 'reason' | 'status'>): string {
  const why = reason === undefined || reason === 'threw' ? '' : `: ${reasonWords(reason)}`;
  return `failed${why}${status === undefined ? '' : ` (${status})`}`;
}
