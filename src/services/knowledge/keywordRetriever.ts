import type { SearchResult } from 'minisearch';

import type { BuiltInRetriever } from './calibration.ts';
import { createKeywordIndex, type KeywordIndex, type Phrasing } from './keywordIndex.ts';
import type { KnowledgeBase } from './knowledgeBase.ts';
import { bestOfEachEntry, type LeftOut, type Match } from './retriever.ts';
import { takingTurns } from './takingTurns.ts';
import { wordsOf } from './text/words.ts';

/** How much a word counts that is one letter away from a word of the base. */
const typoWeight = 0.7;
/** How much a word of the query counts that the entry has in its answer only. */
const answerWeight = 0.5;
/** The exponents of the three shares: together 1, so that a score of 1 is possible. */
const exponents = { query: 0.6, phrasing: 0.2, relevance: 0.2 } as const;
/** How many of the entries found are scored: the best by BM25. */
const scored = 10;

/**
 * Finds entries by the words they share with a query (MiniSearch), with a light stemmer and stop words for English, and
 * one wrong letter forgiven in words of five letters or more without digits. No model. The words are indexed at the
 * first search, while timers and other calls have their turn.
 *
 * An entry's score is a weighted geometric mean of three shares: of the query's words, those the entry has; of its
 * nearest phrasing's words, those the query has; and its BM25 score, as a share of what that phrasing scores itself.
 * Words weigh more the fewer entries have them, and a word that no entry has weighs most: one strange word ("router")
 * makes a familiar question strange.
 */
export function keywordRetriever(base: KnowledgeBase): BuiltInRetriever {
  let loading: Promise<(query: string, leaveOut?: LeftOut) => readonly Match[]> | undefined;
  const load = async () => {
    const othersTurn = takingTurns();
    const index = await createKeywordIndex();
    for (const entry of base.entries) {
      index.add(entry);
      await othersTurn();
    }
    return createKeywordSearch(index);
  };
  return {
    name: 'keyword',
    async search(query, { abortSignal, leaveOut } = {}) {
      abortSignal?.throwIfAborted();
      const search = await (loading ??= load());
      abortSignal?.throwIfAborted();
      return search(query, leaveOut);
    },
  };
}

function createKeywordSearch(index: KeywordIndex): (query: string, leaveOut?: LeftOut) => readonly Match[] {
  const ownScores = new Map<Phrasing, number>();

  /** What a phrasing scores against its own entry, asked for once, with the whole index. */
  const ownScore = (id: string, phrasing: Phrasing): number => {
    const known = ownScores.get(phrasing);
    if (known !== undefined) return known;
    const own = index.find(phrasing.words).find((result) => result.id === id)?.score ?? 0;
    ownScores.set(phrasing, own);
    return own;
  };
  const weightOf = (words: readonly string[], share: (word: string) => number) =>
    words.reduce((sum, word) => sum + share(word) * index.rarity(word), 0) /
    words.reduce((sum, word) => sum + index.rarity(word), 0);

  const matchesOf = (words: readonly string[], result: SearchResult, leaveOut?: LeftOut): readonly Match[] => {
    const found = index.get(String(result.id));
    if (found === undefined) return [];
    const { entry, phrasings } = found;
    const { match, queryTerms, score } = result;
    const queryShare = weightOf(words, (word) => {
      if (Object.hasOwn(match, word)) return match[word]?.includes('questions') ? 1 : answerWeight;
      return queryTerms.includes(word) ? typoWeight : 0;
    });
    const hides = ({ question }: Phrasing) => entry.id === leaveOut?.entryId && question === leaveOut.question;
    return phrasings.flatMap((phrasing) => {
      if (phrasing.words.length === 0 || hides(phrasing)) return [];
      const phrasingShare = weightOf(phrasing.words, (word) =>
        !Object.hasOwn(match, word) ? 0 : words.includes(word) ? 1 : typoWeight,
      );
      const relevance = Math.min(1, score / (ownScore(entry.id, phrasing) || Infinity));
      const combined =
        queryShare ** exponents.query * phrasingShare ** exponents.phrasing * relevance ** exponents.relevance;
      return [{ entry, question: phrasing.question, score: Math.min(1, combined) }];
    });
  };

  return (query, leaveOut) => {
    const words = [...new Set(wordsOf(query))];
    if (words.length === 0) return [];
    const using = <T>(use: () => T): T => (leaveOut === undefined ? use() : index.without(leaveOut, use));
    const found = using(() => index.find(words)).slice(0, scored);
    // Own scores are those of the whole index, whatever is left out: they are asked for before it is left out again.
    for (const { id } of found)
      for (const phrasing of index.get(String(id))?.phrasings ?? []) ownScore(String(id), phrasing);
    return bestOfEachEntry(using(() => found.flatMap((result) => matchesOf(words, result, leaveOut))));
  };
}
