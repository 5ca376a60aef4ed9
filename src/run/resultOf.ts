import { HandoffError } from '../machines/errors.ts';
import type { HandoffOutput } from '../machines/executionTypes.ts';
import { endsAsItIs, policyAt } from '../machines/policy.ts';
import type { HandoffPolicy } from '../machines/types.ts';
import { BudgetExceededError, ExecutionCancelledError, TiersExhaustedError } from './errors.ts';
import type { CompletedResult } from './result.ts';

interface End {
  readonly policy: HandoffPolicy;
  /** The error of the last call that failed. */
  readonly lastError: unknown;
}

/**
 * Returns what the caller is given at the end of an execution.
 *
 * @throws ExecutionCancelledError, BudgetExceededError, TiersExhaustedError, or what an agent threw where that ends an execution.
 */
export function resultOf(
  executionId: string,
  output: HandoffOutput | undefined,
  { policy, lastError }: End,
): CompletedResult {
  if (output?.status === 'completed') return output;
  const { failure, attempts = [], limitReached } = output ?? {};
  if (output?.status === 'cancelled') throw new ExecutionCancelledError(executionId, output.failure.message);
  if (limitReached) throw new BudgetExceededError(executionId, limitReached, failure?.message ?? '', attempts);
  if (failure?.code === TiersExhaustedError.code) throw new TiersExhaustedError(executionId, attempts);
  const ends = failure !== undefined && endsAsItIs(policyAt(policy, output?.finalTier ?? 0), failure);
  if (ends && HandoffError.isInstance(lastError)) throw lastError;
  throw new TiersExhaustedError(executionId, attempts, { cause: lastError });
}
