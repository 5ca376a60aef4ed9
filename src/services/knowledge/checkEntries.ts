import type { KnowledgeEntry } from './knowledgeBase.ts';
import { questionKey } from './text/tokens.ts';

/** What is wrong with a list of entries, and where. */
export interface EntryProblem {
  readonly entryIndex: number;
  /** The phrasing at fault; `null` where it is the entry as a whole. */
  readonly questionIndex: number | null;
  readonly message: string;
}

/** The first mistake in a list of entries: something empty, an id used twice, a question that two entries answer. */
export function findProblem(entries: readonly KnowledgeEntry[]): EntryProblem | undefined {
  const check = entryCheck();
  for (const [index, entry] of entries.entries()) {
    const problem = check(entry, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A check of one entry after the other, which remembers those it was given. */
export function entryCheck(): (entry: KnowledgeEntry, entryIndex: number) => EntryProblem | undefined {
  const ids = new Map<string, string>();
  const questions = new Map<string, string>();
  return (entry, entryIndex) => {
    const problem = (message: string, questionIndex: number | null = null): EntryProblem => ({
      entryIndex,
      questionIndex,
      message,
    });
    const first = entry.questions[0] ?? '';
    if (first.trim() === '') return problem('The entry has no question. Write the question it answers.');
    if (entry.id.trim() === '') return problem(`The entry "${first}" has an empty id. Name it, or leave the id out.`);
    if (entry.answer.trim() === '') return problem(`The question "${first}" has no answer. Write one, or remove it.`);

    const sameId = ids.get(entry.id);
    if (sameId !== undefined) {
      return problem(`"${first}" has the id '${entry.id}', as "${sameId}" has. Give one of them another id.`);
    }
    ids.set(entry.id, first);

    for (const [questionIndex, question] of entry.questions.entries()) {
      if (question.trim() === '') return problem('A question is empty. Write it, or remove it.', questionIndex);
      const key = questionKey(question);
      const owner = questions.get(key);
      if (owner !== undefined && owner !== entry.id) {
        const message = `"${question}" is asked by two entries, '${owner}' and '${entry.id}'. Remove it from one of them.`;
        return problem(message, questionIndex);
      }
      questions.set(key, entry.id);
    }
    return undefined;
  };
}
