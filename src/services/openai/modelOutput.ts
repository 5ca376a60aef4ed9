import { z } from 'zod';

import type { TaskEvaluation, TaskExecution } from '../../machines/types.ts';
import { normalizeEvaluation, normalizeExecution, type Normalized } from '../normalize.ts';
import type { ResponseFormat } from './chat.ts';

/** One kind of answer: the form a model is asked for, and how its text is read. */
export interface OutputForm<T> {
  readonly format: Extract<ResponseFormat, { readonly type: 'json_schema' }>;
  /** Never throws. */
  read(text: string): Normalized<T>;
}

const EvaluationForm = z.strictObject({
  reasoning: z.string().describe('Why, in one to three sentences'),
  canHandle: z.boolean().describe('True only if the answer would be correct and complete'),
  complexityScore: z.number().describe('From 0 (trivial) to 1 (as hard as it gets)'),
  requiresTier: z.int().describe('The tier level the task needs: 1 or higher'),
});

/** `result` stands first, so that it can be streamed while the rest is not written yet. */
const ExecutionForm = z.strictObject({
  result: z.string().describe('The complete answer'),
  confidence: z.number().describe('The probability, from 0 to 1, that result is correct and complete'),
});

export function evaluationForm(tierLevel: number): OutputForm<TaskEvaluation> {
  return {
    format: formatOf('task_evaluation', EvaluationForm),
    read: (text) => readJson(text, (raw) => normalizeEvaluation(raw, tierLevel)),
  };
}

/** The execution it reads has no metadata: that is not the model's to say. */
export function executionForm(): OutputForm<TaskExecution> {
  return {
    format: formatOf('task_execution', ExecutionForm),
    read: (text) => readJson(text, (raw) => normalizeExecution(withoutMetadata(raw))),
  };
}

function formatOf(name: string, form: z.ZodType): OutputForm<unknown>['format'] {
  const { $schema: _, ...schema } = z.toJSONSchema(form, {
    // Strict modes differ in which bounds they take, and some refuse them; the answer is checked here anyway.
    override: ({ jsonSchema }) => {
      delete jsonSchema.minimum;
      delete jsonSchema.maximum;
    },
  });
  return { type: 'json_schema', json_schema: { name, strict: true, schema } };
}

function readJson<T>(text: string, normalize: (raw: unknown) => Normalized<T>): Normalized<T> {
  const fenced = insideFence(text);
  const parsed = parseJson(fenced ?? text.trim());
  if (!parsed.valid) return { valid: false, issues: [`expected a JSON object, got ${parsed.got}`] };
  const normalized = normalize(parsed.value);
  if (!normalized.valid || fenced === undefined) return normalized;
  return { ...normalized, coercions: ['answer: read out of a fenced block', ...normalized.coercions] };
}

function insideFence(text: string): string | undefined {
  const trimmed = text.trim();
  const firstLine = trimmed.slice(0, trimmed.indexOf('\n') + 1);
  if (!/^```(json)?\s*$/i.test(firstLine) || !trimmed.endsWith('```')) return undefined;
  return trimmed.length < firstLine.length + 3 ? undefined : trimmed.slice(firstLine.length, -3);
}

type Parsed = { readonly valid: true; readonly value: unknown } | { readonly valid: false; readonly got: string };

function parseJson(text: string): Parsed {
  if (text === '') return { valid: false, got: 'an empty answer' };
  try {
    const value: unknown = JSON.parse(text);
    return { valid: true, value };
  } catch {
    const start = text.length <= 60 ? text : `${text.slice(0, 59)}…`;
    return { valid: false, got: `text that is not JSON: ${JSON.stringify(start)}` };
  }
}

function withoutMetadata(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  return { ...raw, executionMetadata: undefined };
}
