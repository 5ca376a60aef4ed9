import { beforeAll, describe, expect, test } from 'vitest';

import { keywordRetriever } from '../../../src/services/knowledge/keywordRetriever.ts';
import type { KnowledgeBase } from '../../../src/services/knowledge/knowledgeBase.ts';
import { loadKnowledge } from '../../../src/services/knowledge/loadKnowledge.ts';
import { minilmEmbedder } from '../../../src/services/knowledge/minilmEmbedder.ts';
import type { Retriever } from '../../../src/services/knowledge/retriever.ts';
import { sampleKnowledge } from '../../../src/services/knowledge/sampleKnowledge.ts';
import { semanticRetriever } from '../../../src/services/knowledge/semanticRetriever.ts';
import { wordsOf } from '../../../src/services/knowledge/text/words.ts';

let base: KnowledgeBase;
const retrievers = new Map<string, Retriever>();
beforeAll(async () => {
  base = await loadKnowledge(sampleKnowledge());
  retrievers.set('keyword', keywordRetriever(base));
  retrievers.set('semantic', semanticRetriever(base, { embedder: minilmEmbedder() }));
});

function retriever(name: string): Retriever {
  const found = retrievers.get(name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe.each(['keyword', 'semantic'])('the %s retriever', (name) => {
  test('gives a phrasing of the base a score of 1, first, and each entry once, best first', async () => {
    for (const { id, questions } of base.entries.slice(0, 20)) {
      const matches = await retriever(name).search(questions[1] ?? '');
      expect(matches[0]?.entry.id).toBe(id);
      expect(questions).toContain(matches[0]?.question);
      expect(matches[0]?.score).toBeCloseTo(1, 4);
      expect(new Set(matches.map(({ entry }) => entry.id)).size).toBe(matches.length);
      expect(matches.map(({ score }) => score)).toEqual(matches.map(({ score }) => score).toSorted((a, b) => b - a));
      expect(matches.every(({ score }) => score > 0 && score <= 1)).toBe(true);
    }
  });

  test.each([
    ['i want my money back please!!', 'refund'],
    ['export all of our data', 'export-data'],
    ['my webhooks are not being delivered', 'webhook-failing'],
    ['the app on my iPhone shows no push notifications', 'push-notifications'],
    ['someone hacked me', 'account-hacked'],
  ])('finds "%s"', async (query, id) => {
    expect((await retriever(name).search(query))[0]?.entry.id).toBe(id);
  });

  test('one strange word makes a familiar question strange', async () => {
    const [password] = await retriever(name).search('How do I reset my password?');
    const [router] = await retriever(name).search('How do I reset my router?');
    expect(password?.score).toBeCloseTo(1, 4);
    expect(router?.score).toBeLessThan(0.6);
  });

  test('leaves out a phrasing or an entry, for that search only', async () => {
    const question = 'I want my money back';
    const before = await retriever(name).search(question);
    const phrasing = await retriever(name).search(question, { leaveOut: { entryId: 'refund', question } });
    const entry = await retriever(name).search(question, { leaveOut: { entryId: 'refund' } });
    expect(phrasing.find((match) => match.entry.id === 'refund')?.question).not.toBe(question);
    expect(entry.find((match) => match.entry.id === 'refund')).toBeUndefined();
    expect(entry.length).toBeGreaterThan(0);
    const scores = (matches: typeof before) => matches.map((match) => [match.entry.id, match.score.toFixed(9)]);
    expect(scores(await retriever(name).search(question))).toEqual(scores(before));
  });

  test('finds nothing for a query without a word', async () => {
    for (const query of ['', '  \n', '?!', '😀🎉']) expect(await retriever(name).search(query)).toEqual([]);
  });

  test('survives words that are properties of every object, and broken characters', async () => {
    const query = 'constructor __proto__ hasOwnProperty toString \uD800 \u0000 valueOf';
    for (const { score } of await retriever(name).search(query)) expect(score).toBeLessThan(0.6);
  });

  test('does not search for an aborted caller', async () => {
    await expect(retriever(name).search('refund', { abortSignal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

test('keywords forgive one wrong letter, inflection, case and accents', async () => {
  const [match] = await retriever('keyword').search('RESETTING forgotten pasword');
  expect(match?.entry.id).toBe('reset-password');
  expect(wordsOf('Invoicing the INVOICES, invoiced')).toEqual(['invoic', 'invoic', 'invoic']);
  expect(wordsOf("I can't cancel; cancelled and cancelling naïve companies")).toEqual([
    'cancel',
    'cancell',
    'cancell',
    'naiv',
    'compani',
  ]);
});

test('a base of questions without informative words does not divide by nothing', async () => {
  const odd = keywordRetriever({
    name: 'odd',
    entries: [
      { id: 'a', questions: ['How do I?', '???'], answer: 'So.' },
      { id: 'b', questions: ['日本語'], answer: 'Hai.' },
    ],
  });
  expect(await odd.search('how do I')).toEqual([]);
  expect((await odd.search('日本語'))[0]).toMatchObject({ entry: { id: 'b' }, score: 1 });
});

test('searches at once embed the entries once', async () => {
  const calls: number[] = [];
  const embedder = {
    id: 'counting',
    dimensions: 384,
    embed: (texts: readonly string[]) => {
      calls.push(texts.length);
      return minilmEmbedder().embed(texts);
    },
  };
  const entries = base.entries.slice(0, 2);
  const fresh = semanticRetriever({ name: 'two', entries }, { embedder });
  const found = await Promise.all(
    ['lost password', 'cannot log in', 'lost password'].map((query) => fresh.search(query)),
  );
  expect(found.map(([best]) => best?.entry.id)).toEqual(['reset-password', 'cannot-sign-in', 'reset-password']);
  expect(calls.filter((texts) => texts > 1)).toEqual([10]);
});

test('a failed embedding is tried again at the next search', async () => {
  let healthy = false;
  const embedder = {
    id: 'flaky',
    dimensions: 384,
    embed: async (texts: readonly string[]) => (healthy ? minilmEmbedder().embed(texts) : []),
  };
  const flaky = semanticRetriever({ name: 'one', entries: base.entries.slice(0, 1) }, { embedder });
  await expect(flaky.search('lost password')).rejects.toThrow(/Embedder 'flaky'.*384/);
  healthy = true;
  expect(await flaky.search('lost password')).toHaveLength(1);
});
