import type { SearchResult } from 'minisearch';

import type { KnowledgeEntry } from './knowledgeBase.ts';
import type { LeftOut } from './retriever.ts';
import { wordsOf } from './text/words.ts';

export interface Phrasing {
  readonly question: string;
  readonly words: readonly string[];
}

export interface IndexedEntry {
  readonly entry: KnowledgeEntry;
  readonly phrasings: readonly Phrasing[];
}

/** The words of a base, searchable, and how rare they are. */
export interface KeywordIndex {
  add(entry: KnowledgeEntry): void;
  get(id: string): IndexedEntry | undefined;
  /** The entries that share words with the query, by BM25, best first. */
  find(words: readonly string[]): readonly SearchResult[];
  /** The inverse document frequency of BM25: the fewer entries have a word, the more it weighs. */
  rarity(word: string): number;
  /** What `use` makes of the index while an entry, or one of its phrasings, is not in it. */
  without<T>(leftOut: LeftOut, use: () => T): T;
}

interface IndexedText {
  readonly id: string;
  readonly questions: string;
  readonly answer: string;
}

const answerBoost = 0.3;

export async function createKeywordIndex(): Promise<KeywordIndex> {
  const { default: MiniSearch } = await import('minisearch');
  const entries = new Map<string, IndexedEntry>();
  const entriesWith = new Map<string, number>();
  const index = new MiniSearch<IndexedText>({
    fields: ['questions', 'answer'],
    tokenize: (text) => text.split(' '),
    processTerm: (word) => word || null,
    autoVacuum: false,
    searchOptions: {
      boost: { answer: answerBoost },
      combineWith: 'OR',
      // Names with numbers are not typos of each other, and other scripts have shorter words.
      fuzzy: (word) => (/^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]{5,}$/u.test(word) ? 1 : false),
    },
  });

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

  return {
    add: (entry) => {
      const phrasings = entry.questions.map((question) => ({ question, words: [...new Set(wordsOf(question))] }));
      entries.set(entry.id, { entry, phrasings });
      add(textOf(entry, phrasings));
    },
    get: (id) => entries.get(id),
    find: (words) => index.search(words.join(' ')),
    rarity: (word) => {
      const known = entriesWith.get(word) ?? 0;
      return Math.log(1 + (entries.size - known + 0.5) / (known + 0.5));
    },
    without: ({ entryId, question }, use) => {
      const hidden = entries.get(entryId);
      if (hidden === undefined) return use();
      const { entry, phrasings } = hidden;
      const whole = textOf(entry, phrasings);
      const rest = textOf(
        entry,
        phrasings.filter((phrasing) => phrasing.question !== question),
      );
      remove(whole);
      if (question !== undefined) add(rest);
      try {
        return use();
      } finally {
        if (question !== undefined) remove(rest);
        add(whole);
      }
    },
  };
}

function textOf({ id, answer }: KnowledgeEntry, phrasings: readonly Phrasing[]): IndexedText {
  return { id, questions: phrasings.flatMap(({ words }) => words).join(' '), answer: wordsOf(answer).join(' ') };
}
