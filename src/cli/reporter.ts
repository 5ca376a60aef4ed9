import type { Writable } from 'node:stream';

import type { CompletedResult, WaitingResult } from '../run/result.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { lineOf } from '../words/recordWords.ts';
import { summaryOf } from './format.ts';
import { writeLine, type Io } from './io.ts';

/** The outcome of a question: an answer, no person who would give one, or the wait ended while the question stood there. */
export type Reply =
  | { readonly type: 'answer'; readonly text: string }
  | { readonly type: 'none' }
  | { readonly type: 'over' };

/** The next thing that a person may do: a sentence, and the command that does it. */
export interface Next {
  readonly sentence: string;
  readonly command: string;
  /** The steps that have to be taken before; empty: none. */
  readonly beforehand: string;
}

/** How a run is shown while it goes on, and when it ends. */
export interface Reporter {
  record(record: TransitionRecord): void;
  /** Asks the person at the terminal. */
  ask(task: string): Promise<Reply>;
  /** The person's answer did not count: the wait was over by then. */
  late(): void;
  answered(result: CompletedResult, kept: string): void;
  /** Without `next` no person can answer any more: the execution ends with this process. */
  waiting(result: WaitingResult, kept: string, next: Next | undefined): void;
  /** Stops whatever moves on the screen. */
  stop(): void;
}

/** Lines and nothing else, for pipes, logs and CI: progress on standard error, the answer on standard output. */
export function plainReporter({ stdout, stderr }: Io): Reporter {
  return {
    record: (record) => {
      const line = lineOf(record);
      if (line !== undefined) writeLine(stderr, line);
    },
    ask: () => Promise.resolve({ type: 'none' }),
    late: () => undefined,
    answered: (result, kept) => {
      writeLine(stdout, `${result.result}\n`);
      writeLine(stdout, summaryOf(result));
      writeLine(stdout, kept);
    },
    waiting: (result, kept, next) => {
      writeLine(stdout, nobodyAnswered(result));
      writeLine(stdout, kept);
      if (next !== undefined) writeNext(stdout, next);
    },
    stop: () => undefined,
  };
}

/** A command stands on a line of its own, whole, so that it can be copied from the screen. */
export function writeNext(stream: Writable, { sentence, command, beforehand }: Next): void {
  writeLine(stream, [sentence, beforehand].filter((part) => part !== '').join(' '));
  writeLine(stream, `  ${command}`);
}

/** Says nothing on the way: the caller prints one JSON value at the end. */
export const silentReporter: Reporter = {
  record: () => undefined,
  ask: () => Promise.resolve({ type: 'none' }),
  late: () => undefined,
  answered: () => undefined,
  waiting: () => undefined,
  stop: () => undefined,
};

export function nobodyAnswered({ finalTier }: WaitingResult): string {
  return `Waiting: at tier ${finalTier} a person is asked, and nobody has answered. No answer was made up.`;
}
