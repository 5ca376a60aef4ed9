import type { EvaluationOutput, ExecutionOutput } from './types.ts';

/** The machine's own check of what a service returned: it must stay total whatever an embedded service says. */
export function isEvaluation(output: unknown): output is EvaluationOutput {
  return (
    isObject(output) &&
    typeof output['canHandle'] === 'boolean' &&
    isScore(output['complexityScore']) &&
    typeof output['reasoning'] === 'string' &&
    isLevel(output['requiresTier'])
  );
}

export function isExecution(output: unknown): output is ExecutionOutput {
  return (
    isObject(output) &&
    typeof output['result'] === 'string' &&
    isScore(output['confidence']) &&
    isObject(output['executionMetadata'])
  );
}

export function isLevel(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function isScore(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
