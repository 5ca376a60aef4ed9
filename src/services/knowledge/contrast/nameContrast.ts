import type { KnowledgeEntry } from '../knowledgeBase.ts';
import type { Contrast } from './contrastBetween.ts';
import type { EntryReadings, ReadPhrasing } from './entryReadings.ts';
import { strangeOwner } from './names.ts';
import { asWritten } from './sameWords.ts';

/** Kinds whose names are told apart even where an answer mentions the other: it may do so to tell them apart. */
const strictKinds = /programming language|and a number$/;

/**
 * What a task names in place of what a phrasing names. An entry that names several of a kind, in its phrasings or in its
 * answer, is about all of them.
 */
export function nameContrast(
  task: ReadPhrasing,
  phrasing: ReadPhrasing,
  entry: KnowledgeEntry,
  readings: EntryReadings,
): Contrast | undefined {
  const lacking = (one: ReadPhrasing, other: ReadPhrasing) =>
    one.names.filter(({ name }) => !other.names.some((counterpart) => counterpart.name === name));
  for (const { name, kind } of lacking(task, phrasing)) {
    const counterpart = lacking(phrasing, task).find((other) => other.kind === kind);
    if (counterpart === undefined || isGeneric(entry, kind, readings)) continue;
    if (!strictKinds.test(kind) && readings.answers(entry, name)) continue;
    return contrast(name, task.question, asWritten(counterpart.name, phrasing.question));
  }
  return strangeContrast(task, phrasing, entry, readings);
}

/** What nothing in the base names: whose the thing is, or what stands in the place of the product itself. */
function strangeContrast(
  task: ReadPhrasing,
  phrasing: ReadPhrasing,
  entry: KnowledgeEntry,
  readings: EntryReadings,
): Contrast | undefined {
  const { ownWords, read, isKnown } = readings;
  const strange = task.names.find(({ name, kind }) => (kind === 'name' || kind === 'service') && !isKnown(name));
  if (strange === undefined) return undefined;
  const own = phrasing.reading.tokens.filter((token) => ownWords.has(token));
  const isOther = own.length > 0 && !task.reading.tokens.some((token) => ownWords.has(token));
  if (isOther)
    return contrast(strange.name, task.question, own.map((word) => asWritten(word, phrasing.question)).join(' '));
  if (entry.questions.some((question) => read(question).names.some(({ kind }) => kind === strange.kind)))
    return undefined;
  const owner = strangeOwner(task.question, phrasing.reading.said, isKnown);
  return owner === undefined ? undefined : contrast(owner, task.question);
}

function isGeneric({ questions }: KnowledgeEntry, kind: string, { read }: EntryReadings): boolean {
  const named = questions
    .map((question) =>
      read(question)
        .names.filter((name) => name.kind === kind)
        .map(({ name }) => name),
    )
    .filter((names) => names.length > 0);
  return named.some((names) => named.some((others) => names.every((name) => !others.includes(name))));
}

/** Without a name of the question: nothing in the base has that of the task. */
function contrast(name: string, task: string, other?: string): Contrast {
  const counterpart = other === undefined ? 'and nothing in the base does' : `the question "${other}"`;
  return {
    reason: `the task names "${asWritten(name, task)}", ${counterpart}`,
    agrees: ({ tokens }) => tokens.includes(name),
  };
}
