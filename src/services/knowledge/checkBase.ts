import { isObject } from '../../machines/checks.ts';
import { findProblem } from './checkEntries.ts';
import type { KnowledgeBase, KnowledgeEntry } from './knowledgeBase.ts';

/** What is wrong with a base that is given as an object, and where in it. */
export interface BaseProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The first mistake in a base: its shape, whatever its type promises, or one of its entries (see `findProblem`). */
export function baseProblem(base: KnowledgeBase): BaseProblem | undefined {
  const shape = shapeProblem(base);
  if (shape !== undefined) return shape;
  const problem = findProblem(base.entries);
  return problem && { path: ['entries', problem.entryIndex], message: problem.message };
}

function shapeProblem(base: unknown): BaseProblem | undefined {
  if (base instanceof URL) {
    return {
      path: [],
      message: 'expected the path of a file, or a base. Of a URL, pass url.href, if it is one of a file.',
    };
  }
  if (!isObject(base)) return { path: [], message: 'expected the path of a file, or a base: { name, entries }.' };
  const { name, entries } = base;
  const unknown = unknownKey(base, ['name', 'entries']);
  if (unknown !== undefined) return { path: [unknown], message: 'unknown option. Check its spelling, or remove it.' };
  if (!isText(name) || name === '') return { path: ['name'], message: 'expected a name, a text.' };
  if (!Array.isArray(entries) || entries.length === 0) {
    return { path: ['entries'], message: 'expected a list of one or more entries.' };
  }
  for (const [index, entry] of entries.entries()) {
    const problem = entryProblem(entry);
    if (problem !== undefined) return { path: ['entries', index, ...problem.path], message: problem.message };
  }
  return undefined;
}

function entryProblem(entry: unknown): BaseProblem | undefined {
  if (!isObject(entry)) return { path: [], message: 'expected an entry: { id, questions, answer }.' };
  const unknown = unknownKey(entry, ['id', 'title', 'questions', 'answer'] satisfies (keyof KnowledgeEntry)[]);
  if (unknown !== undefined) return { path: [unknown], message: 'unknown option. Check its spelling, or remove it.' };
  const { id, title = '', questions, answer } = entry;
  if (!isText(id)) return { path: ['id'], message: 'expected a text.' };
  if (!isText(title)) return { path: ['title'], message: 'expected a text.' };
  if (!isText(answer)) return { path: ['answer'], message: 'expected a text.' };
  if (!Array.isArray(questions) || questions.length === 0 || !questions.every(isText)) {
    return { path: ['questions'], message: 'expected a list of one or more texts.' };
  }
  return undefined;
}

function unknownKey(value: object, known: readonly string[]): string | undefined {
  return Object.keys(value).find((key) => !known.includes(key));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
