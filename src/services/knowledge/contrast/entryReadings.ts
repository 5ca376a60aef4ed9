import type { KnowledgeBase, KnowledgeEntry } from '../knowledgeBase.ts';
import { takingTurns } from '../takingTurns.ts';
import { tokensOf } from '../text/tokens.ts';
import { type Name, namesIn } from './names.ts';
import { sameWordsOf } from './sameWords.ts';
import { type Reading, readingOf } from './reading.ts';

/** A phrasing, read. */
export interface ReadPhrasing {
  readonly question: string;
  readonly reading: Reading;
  readonly names: readonly Name[];
}

/** What the guard knows of a base. */
export interface EntryReadings {
  /** The words of the base's own name, which are no names of others. */
  readonly ownWords: ReadonlySet<string>;
  isKnown(word: string): boolean;
  /** Of a phrasing of the base: read once. */
  read(question: string): ReadPhrasing;
  readTask(task: string): ReadPhrasing;
  answers(entry: KnowledgeEntry, word: string): boolean;
}

/** Of more phrasings than this that have a capital within them, capitals mean nothing. */
const mostWithCapitals = 0.5;

/** As many characters of a question are read: no question that people ask is longer. */
const longestRead = 1_000;

/** Looks over a base once, while others have their turn; phrasings are read when they are first asked for. */
export async function entryReadings({ name, entries }: KnowledgeBase): Promise<EntryReadings> {
  const vocabulary = new Set<string>();
  const othersTurn = takingTurns();
  let phrasings = 0;
  let withCapitals = 0;
  for (const { questions, answer } of entries) {
    for (const question of questions) {
      phrasings += 1;
      if (/\p{L},? \p{Lu}\p{Ll}/u.test(question)) withCapitals += 1;
      for (const token of tokensOf(question)) vocabulary.add(token);
    }
    for (const token of tokensOf(answer)) vocabulary.add(token);
    await othersTurn();
  }
  const ownWords = new Set((name.match(/\p{Lu}[\p{L}\p{N}]*/gu) ?? []).flatMap((word) => tokensOf(word)));
  // Elsewhere than in English, all nouns may have a capital.
  const capitalsMean = phrasings < 4 || withCapitals <= mostWithCapitals * phrasings;
  const known = new Map<string, ReadPhrasing>();
  const answers = new Map<KnowledgeEntry, ReadonlySet<string>>();
  const readQuestion = (question: string): ReadPhrasing => ({
    question,
    reading: readingOf(question.slice(0, longestRead)),
    names: namesIn(question.slice(0, longestRead), ownWords).filter(({ kind }) => capitalsMean || kind !== 'name'),
  });
  return {
    ownWords,
    isKnown: (word) => vocabulary.has(word),
    readTask: readQuestion,
    read: (question) => {
      const read = known.get(question) ?? readQuestion(question);
      known.set(question, read);
      return read;
    },
    answers: (entry, word) => {
      const words = answers.get(entry) ?? new Set(sameWordsOf(entry.answer));
      answers.set(entry, words);
      return words.has(word);
    },
  };
}
