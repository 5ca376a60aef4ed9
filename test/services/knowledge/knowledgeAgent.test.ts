import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { ConfigurationError } from '../../../src/machines/errors.ts';
import { AgentDeclinedError } from '../../../src/services/errors.ts';
import { keywordRetriever } from '../../../src/services/knowledge/keywordRetriever.ts';
import { type KnowledgeAgent, knowledgeAgent } from '../../../src/services/knowledge/knowledgeAgent.ts';
import type { KnowledgeBase } from '../../../src/services/knowledge/knowledgeBase.ts';
import { KnowledgeError } from '../../../src/services/knowledge/knowledgeErrors.ts';
import { sampleKnowledge } from '../../../src/services/knowledge/sampleKnowledge.ts';
import { normalizeEvaluation, normalizeExecution } from '../../../src/services/normalize.ts';

const tiny: KnowledgeBase = {
  name: 'tiny',
  entries: [{ id: 'password', title: 'Password', questions: ['How do I reset my password?'], answer: 'Press it.' }],
};
const few: KnowledgeBase = {
  name: 'few',
  entries: [
    ...tiny.entries,
    { id: 'refund', questions: ['Can I get a refund?'], answer: 'Yes.' },
    { id: 'export', questions: ['How do I export my data?'], answer: 'Like this.' },
  ],
};
const agents = new Map<string, KnowledgeAgent>();
for (const retriever of ['keyword', 'semantic'] as const) {
  for (const [size, knowledge] of [
    ['sample', sampleKnowledge()],
    ['tiny', tiny],
    ['few', few],
  ] as const) {
    agents.set(`${retriever} ${size}`, knowledgeAgent({ agentId: `${retriever}-${size}`, knowledge, retriever }));
  }
}

function agent(name: string): KnowledgeAgent {
  const found = agents.get(name);
  if (found === undefined) throw new Error(name);
  return found;
}

const { signal } = new AbortController();
const input = (task: string, capped = false) => ({ task, tierLevel: 3, context: '', previousAttempts: [], capped });
const evaluate = (name: string, task: string) => agent(name).evaluateTask(input(task), { abortSignal: signal });
const execute = (name: string, task: string, capped = false) =>
  agent(name).executeTask(input(task, capped), { abortSignal: signal });

describe.each(['keyword sample', 'semantic sample', 'keyword tiny', 'semantic tiny', 'keyword few', 'semantic few'])(
  'the agent with %s',
  (name) => {
    test('answers a question as it stands in the base', async () => {
      const evaluation = await evaluate(name, 'How do I reset my password?');
      expect(normalizeEvaluation(evaluation, 1)).toMatchObject({ valid: true, coercions: [] });
      expect(evaluation).toMatchObject({ canHandle: true, requiresTier: 3, costUsd: 0 });
      expect(evaluation.usage).toEqual({ inputTokens: 0, outputTokens: 0 });

      const execution = await execute(name, 'How do I reset my password?');
      expect(normalizeExecution(execution)).toMatchObject({ valid: true, coercions: [] });
      expect(execution.confidence).toBeCloseTo(1 - evaluation.complexityScore, 9);
      expect(execution.result).toMatch(/Press it|Forgot password/);
      expect(execution.executionMetadata).toMatchObject({
        question: 'How do I reset my password?',
        retriever: name.split(' ')[0],
      });
      expect(execution).toMatchObject({ costUsd: 0 });
    });

    test.each([
      'How do I reset my router?',
      'What is the capital of France?',
      'write me a poem',
      'Our production cluster loses writes after a failover, please find the root cause',
      'What is 17 * 23?',
      'book a table for two tonight',
      'Translate the following contract into French and list every clause that is unusual.',
    ])('declines "%s", also when it is capped', async (task) => {
      const evaluation = await evaluate(name, task);
      expect(evaluation).toMatchObject({ canHandle: false, requiresTier: 4 });
      expect(evaluation.reasoning).toMatch(
        /does not reach the threshold|Nothing in '.+' matches|and is another: the task/,
      );
      for (const capped of [false, true]) {
        const error: unknown = await execute(name, task, capped).catch((reason: unknown) => reason);
        expect(AgentDeclinedError.isInstance(error) && error.report).toMatchObject({ costUsd: 0 });
      }
    });

    test.each([
      ['nothing', ''],
      ['spaces', ' \n\t '],
      ['emoji', '🦜🔥👩‍👩‍👧'],
      ['half a character', '\uD83D'],
      ['100 kB of words', 'lorem ipsum dolor '.repeat(6000)],
      ['100 kB of one letter', 'x'.repeat(100_000)],
      ['100 kB of brackets', '{["'.repeat(34_000)],
    ])('survives %s', async (_, task) => {
      const evaluation = await evaluate(name, task);
      expect(evaluation.canHandle).toBe(false);
      expect(normalizeEvaluation(evaluation, 1)).toMatchObject({ valid: true, coercions: [] });
    });
  },
);

test("I can't get into my account: answered with an entry on access, by one tier or the other", async () => {
  const task = "I can't get into my account";
  const answers = [];
  for (const name of ['keyword sample', 'semantic sample']) {
    if ((await evaluate(name, task)).canHandle) answers.push((await execute(name, task)).executionMetadata['entryId']);
  }
  expect(answers.length).toBeGreaterThan(0);
  for (const answer of answers) expect(['cannot-sign-in', 'account-locked', 'reset-password']).toContain(answer);
});

test('the evaluation says in words what was found and why it is enough', async () => {
  const { reasoning } = await evaluate('keyword tiny', 'How do I reset my password?');
  expect(reasoning).toMatch(
    /^The nearest question in 'tiny' is "How do I reset my password\?" \(Password\): confidence 0\.9\d+ reaches the threshold of 0\.970; score 1\.000, 0\.\d+ ahead of the next\.$/,
  );
});

test('small bases use the stated defaults, large ones are fitted', async () => {
  for (const [name, source] of [
    ['semantic tiny', 'default'],
    ['keyword few', 'default'],
    ['semantic sample', 'fitted'],
    ['keyword sample', 'fitted'],
  ] as const) {
    const { calibration, threshold } = await agent(name).prepare();
    expect(calibration.source).toBe(source);
    expect(threshold).toBe(calibration.threshold);
  }
});

test('a question at the end of a long text is read', async () => {
  const log = 'GET /index.html 200 '.repeat(5000);
  expect((await evaluate('keyword sample', `${log} How do I reset my password?`)).reasoning).toMatch(/reset-password/);
});

test.each(['how do I bake a cake?', "don't bake bread", 'How do I slice bread?', 'How do I make coffee?'])(
  'a base of three entries does not answer "%s" by meaning',
  async (task) => {
    const knowledge = {
      name: 'kitchen',
      entries: [
        { id: 'bread', questions: ['How do I bake bread?'], answer: 'Knead.' },
        { id: 'tea', questions: ['How do I make tea?'], answer: 'Steep.' },
        { id: 'eggs', questions: ['How long do I boil eggs?'], answer: 'Eight minutes.' },
      ],
    };
    const kitchen = knowledgeAgent({ agentId: 'kitchen', knowledge, retriever: 'semantic' });
    expect((await kitchen.evaluateTask(input(task), { abortSignal: signal })).canHandle).toBe(false);
    for (const known of ['how do i bake bread', 'How do I make tea??', 'Hello, how long do I boil eggs?']) {
      expect((await kitchen.evaluateTask(input(known), { abortSignal: signal })).canHandle).toBe(true);
    }
  },
);

test('the answer is streamed too, in one piece', async () => {
  const deltas: string[] = [];
  const options = { abortSignal: signal, onTextDelta: (delta: string) => deltas.push(delta) };
  const { result } = await agent('keyword tiny').executeTask(input('How do I reset my password?'), options);
  expect(deltas).toEqual([result]);
});

test("an option's threshold and calibration are used", async () => {
  const calibration = { source: 'default', intercept: 0, score: 1, margin: 0, runnerUp: 0, threshold: 1 } as const;
  const strict = knowledgeAgent({ agentId: 'strict', knowledge: tiny, calibration });
  const lax = knowledgeAgent({ agentId: 'lax', knowledge: tiny, calibration, threshold: 0.1 });
  const task = input('How do I reset my password?');
  expect((await strict.evaluateTask(task, { abortSignal: signal })).canHandle).toBe(false);
  expect((await lax.evaluateTask(task, { abortSignal: signal })).canHandle).toBe(true);
});

test('a retriever of one’s own is made once, for the base', async () => {
  let made = 0;
  const own = knowledgeAgent({
    agentId: 'own',
    knowledge: sampleKnowledge(),
    retriever: (base) => {
      made += 1;
      return keywordRetriever(base);
    },
  });
  await Promise.all(['refund', 'invoice'].map((task) => own.evaluateTask(input(task), { abortSignal: signal })));
  expect(made).toBe(1);
});

describe("a retriever of one's own name", () => {
  const calibration = { source: 'default', intercept: 0, score: 9, margin: 0, runnerUp: 0, threshold: 0.5 } as const;
  const mine = (known?: typeof calibration) => (base: KnowledgeBase) => ({
    name: 'my vectors',
    ...(known !== undefined && { calibration: known }),
    search: async () =>
      base.entries.slice(0, 1).map((entry) => ({ entry, question: entry.questions[0] ?? '', score: 1 })),
  });

  test('brings its calibration, and is named in the record', async () => {
    const own = knowledgeAgent({ agentId: 'own', knowledge: tiny, retriever: mine(calibration) });
    expect((await own.prepare()).calibration).toEqual(calibration);
    const execution = await own.executeTask(input('reset my password'), { abortSignal: signal });
    expect(execution).toMatchObject({ result: 'Press it.', executionMetadata: { retriever: 'my vectors' } });
  });

  test('is given one as an option', async () => {
    const own = knowledgeAgent({ agentId: 'own', knowledge: tiny, retriever: mine(), calibration });
    expect((await own.evaluateTask(input('reset my password'), { abortSignal: signal })).canHandle).toBe(true);
  });

  test('or is asked for one by name, and so is what is no retriever', async () => {
    const own = knowledgeAgent({ agentId: 'own', knowledge: sampleKnowledge(), retriever: mine() });
    const error: unknown = await own.prepare().catch((reason: unknown) => reason);
    expect(ConfigurationError.isInstance(error) && error.path).toBe('calibration');
    expect(String(error)).toMatch(/retriever 'my vectors'.*calibration/);
    const none = Reflect.apply(knowledgeAgent, undefined, [
      { agentId: 'none', knowledge: tiny, retriever: () => ({}) },
    ]);
    await expect(none.prepare()).rejects.toMatchObject({ path: 'retriever' });
  });
});

describe('a file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agent-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('is looked for when the agent is made, and read once, at the first call', async () => {
    const path = join(folder, 'late.md');
    const make = () => knowledgeAgent({ agentId: 'late', knowledge: path });
    expect(make).toThrow(KnowledgeError);
    await writeFile(path, '## How do I reset it?\n');
    const agent = make();
    const ask = () => agent.evaluateTask(input('How do I reset it?'), { abortSignal: signal });
    await expect(ask()).rejects.toThrow(/late\.md, line 1: .*no answer/);
    await writeFile(path, '## How do I reset it?\n\nSo.');
    expect((await ask()).canHandle).toBe(true);
    await rm(path);
    expect((await ask()).canHandle).toBe(true);
  });

  test('with vectors cached beside it, needs no embedding the second time', async () => {
    let embedded = 0;
    const embedder = {
      id: 'letters',
      dimensions: 26,
      embed: async (texts: readonly string[]) => {
        embedded += texts.length;
        return texts.map((text) =>
          Array.from(
            { length: 26 },
            (_, index) => text.toLowerCase().split(String.fromCharCode(97 + index)).length - 1,
          ),
        );
      },
    };
    const vectorCache = join(folder, 'vectors.json');
    const create = () =>
      knowledgeAgent({ agentId: 'cached', knowledge: few, retriever: 'semantic', embedder, vectorCache });
    const ask = () => create().evaluateTask(input('Can I get a refund?'), { abortSignal: signal });
    expect((await ask()).canHandle).toBe(true);
    expect(embedded).toBe(3);
    await ask();
    expect(embedded).toBe(3);
  });
});

describe('abortion', () => {
  test('before the call: nothing is done', async () => {
    const fresh = knowledgeAgent({ agentId: 'fresh', knowledge: sampleKnowledge() });
    const abortSignal = AbortSignal.abort();
    await expect(fresh.evaluateTask(input('x'), { abortSignal })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(fresh.executeTask(input('x'), { abortSignal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('during the call: it settles at once, and others who wait are served', async () => {
    const embedding = Promise.withResolvers<void>();
    const embedder = {
      id: 'slow',
      dimensions: 1,
      embed: async (texts: readonly string[]) => {
        await embedding.promise;
        return texts.map(() => [1]);
      },
    };
    const slow = knowledgeAgent({ agentId: 'slow', knowledge: tiny, retriever: 'semantic', embedder });
    const controller = new AbortController();
    const cancelled = slow.evaluateTask(input('x'), { abortSignal: controller.signal });
    const other = slow.evaluateTask(input('y'), { abortSignal: signal });
    setTimeout(() => controller.abort(), 10);
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    embedding.resolve();
    expect((await other).reasoning).toMatch(/Password/);
  });
});

describe('options', () => {
  const good = { agentId: 'a', knowledge: tiny };
  const entry = tiny.entries[0];
  test.each([
    ['an unknown option', { ...good, treshold: 0.5 }, 'treshold', /unknown option 'treshold'/],
    ['a missing agentId', { knowledge: tiny }, 'agentId', /agentId/],
    ['a missing base', { agentId: 'a' }, 'knowledge', /knowledge/],
    ['an empty path', { agentId: 'a', knowledge: '' }, 'knowledge', /path/],
    ['a threshold above 1', { ...good, threshold: 1.1 }, 'threshold', /1/],
    ['a threshold that is no number', { ...good, threshold: NaN }, 'threshold', /threshold/],
    ['an unknown retriever', { ...good, retriever: 'magic' }, 'retriever', /'keyword', 'semantic'/],
    ['half an embedder', { ...good, retriever: 'semantic', embedder: { id: 'x' } }, 'embedder', /dimensions/],
    ['an embedder that nobody uses', { ...good, vectorCache: 'x.json' }, 'vectorCache', /'semantic' only/],
    [
      'a falling calibration',
      { ...good, calibration: { source: 'default', score: -1 } },
      /^calibration/,
      /calibration/,
    ],
    ['an unknown key in the base', { agentId: 'a', knowledge: { ...tiny, nme: 'x' } }, 'knowledge.nme', /nme/],
    ['a base without entries', { agentId: 'a', knowledge: { name: 'x', entries: [] } }, 'knowledge.entries', /entries/],
    [
      'two entries alike',
      { agentId: 'a', knowledge: { name: 'x', entries: [entry, entry] } },
      'knowledge.entries.1',
      /another id/,
    ],
  ])('%s is refused at once', (_, options, path, message) => {
    let error: unknown;
    try {
      // As plain JavaScript would call it.
      Reflect.apply(knowledgeAgent, undefined, [options]);
    } catch (thrown) {
      error = thrown;
    }
    if (!ConfigurationError.isInstance(error)) throw new Error(`expected a ConfigurationError, got ${String(error)}`);
    expect(error.path).toMatch(path);
    expect(error.message).toMatch(message);
    expect(error.message).toContain('knowledgeAgent');
  });
});
