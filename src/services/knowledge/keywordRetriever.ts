import MiniSearch, { type SearchResult } from 'minisearch';

import type { KnowledgeBase, KnowledgeEntry } from './knowledgeBase.ts';
import { bestOfEachEntry, type LeftOut, type Match, type Retriever } from './retriever.ts';
import { wordsOf } from './words.ts';

interface Phrasing {
  readonly question: string;
  readonly words: readonly string[];
}

interface IndexedEntry {
  readonly entry: KnowledgeEntry;
  readonly phrasings: readonly Phrasing[];
}

interface IndexedText {
  readonly id: string;
  readonly questions: string;
  readonly answer: string;
}

/** How much a word counts that is one letter away from a word of the base. */
const typoWeight = 0.7;
/** How much a word of the query counts that the entry has in its answer only. */
const answerWeight = 0.5;
const answerBoost = 0.3;
/** The exponents of the three shares: together 1, so that a score of 1 is possible. */
const exponents = { query: 0.6, phrasing: 0.2, relevance: 0.2 } as const;

/**
 * Finds entries by the words they share with a query (MiniSearch), with a light stemmer and stop words for English, and
 * one wrong letter forgiven in words of five letters or more. No model, and milliseconds to start.
 *
 * An entry's score is a weighted geometric mean of three shares: of the query's words, those the entry has; of its
 * nearest phrasing's words, those the query has; and its BM25 score, as a share of what that phrasing scores itself.
 * Words weigh more the fewer entries have them, and a word that no entry has weighs most: one strange word ("router")
 * makes a familiar question strange.
 */
export function keywordRetriever(base: KnowledgeBase): Retriever {
  const entries = new Map(base.entries.map((entry): [string, IndexedEntry] => [entry.id, indexed(entry)]));
  const index = new MiniSearch<IndexedText>({
    fields: ['questions', 'answer'],
    tokenize: (text) => text.split(' '),
    processTerm: (word) => word || null,
    searchOptions: {
      boost: { answer: answerBoost },
      combineWith: 'OR',
      fuzzy: (word) => (word.length >= 5 ? 1 : false),
    },
  });
  const entriesWith = new Map<string, number>();

  const count = ({ questions, answer }: IndexedText, step: 1 | -1) => {
    for (const word of new Set([...questions.split(' '), ...answer.split(' ')])) {
      entriesWith.set(word, (entriesWith.get(word) ?? 0) + step);
    }
  };
  const add = (text: IndexedText) => {
    index.add(text);
    count(text, 1);
  };
  const remove = (text: IndexedText) => {
    index.remove(text);
    count(text, -1);
  };
  for (const each of entries.values()) add(textOf(each.entry, each.phrasings));

  const rarity = (word: string) => {
    const known = entriesWith.get(word) ?? 0;
    return Math.log(1 + (base.entries.length - known + 0.5) / (known + 0.5));
  };
  const weightOf = (words: readonly string[], share: (word: string) => number) =>
    words.reduce((sum, word) => sum + share(word) * rarity(word), 0) / words.reduce((sum, word) => sum + rarity(word), 0);
  const find = (words: readonly string[]) => index.search(words.join(' '));

  const ownScores = new Map<Phrasing, number>();
  for (const { entry, phrasings } of entries.values()) {
    for (const phrasing of phrasings) {
      ownScores.set(phrasing, find(phrasing.words).find(({ id }) => id === entry.id)?.score ?? 0);
    }
  }

  const matchOf = (words: readonly string[], result: SearchResult, leaveOut?: LeftOut): readonly Match[] => {
    const found = entries.get(String(result.id));
    if (found === undefined) return [];
    const { entry, phrasings } = found;
    const { match, queryTerms, score } = result;
    const queryShare = weightOf(words, (word) => {
      if (Object.hasOwn(match, word)) return match[word]?.includes('questions') ? 1 : answerWeight;
      return queryTerms.includes(word) ? typoWeight : 0;
    });
    return phrasings
      .filter(({ question, words: own }) => own.length > 0 && !(entry.id === leaveOut?.entryId && question === leaveOut.question))
      .map((phrasing) => {
        const phrasingShare = weightOf(phrasing.words, (word) =>
          !Object.hasOwn(match, word) ? 0 : words.includes(word) ? 1 : typoWeight,
        );
        const relevance = Math.min(1, score / (ownScores.get(phrasing) || Infinity));
        const combined =
          queryShare ** exponents.query * phrasingShare ** exponents.phrasing * relevance ** exponents.relevance;
        return { entry, question: phrasing.question, score: Math.min(1, combined) };
      });
  };
  const matches = (query: string, leaveOut?: LeftOut): readonly Match[] => {
    const words = [...new Set(wordsOf(query))];
    return words.length === 0 ? [] : bestOfEachEntry(find(words).flatMap((result) => matchOf(words, result, leaveOut)));
  };

  const matchesWithout = (query: string, leaveOut: LeftOut): readonly Match[] => {
    const hidden = entries.get(leaveOut.entryId);
    if (hidden === undefined) return matches(query);
    const whole = textOf(hidden.entry, hidden.phrasings);
    const rest = textOf(
      hidden.entry,
      hidden.phrasings.filter(({ question }) => question !== leaveOut.question),
    );
    const partly = leaveOut.question !== undefined;
    remove(whole);
    if (partly) add(rest);
    try {
      return matches(query, leaveOut);
    } finally {
      if (partly) remove(rest);
      add(whole);
    }
  };

  return {
    name: 'keyword',
    async search(query, { abortSignal, leaveOut } = {}) {
      abortSignal?.throwIfAborted();
      return leaveOut === undefined ? matches(query) : matchesWithout(query, leaveOut);
    },
  };
}

function indexed(entry: KnowledgeEntry): IndexedEntry {
  const phrasings = entry.questions.map((question) => ({ question, words: [...new Set(wordsOf(question))] }));
  return { entry, phrasings };
}

function textOf({ id, answer }: KnowledgeEntry, phrasings: readonly Phrasing[]): IndexedText {
  return { id, questions: phrasings.flatMap(({ words }) => words).join(' '), answer: wordsOf(answer).join(' ') };
}
