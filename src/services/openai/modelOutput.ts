import type { TaskEvaluation, TaskExecution } from '../../machines/types.ts';
import { normalizeEvaluation, normalizeExecution, type Normalized } from '../normalize.ts';
import type { ResponseFormat } from './chat.ts';
import { jsonIn } from './jsonIn.ts';

/** One kind of answer: the form a model is asked for, and how its text is read. */
export interface OutputForm<T> {
  readonly format: Extract<ResponseFormat, { readonly type: 'json_schema' }>;
  /** Never throws. */
  read(text: string): Normalized<T>;
}

/** Without bounds: strict modes differ in which they take, and some refuse them; the answer is checked here anyway. */
const evaluationProperties = {
  reasoning: { type: 'string', description: 'Why, in one to three sentences' },
  canHandle: { type: 'boolean', description: 'True only if the answer would be correct and complete' },
  complexityScore: { type: 'number', description: 'From 0 (trivial) to 1 (as hard as it gets)' },
  requiresTier: { type: 'integer', description: 'The tier level the task needs: 1 or higher' },
};

/** `result` stands first, so that it can be streamed while the rest is not written yet. */
const executionProperties = {
  result: { type: 'string', description: 'The complete answer' },
  confidence: { type: 'number', description: 'The probability, from 0 to 1, that result is correct and complete' },
};

/** The judgement of an agent at `tierLevel`. */
export function evaluationForm(tierLevel: number): OutputForm<TaskEvaluation> {
  return formOf('task_evaluation', evaluationProperties, (raw) => normalizeEvaluation(raw, tierLevel));
}

/** The execution it reads has no metadata: that is not the model's to say. */
export function executionForm(): OutputForm<TaskExecution> {
  return formOf('task_execution', executionProperties, ({ executionMetadata: _, ...raw }) => normalizeExecution(raw));
}

function formOf<T>(
  name: string,
  properties: object,
  normalize: (raw: Readonly<Record<string, unknown>>) => Normalized<T>,
): OutputForm<T> {
  const names = Object.keys(properties);
  const schema = { type: 'object', properties, required: names, additionalProperties: false };
  return {
    format: { type: 'json_schema', json_schema: { name, strict: true, schema } },
    read: (text) => {
      const answer = jsonIn(text, names);
      if (!answer.found) return { valid: false, issues: [`expected a JSON object, got ${answer.got}`] };
      const normalized = normalize(answer.value);
      if (!normalized.valid) return normalized;
      return { ...normalized, coercions: [...answer.notes, ...normalized.coercions] };
    },
  };
}
