import type { History } from './history.ts';

/** What must hold of every execution: at its end, and at every point before it. */
export interface Invariant<Subject extends History = History> {
  readonly name: string;
  /** What holds, as a sentence. */
  readonly sentence: string;
  /** What is wrong, in words; `undefined`: nothing. */
  check(subject: Subject): string | undefined;
}
