import { describe, expect, it } from 'vitest';

import { asked, dearResult, failuresIn, outputsIn, ways } from './ask.ts';
import { answer, execution, goodEvaluation, goodExecution, yes } from './plain.ts';

const json = JSON.stringify(execution);
const wrong = { result: 'A draft that was given up.', confidence: 0.2 };
const decoy = JSON.stringify(wrong);
const quoted = (text: string) => JSON.stringify(text);

describe.each(ways)('an answer that is plain in spite of what stands around it (%s)', (way) => {
  it.each([
    ['behind a think block', `<think>\nFirst I wonder.\n</think>\n\n${json}`],
    ['behind a think block without its opening tag', `First I wonder.\n</think>\n${json}`],
    ['behind a think block that holds another answer', `<think>Maybe ${decoy}? No.</think>${json}`],
    ['behind a think block that holds a fence', `<think>\n\`\`\`json\n${decoy}\n\`\`\`\n</think>\n${json}`],
    ['behind an empty think block', `<think>\n\n</think>\n\n${json}`],
    ['behind a think block in capitals', `<THINK>Hm.</THINK>\n${json}`],
    ['behind a thinking block', `<thinking>Maybe ${decoy}?</thinking>\n${json}`],
    ['behind a reasoning block', `<reasoning>Maybe ${decoy}?</reasoning>\n${json}`],
    ['behind a block in square brackets', `[THINK]Maybe ${decoy}?[/THINK]${json}`],
    ['behind a block in triangles', `◁think▷Maybe ${decoy}?◁/think▷${json}`],
    [
      'in the final channel',
      `<|channel|>analysis<|message|>Maybe ${decoy}?<|end|><|start|>assistant<|channel|>final<|message|>${json}<|return|>`,
    ],
    ['behind a think block, in a fence', `<think>Hm.</think>\n\nHere it is:\n\`\`\`json\n${json}\n\`\`\``],
    ['with prose before it', `Sure! Here is the JSON you asked for:\n\n${json}`],
    ['with prose behind it', `${json}\n\nLet me know if you need anything else.`],
    ['with prose on both sides', `Here you go: ${json} I hope that helps.`],
    ['with braces in the prose behind it', `${json}\n\nI filled in {result} and {confidence}.`],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['in a fence without a language', `\`\`\`\n${json}\n\`\`\``],
    ['in a fence of another language', `\`\`\`javascript\n${json}\n\`\`\``],
    ['in a fence with text around it', `Here it is:\n\n\`\`\`json\n${json}\n\`\`\`\n\nThe confidence is high.`],
    ['in a fence that is not closed', `\`\`\`json\n${json}`],
    ['in the last of two fences', `A draft:\n\`\`\`json\n${decoy}\n\`\`\`\nBetter:\n\`\`\`json\n${json}\n\`\`\``],
    ['as the last of two objects', `${decoy}\n${json}`],
    ['twice the same', `${json}${json}`],
    ['as the only item of a list', `[${json}]`],
    ['as a text', quoted(json)],
    ['as a text in a text', quoted(quoted(json))],
    ['under one name', JSON.stringify({ task_execution: execution })],
    ['under another name', JSON.stringify({ response: execution })],
    ['under two names', JSON.stringify({ output: { answer: execution } })],
    ['as a text under a name', JSON.stringify({ task_execution: json })],
    ['as the arguments of a call', JSON.stringify({ name: 'task_execution', arguments: execution })],
    ['before the sign of its end', `${json}<|im_end|>`],
    ['before another sign of its end', `${json}</s>`],
    ['behind a byte order mark', `\ufeff${json}`],
    ['over many lines', JSON.stringify({ ...execution, notes: { a: ['}', '{'] } }, null, 2).concat('\nDone.')],
  ])('is read without another call: %s', async (_how, text) => {
    const outcome = await asked([goodEvaluation, answer(text)], {}, way);
    expect(outcome.result).toMatchObject({ ...execution, finalTier: 1 });
    expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 2 } });
    const [, output] = outputsIn(outcome);
    expect(output).toMatchObject({ coercions: expect.arrayContaining([expect.any(String)]) });
  });
});

describe('an evaluation in a form of its own', () => {
  it.each<readonly [string, string]>([
    ['behind a think block', `<think>{"canHandle": false}</think>${JSON.stringify(yes)}`],
    ['under the name of its schema', JSON.stringify({ task_evaluation: yes })],
    ['in a list under a name', JSON.stringify({ evaluations: [yes] })],
    ['in prose and a fence', `My judgement:\n\`\`\`json\n${JSON.stringify(yes)}\n\`\`\`\nThat is all.`],
    ...['can_handle', 'CanHandle', 'can-handle', 'CAN_HANDLE'].map(
      (name) =>
        [
          `with ${name}`,
          JSON.stringify({ reasoning: yes.reasoning, [name]: true, complexityScore: 0.2, requiresTier: 1 }),
        ] as const,
    ),
    [
      'with all names in snake case',
      JSON.stringify({ reasoning: yes.reasoning, can_handle: 'yes', complexity_score: '20%', requires_tier: '1' }),
    ],
  ])('is read without another call: %s', async (_how, text) => {
    const outcome = await asked([answer(text), goodExecution]);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 2 } });
    const [output] = outputsIn(outcome);
    expect(output).toMatchObject({ ...yes, coercions: expect.arrayContaining([expect.any(String)]) });
  });

  it('is what its own name says, where another spelling says something else', async () => {
    const outcome = await asked([answer({ ...yes, can_handle: false }), goodExecution]);
    expect(outcome.result).toMatchObject({ finalTier: 1 });
  });
});

describe('an answer that could only be guessed', () => {
  it.each([
    ['single quotes', "{'result': 'Use the link.', 'confidence': 0.9}"],
    ['a comma at the end', '{"result": "Use the link.", "confidence": 0.9,}'],
    ['names without quotes', '{result: "Use the link.", confidence: 0.9}'],
    ['a comment', '{"result": "Use the link.", /* sure */ "confidence": 0.9}'],
    ['words of Python', '{"result": "Use the link.", "confidence": None}'],
    ['no end', '{"result": "Use the link.", "confid'],
    ['no JSON at all', 'Use the link.'],
    ['nothing', ''],
    ['nothing but thinking', '<think>Use the link.</think>'],
    ['thinking without an end', `<think>I could say ${decoy}`],
    ['a list of two', `[${json},${decoy}]`],
    ['a number', '0.9'],
    ['the schema itself', '{"type":"object","properties":{"result":{"type":"string"},"confidence":{"type":"number"}}}'],
    ['a result that is an object', '{"result": {"text": "Use the link."}, "confidence": 0.9}'],
    ['an empty result', '{"result": "  ", "confidence": 0.9}'],
    ['no confidence', '{"result": "Use the link."}'],
  ])('is asked for once more: %s', async (_what, text) => {
    const outcome = await asked([goodEvaluation, answer(text), goodExecution]);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution, executionMetadata: { repaired: true } });
    expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 3 } });
    const [, output] = outputsIn(outcome);
    expect(output).toMatchObject({ coercions: expect.arrayContaining([expect.stringContaining('repaired once')]) });
  });

  it('is a failed call where the second is no better, and is not made again', async () => {
    const outcome = await asked([goodEvaluation, answer('Use the link.'), answer("{'result': 1}")]);
    expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
    expect(outcome.requests).toHaveLength(3);
    expect(failuresIn(outcome)).toMatchObject([{ code: 'HANDOFF_AGENT_OUTPUT', reason: 'invalidOutput' }]);
    expect(failuresIn(outcome)[0]).not.toHaveProperty('transient');
  });
});

describe('while an answer is streamed', () => {
  it.each([1, 2, 3, 7, 40])('nothing of the thinking is shown, in pieces of %i', async (length) => {
    for (const text of [
      `<think>Maybe ${decoy}? Or {"result": "that"}.</think>\n${json}`,
      `<thinking>"result": "no"</thinking>${json}`,
      `<think>\n\`\`\`json\n${decoy}\n\`\`\`\n</think>\n\`\`\`json\n${json}\n\`\`\``,
      `Maybe ${decoy}?</think>${json}`,
      `[THINK]${decoy}[/THINK]${json}`,
      `<|channel|>analysis<|message|>${decoy}<|end|><|start|>assistant<|channel|>final<|message|>${json}`,
    ]) {
      const outcome = await asked([goodEvaluation, answer(text, length)], {}, 'stream');
      expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
      expect(outcome.shown, text).toBe(execution.result);
    }
  });

  it('the text behind the thinking is shown piece by piece all the same', async () => {
    const outcome = await asked([goodEvaluation, answer(`<think>Hm.</think>${json}`, 4)], {}, 'stream');
    expect(outcome.events.filter(({ type }) => type === 'text-delta').length).toBeGreaterThan(5);
  });

  it('a think block without an end shows nothing', async () => {
    const outcome = await asked([goodEvaluation, answer(`<think>Maybe ${decoy}?`, 5), goodExecution], {}, 'stream');
    expect(outcome.shown).not.toContain(wrong.result);
    expect(outcome.result).toMatchObject(execution);
  });

  it('a tag in the text of the result is shown as it is', async () => {
    const spoken = { result: 'Write <think>…</think> around it, or {braces}.', confidence: 0.9 };
    for (const way of ways) {
      const outcome = await asked([goodEvaluation, answer(spoken, 3)], {}, way);
      expect(outcome.result).toMatchObject({ result: spoken.result });
      expect(outputsIn(outcome)[1]).not.toHaveProperty('coercions');
      if (way === 'stream') expect(outcome.shown).toBe(spoken.result);
    }
  });
});

describe('an answer in its plain form', () => {
  it.each([
    ['as it is', json],
    ['over many lines', JSON.stringify(execution, null, 2)],
    ['between blanks', `\n ${json}\r\n`],
  ])('is marked with nothing: %s', async (_how, text) => {
    const outcome = await asked([goodEvaluation, answer(text)]);
    expect(outcome.result).toMatchObject(execution);
    for (const output of outputsIn(outcome)) expect(output).not.toHaveProperty('coercions');
  });
});
