import type { KnowledgeBase, KnowledgeEntry } from '../knowledgeBase.ts';
import type { LeftOut, Match } from '../retriever.ts';
import { type Contrast, contrastBetween } from './contrastBetween.ts';
import { type EntryReadings, entryReadings, type ReadPhrasing } from './entryReadings.ts';
import { nameContrast } from './nameContrast.ts';
import type { Reading } from './reading.ts';

/** The matches that a task does not contradict. */
export interface Guarded {
  /** Best first. The first may be answered with; the others are what it is compared with. */
  readonly matches: readonly Match[];
  /** Why the nearest question was put aside, where it was. */
  readonly putAside?: { readonly match: Match; readonly reason: string };
}

export type ContrastGuard = (task: string, matches: readonly Match[], leftOut?: LeftOut) => Promise<Guarded>;

/** The matches that are looked at: of a base with thousands of entries, the rest is far away. */
const looked = 10;

/**
 * Puts aside what a task contradicts: a phrasing with the opposite direction, another number, version or name, or
 * without its negation, however high it scores. Likeness of words or meaning does not tell opposites apart: to an
 * embedding, they are nearer to each other than paraphrases are.
 *
 * Where another phrasing of the same entry says what the task says, the entry is kept. Behind a question that was put
 * aside, only one that agrees with the task in that very point may be answered with.
 */
export function contrastGuard(base: KnowledgeBase): ContrastGuard {
  let loading: Promise<EntryReadings> | undefined;
  return async (task, matches, leftOut) => {
    const readings = await (loading ??= entryReadings(base));
    const read = readings.readTask(task);
    const judged = matches
      .slice(0, looked)
      .map((match) => judge(read, match, phrasingsOf(match.entry, leftOut).map(readings.read), readings));
    const aside = judged.find(({ contrast }) => contrast !== undefined);
    const best = judged.find(
      ({ contrast, reading }, index) =>
        contrast === undefined && judged.slice(0, index).every((better) => better.contrast?.agrees(reading) ?? false),
    );
    const putAside = aside?.contrast && { match: aside.match, reason: aside.contrast.reason };
    if (best === undefined) return { matches: [], ...(putAside !== undefined && { putAside }) };
    // What the best one is told from is no rival of it.
    const rivals = judged.filter((other) => other !== best && other.contrast?.agrees(best.reading) !== true);
    return { matches: [best.match, ...rivals.map(({ match }) => match), ...matches.slice(looked)] };
  };
}

interface Judged {
  readonly match: Match;
  readonly reading: Reading;
  /** Why it is no answer. */
  readonly contrast: Contrast | undefined;
}

function judge(task: ReadPhrasing, match: Match, phrasings: readonly ReadPhrasing[], readings: EntryReadings): Judged {
  const { entry } = match;
  const matched = readings.read(match.question);
  const contrast = differs(task, matched, entry, readings) ?? entryContrast(task, matched, phrasings);
  const agreeing =
    contrast &&
    phrasings.find(
      (phrasing) => contrast.agrees(phrasing.reading) && differs(task, phrasing, entry, readings) === undefined,
    );
  if (agreeing === undefined) return { match, reading: matched.reading, contrast };
  return { match: { ...match, question: agreeing.question }, reading: agreeing.reading, contrast: undefined };
}

function phrasingsOf({ id, questions }: KnowledgeEntry, leftOut: LeftOut | undefined): readonly string[] {
  return leftOut?.entryId === id ? questions.filter((question) => question !== leftOut.question) : questions;
}

function differs(
  task: ReadPhrasing,
  phrasing: ReadPhrasing,
  entry: KnowledgeEntry,
  readings: EntryReadings,
): Contrast | undefined {
  return contrastBetween(task.reading, phrasing.reading) ?? nameContrast(task, phrasing, entry, readings);
}

/** Where the phrasing says nothing of a direction, and the entry's others all go the other way. */
function entryContrast(
  task: ReadPhrasing,
  phrasing: ReadPhrasing,
  phrasings: readonly ReadPhrasing[],
): Contrast | undefined {
  const own = phrasing.reading.directions.asked;
  for (const [axis, { side, words }] of task.reading.directions.asked) {
    if (own.has(axis)) continue;
    const others = phrasings.flatMap(({ reading }) => reading.directions.asked.get(axis) ?? []);
    const [other] = others;
    if (other === undefined || others.some((found) => found.side === side)) continue;
    return {
      reason: `the task says "${words}", the other phrasings of the entry "${other.words}"`,
      agrees: (reading) => reading.directions.asked.get(axis)?.side === side,
    };
  }
  return undefined;
}
