import { ConfigurationError, HandoffError } from '../machines/errors.ts';
import type { HandoffOutput } from '../machines/executionTypes.ts';
import type { HandoffPolicy } from '../machines/types.ts';
import { KnowledgeError } from '../services/knowledge/knowledgeErrors.ts';
import { BudgetExceededError, ExecutionCancelledError, TiersExhaustedError } from './errors.ts';
import type { CompletedResult } from './result.ts';

interface End {
  readonly policy: HandoffPolicy;
  /** What the last call that failed threw. */
  readonly lastError: unknown;
}

/**
 * What the caller is given at the end of an execution.
 *
 * @throws ExecutionCancelledError, BudgetExceededError, TiersExhaustedError, or with `onError: 'fail'` what an agent threw.
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
  const asIs = policy.onError === 'fail' || isOwnMistake(lastError);
  if (asIs && HandoffError.isInstance(lastError)) throw lastError;
  throw new TiersExhaustedError(executionId, attempts, { cause: lastError });
}

function isOwnMistake(error: unknown): boolean {
  return ConfigurationError.isInstance(error) || KnowledgeError.isInstance(error);
}
