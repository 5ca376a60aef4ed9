import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mistake that somebody could make: a change of one place in one file. */
export interface Mutant {
  /** Names it on the command line and in the report: the file and its number there. */
  readonly id: string;
  /** Below `src/`. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** What goes wrong. */
  readonly why: string;
  /** Why nobody can tell it from the original. Absent: a test must fail. */
  readonly equivalent?: string;
}

const source = join(import.meta.dirname, '..', '..', 'src');

/** The mutants of one file. */
export function mutantsOf(file: string, mutants: readonly Omit<Mutant, 'id' | 'file'>[]): readonly Mutant[] {
  return mutants.map((mutant, index) => ({ id: `${file}#${index + 1}`, file, ...mutant }));
}

export function pathOf({ file }: Mutant): string {
  return join(source, file);
}

/** @throws Error where the mutant no longer fits its file. */
export function mutated(mutant: Mutant, text = readFileSync(pathOf(mutant), 'utf8')): string {
  const places = text.split(mutant.find).length - 1;
  if (places !== 1) {
    throw new Error(`Mutant ${mutant.id}: '${mutant.find}' stands ${places} times in its file. Let it name one place.`);
  }
  // A function: in a string, '$1' would mean something.
  return text.replace(mutant.find, () => mutant.replace);
}
