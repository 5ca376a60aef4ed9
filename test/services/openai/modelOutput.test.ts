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
  const json = JSON.stringify(execution);
  const block = 'answer: read out of a fenced block';
  const prose = 'answer: read out of the text around it';
  const thought = 'answer: read after what the model thought';
  const snake = { can_handle: true, complexity_score: 0.2, reasoning: 'A known case.', requires_tier: 1 };

  it.each([
    ['a fence', `\`\`\`json\n${json}\n\`\`\``, [block]],
    ['a fence without a name', `\n\`\`\`\n${json}\`\`\` \n`, [block]],
    ['a fence of another name', `\`\`\`JSON5\r\n${json}\r\n\`\`\``, [block]],
    ['a fence with text around it', `Here you are:\n\`\`\`json\n${json}\n\`\`\`\nI hope it helps {really}.`, [block]],
    ['the last of two fences', `\`\`\`json\n{"result": "draft"}\n\`\`\`\nBetter:\n\`\`\`\n${json}\n\`\`\``, [block]],
    ['prose before it', `Here: ${json}`, [prose]],
    ['prose after it', `${json}\n\nAnything else?`, [prose]],
    ['an open brace before it', `As {you asked "so: \n${json}`, [prose]],
    ['another object before it', `{"result": "draft", "confidence": 0.1}${json}`, [prose]],
    ['an object of other fields after it', `${json} {"note": "done"}`, [prose]],
    ['a list of one', `[${json}]`, ['answer: read out of a list of one']],
    ['JSON in a text', JSON.stringify(json), ['answer: read out of JSON in a text']],
    ['a wrapper', `{"task_execution": ${json}}`, ["answer: read out of 'task_execution'"]],
    [
      'a wrapper around a text',
      JSON.stringify({ output: json }),
      ["answer: read out of 'output'", 'answer: read out of JSON in a text'],
    ],
    ['a thought', `<think>Is it {"result": "draft", "confidence": 1}?</think>\n${json}`, [thought]],
    ['a thought without its opening', `Is it {"result": "draft"}?\n</think>${json}`, [thought]],
    ['two thoughts', `<thinking>a</thinking>\n<think>b</think>${json}`, [thought]],
    ['a thought behind it', `${json}\n<think>Or {"result": "draft", "confidence": 1}?</think>`, [thought]],
    ['a thought in a thought', `<think>a<think>b</think>{"result": "draft"}</think>${json}`, [thought]],
    ['a fence that was only thought', `\`\`\`json\n{"result": "draft"}\n\`\`\`\nNo.</think>${json}`, [thought]],
    ['a scratchpad', `<scratchpad>{"result": "draft"}</scratchpad>${json}`, [thought]],
    ['a thought in brackets', `[THINK]hm[/THINK]${json}`, [thought]],
    [
      'a channel of thoughts',
      `<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>${json}`,
      [thought],
    ],
    ['a thought before a fence', `<think>hm</think>Here:\n\`\`\`json\n${json}\n\`\`\``, [thought, block]],
  ])('is read out of %s, and says so', (_, text, coercions) => {
    expect(executionForm().read(text)).toEqual({
      valid: true,
      value: { ...execution, executionMetadata: {} },
      coercions,
    });
  });

  it('may name its fields in another case, and says so', () => {
    for (const text of [JSON.stringify(snake), `{"task_evaluation": ${JSON.stringify(snake)}}`]) {
      const read = evaluationForm(1).read(text);
      expect(read).toMatchObject({ valid: true, value: evaluation });
      expect(read.valid && read.coercions).toContain("canHandle: read from 'can_handle'");
    }
  });

  it.each([
    ['nothing', '', 'an empty answer'],
    ['an open thought', `<think>It is ${json}`, 'thoughts without an answer'],
    ['a thought alone', '<think>Hm.</think>  ', 'thoughts without an answer'],
    ['an open fence', '```', 'text that is not JSON: "```"'],
    ['an empty fence', '```json\n```', 'text that is not JSON'],
    ['half an object', json.slice(0, -1), 'text that is not JSON'],
    ['two in a list', `[${json},${json}]`, 'a list'],
    ['JavaScript', "{result: 'x', confidence: 1}", 'text that is not JSON'],
  ])('is no answer where it is %s', (_, text, got) => {
    const read = executionForm().read(text);
    expect(read.valid ? [] : read.issues).toEqual([expect.stringContaining(got)]);
  });

  it('is read in linear time, however it nests', () => {
    for (const text of [
      '{"a":'.repeat(20_000),
      `${'{'.repeat(20_000)}${json}`,
      '[['.repeat(20_000),
      '```'.repeat(20_000),
    ]) {
      executionForm().read(text);
    }
    expect(executionForm().read(`${'{'.repeat(20_000)}${json}`).valid).toBe(true);
  });

  it('needs canHandle alone; the rest has its default, and says so', () => {
    expect(evaluationForm(3).read('{"canHandle": true}')).toEqual({
      valid: true,
      value: { canHandle: true, complexityScore: 0.5, reasoning: '', requiresTier: 3 },
      coercions: [
        'complexityScore: not given, 0.5 by default',
        'reasoning: not given, "" by default',
        'requiresTier: not given, 3 by default',
      ],
    });
    expect(evaluationForm(3).read('{"canHandle": "no", "requiresTier": null}')).toMatchObject({
      value: { canHandle: false, requiresTier: 4 },
    });
  });

  it.each([30, '30', 3, 1.06, -0.06, '120%', '3/10'])('takes %j for no score', (confidence) => {
    const { valid } = executionForm().read(JSON.stringify({ ...execution, confidence }));
    expect(valid).toBe(false);
  });

  it.each([
    ['85%', 0.85],
    [1.02, 1],
    ['1.05', 1],
    [-0.01, 0],
    ['.5', 0.5],
  ])('reads the score %j as %d, and says so', (confidence, value) => {
    const read = executionForm().read(JSON.stringify({ ...execution, confidence }));
    expect(read).toMatchObject({ value: { confidence: value }, coercions: [expect.stringContaining('confidence: ')] });
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
