import { entryCheck } from '../checkEntries.ts';
import type { KnowledgeBase, KnowledgeEntry } from '../knowledgeBase.ts';
import { KnowledgeError } from '../knowledgeErrors.ts';
import { takingTurns } from '../takingTurns.ts';
import { questionKey } from '../text/tokens.ts';
import { checkLimit } from './limits.ts';

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
 * Drafts, checked and completed: ids are made from the first question where the file gives none, with a number behind
 * them where another entry has the same; and a question that an entry repeats is kept once. Others have their turn in
 * between.
 *
 * @throws KnowledgeError for the first mistake, with its line.
 */
export async function assembleKnowledge(
  path: string,
  name: string,
  drafts: readonly EntryDraft[],
): Promise<KnowledgeBase> {
  if (drafts.length === 0) {
    throw new KnowledgeError(path, null, 'There is no entry in this file. Add a question with its answer.');
  }
  const othersTurn = takingTurns();
  const freeId = idMaker(drafts);
  const check = entryCheck();
  const entries: KnowledgeEntry[] = [];
  for (const [index, draft] of drafts.entries()) {
    await othersTurn();
    checkSizes(path, draft);
    const questions = withoutRepeats(draft.questions);
    const entry: KnowledgeEntry = {
      id: draft.id?.trim() ?? freeId(questions[0]?.text ?? '', index),
      ...(draft.title !== undefined && { title: draft.title.trim() }),
      questions: questions.map(({ text }) => text.trim()),
      answer: draft.answer.trim(),
    };
    const problem = check(entry, index);
    if (problem !== undefined) {
      const question = problem.questionIndex === null ? undefined : questions[problem.questionIndex];
      throw new KnowledgeError(path, question?.line ?? draft.line, problem.message);
    }
    entries.push(entry);
  }
  return { name, entries };
}

function checkSizes(path: string, { line, questions, answer }: EntryDraft): void {
  let size = answer.length;
  for (const question of questions) {
    checkLimit(path, question.line, 'questionCharacters', question.text.length);
    size += question.text.length;
  }
  checkLimit(path, line, 'entryCharacters', size);
}

function withoutRepeats(questions: readonly Located[]): readonly Located[] {
  const seen = new Set<string>();
  return questions.filter(({ text }) => {
    const key = questionKey(text);
    const isNew = text.trim() === '' || !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Makes ids that no other entry has, neither one that the file gives nor one made before. */
function idMaker(drafts: readonly EntryDraft[]): (question: string, index: number) => string {
  const taken = new Set(drafts.flatMap(({ id }) => (id === undefined ? [] : [id.trim()])));
  const repeated = new Map<string, number>();
  return (question, index) => {
    const words = question.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
    const wanted = words.length > 0 ? words.join('-') : `entry-${index + 1}`;
    let id = wanted;
    for (let count = repeated.get(wanted) ?? 1; taken.has(id);) {
      count += 1;
      repeated.set(wanted, count);
      id = `${wanted}-${count}`;
    }
    taken.add(id);
    return id;
  };
}
