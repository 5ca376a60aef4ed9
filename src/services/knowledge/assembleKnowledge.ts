import { findProblem, questionKey } from './checkEntries.ts';
import type { KnowledgeBase, KnowledgeEntry } from './knowledgeBase.ts';
import { KnowledgeError } from './knowledgeErrors.ts';

/** A piece of a file and the line it starts on, counted from 1. */
export interface Located {
  readonly text: string;
  readonly line: number;
}

/** An entry as it stands in a file, not yet checked. */
export interface EntryDraft {
  readonly line: number;
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  readonly questions: readonly Located[];
  readonly answer: string;
}

/** What a parser makes of a file. */
export interface KnowledgeDraft {
  /** Absent: the base is named after its file. */
  readonly name?: string | undefined;
  readonly entries: readonly EntryDraft[];
}

/**
 * Drafts, checked and completed: ids are made from the first question where the file gives none, and a question that
 * an entry repeats is kept once.
 *
 * @throws KnowledgeError for the first mistake, with its line.
 */
export function assembleKnowledge(path: string, name: string, drafts: readonly EntryDraft[]): KnowledgeBase {
  if (drafts.length === 0) {
    throw new KnowledgeError(path, null, 'There is no entry in this file. Add a question with its answer.');
  }
  const tidied = drafts.map((draft) => ({ ...draft, questions: withoutRepeats(draft.questions) }));
  const entries = tidied.map((draft, index): KnowledgeEntry => ({
    id: draft.id?.trim() ?? idFrom(draft.questions[0]?.text, index),
    ...(draft.title !== undefined && { title: draft.title.trim() }),
    questions: draft.questions.map(({ text }) => text.trim()),
    answer: draft.answer.trim(),
  }));
  const problem = findProblem(entries);
  if (problem === undefined) return { name, entries };
  const draft = tidied[problem.entryIndex];
  const question = problem.questionIndex === null ? undefined : draft?.questions[problem.questionIndex];
  throw new KnowledgeError(path, question?.line ?? draft?.line ?? null, problem.message);
}

function withoutRepeats(questions: readonly Located[]): readonly Located[] {
  const keys = questions.map(({ text }) => questionKey(text));
  return questions.filter(({ text }, index) => text.trim() === '' || keys.indexOf(keys[index] ?? '') === index);
}

function idFrom(question: string | undefined, index: number): string {
  const words = question?.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length > 0 ? words.join('-') : `entry-${index + 1}`;
}
