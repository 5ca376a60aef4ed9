import { isDeepStrictEqual } from 'node:util';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';

import type { Normalized } from '../../../src/services/normalize.ts';
import { evaluationForm, executionForm } from '../../../src/services/openai/modelOutput.ts';
import { TaskEvaluationSchema, TaskExecutionSchema } from '../../../src/services/schemas.ts';
import { evaluation, execution } from './support.ts';

const scores = fc.oneof(
  fc.double(),
  fc.constantFrom('0.7', '70%', '7/10', 'high', '', ' 1 ', -1, 2, null, true, '1e3', 'NaN', '٠٫٧'),
);
const anything = fc.oneof(
  fc.jsonValue(),
  fc.string(),
  scores,
  fc.constantFrom('yes', 'No', 'maybe', '2', 0, 1.5, 9e99, [], {}),
);

function malformed(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<string> {
  const object = fc.record(fields, { requiredKeys: [] });
  const json = fc.oneof(
    object,
    fc.tuple(object, fc.dictionary(fc.string(), fc.jsonValue())).map(([a, b]) => Object.assign(b, a)),
    fc.jsonValue(),
  );
  const plain = json.map((value) => JSON.stringify(value));
  return fc.oneof(
    { weight: 6, arbitrary: plain },
    { weight: 2, arbitrary: plain.map((text) => `\`\`\`json\n${text}\n\`\`\``) },
    { weight: 1, arbitrary: fc.tuple(plain, fc.nat()).map(([text, cut]) => text.slice(0, cut % (text.length + 1))) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.tuple(fc.string(), plain).map(([prose, text]) => `${prose} ${text}`) },
  );
}

/** The value the text is plain JSON for, `undefined` where it is not. */
function plainValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Throws where an output crashes the form, or passes with neither the raw value valid nor a coercion noted. */
function hold<T>(
  outputs: fc.Arbitrary<string>,
  read: (text: string) => Normalized<T>,
  valid: z.ZodType<T>,
  raw = valid,
) {
  let passed = 0;
  fc.assert(
    fc.property(outputs, (text) => {
      const normalized = read(text);
      if (!normalized.valid) return normalized.issues.length > 0;
      passed += 1;
      if (!valid.safeParse(normalized.value).success) return false;
      const untouched = raw.safeParse(plainValue(text));
      if (!untouched.success) return normalized.coercions.length > 0;
      return normalized.coercions.length === 0 && isDeepStrictEqual(normalized.value, untouched.data);
    }),
    { seed: 2026, numRuns: 10_000 },
  );
  return passed;
}

describe('10,000 malformed model outputs', () => {
  it('never crash and never pass unmarked as an evaluation', () => {
    const outputs = malformed({
      canHandle: fc.oneof(fc.boolean(), anything),
      complexityScore: fc.oneof(scores, anything),
      reasoning: fc.oneof(fc.string(), anything),
      requiresTier: fc.oneof(fc.nat(), anything),
    });
    expect(hold(outputs, evaluationForm(1).read, TaskEvaluationSchema)).toBeGreaterThan(200);
  });

  it('never crash and never pass unmarked as an execution', () => {
    const outputs = malformed({ result: fc.oneof(fc.string(), anything), confidence: fc.oneof(scores, anything) });
    const withoutMetadata = TaskExecutionSchema.omit({ executionMetadata: true }).transform((execution) => ({
      ...execution,
      executionMetadata: {},
    }));
    expect(hold(outputs, executionForm().read, TaskExecutionSchema, withoutMetadata)).toBeGreaterThan(200);
  });
});

describe('a model’s text', () => {
  it('may stand in a fence, and nowhere else', () => {
    const { read } = executionForm();
    const json = JSON.stringify(execution);
    for (const text of [
      `\`\`\`json\n${json}\n\`\`\``,
      `\n\`\`\`\n${json}\`\`\` \n`,
      `\`\`\`JSON\r\n${json}\r\n\`\`\``,
    ]) {
      expect(read(text)).toMatchObject({ valid: true, coercions: ['answer: read out of a fenced block'] });
    }
    for (const text of [
      `Here: ${json}`,
      '```',
      '``````',
      '```json\n```',
      `\`\`\`js\n${json}\n\`\`\``,
      `${json}${json}`,
    ]) {
      expect(read(text).valid).toBe(false);
    }
  });

  it('is a list of what is missing where it is an empty object', () => {
    expect(evaluationForm(1).read('{}')).toMatchObject({
      issues: expect.arrayContaining(['canHandle: expected true or false, got nothing']),
    });
  });

  it('may hold more than was asked for', () => {
    expect(evaluationForm(1).read(JSON.stringify({ ...evaluation, extra: 1 }))).toEqual({
      valid: true,
      value: evaluation,
      coercions: [],
    });
  });
});
