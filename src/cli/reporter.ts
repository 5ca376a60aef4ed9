import { isCancel, log, text } from '@clack/prompts';
import { wrapAnsi } from 'fast-wrap-ansi';

import type { CompletedResult, WaitingResult } from '../execution/result.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { bold, dim, lineOf, printable, summaryOf, toldBy } from './format.ts';
import { writeLine, type Io } from './io.ts';
import { createSpinner } from './spinner.ts';

/** What came of a question: an answer, nobody who would give one, or the wait ended while the question stood there. */
export type Reply =
  | { readonly type: 'answer'; readonly text: string }
  | { readonly type: 'none' }
  | { readonly type: 'over' };

/** How a run is shown while it goes on, and when it ends. */
export interface Reporter {
  record(record: TransitionRecord): void;
  /** Asks the person at the terminal. */
  ask(task: string): Promise<Reply>;
  /** The person's answer did not count: the wait was over by then. */
  late(): void;
  answered(result: CompletedResult, storedIn: string): void;
  waiting(result: WaitingResult, storedIn: string): void;
  /** Stops whatever moves on the screen. */
  stop(): void;
}

/** Lines and nothing else, for pipes, logs and CI: progress on standard error, the answer on standard output. */
export function plainReporter({ stdout, stderr }: Io): Reporter {
  return {
    record: (record) => {
      const line = lineOf(record);
      if (line !== undefined) writeLine(stderr, printable(line));
    },
    ask: () => Promise.resolve({ type: 'none' }),
    late: () => undefined,
    answered: (result, storedIn) => {
      writeLine(stdout, `${printable(result.result)}\n`);
      writeLine(stdout, summaryOf(result));
      writeLine(stdout, stored(result.executionId, storedIn));
    },
    waiting: (result, storedIn) => {
      writeLine(stdout, nobodyAnswered(result));
      writeLine(stdout, stored(result.executionId, storedIn));
    },
    stop: () => undefined,
  };
}

/** Columns that the guide at the left takes. */
const guide = 4;

/** A spinner while a call runs, and a prompt where a person is asked. */
export function terminalReporter({ stdin, stdout, abortSignal, columns, interrupt }: Io): Reporter {
  const spinner = createSpinner(stdout);
  let question: AbortController | undefined;
  const fitted = (words: string) => wrapAnsi(printable(words), Math.max(20, columns - guide));
  return {
    record: (record) => {
      const told = toldBy(record);
      spinner.stop();
      question?.abort();
      if (told !== undefined) {
        const reason = told.reason === undefined ? '' : `\n${dim(fitted(told.reason))}`;
        log.step(`${fitted(told.headline)}${reason}`, { output: stdout });
      }
      const next = callAfter(record);
      if (next !== undefined) spinner.start(next);
    },
    ask: async (task) => {
      spinner.stop();
      log.message(`Nobody below could answer, so the question is yours:\n${bold(fitted(task))}`, { output: stdout });
      const open = new AbortController();
      question = open;
      const signal = AbortSignal.any([abortSignal, open.signal]);
      const message = 'Your answer (empty: leave it waiting)';
      const typed = await text({ message, input: stdin, output: stdout, signal });
      question = undefined;
      if (open.signal.aborted) return { type: 'over' };
      if (isCancel(typed)) {
        interrupt('Ctrl+C');
        return { type: 'none' };
      }
      // An empty line is `undefined` in clack, whatever its types say.
      const answer = typed?.trim();
      return answer ? { type: 'answer', text: answer } : { type: 'none' };
    },
    late: () => log.warn(fitted('The wait was over before your answer came, so it did not count.'), { output: stdout }),
    answered: (result, storedIn) => {
      spinner.stop();
      log.success(bold(fitted(result.result)), { output: stdout });
      const about = `${fitted(summaryOf(result))}\n${dim(fitted(stored(result.executionId, storedIn)))}`;
      log.message(about, { output: stdout });
    },
    waiting: (result, storedIn) => {
      spinner.stop();
      log.warn(fitted(nobodyAnswered(result)), { output: stdout });
      log.message(dim(fitted(stored(result.executionId, storedIn))), { output: stdout });
    },
    stop: spinner.stop,
  };
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

function callAfter({ to, agentId, tierLevel }: TransitionRecord): string | undefined {
  const [tier, phase] = to.split('.');
  if (phase === 'evaluating') return `${tier?.replace('tier', 'tier ')} looks at the task`;
  if (phase === 'executing' || phase === 'capped') return `tier ${tierLevel} ${agentId} answers`;
  return undefined;
}

function nobodyAnswered({ executionId, finalTier }: WaitingResult): string {
  return (
    `Waiting: at tier ${finalTier} a person is asked, and nobody has answered. No answer was made up.\n` +
    `Answer it, now or in days: handoff respond ${executionId} "…"`
  );
}

function stored(executionId: string, storedIn: string): string {
  return `execution ${executionId}, stored in ${storedIn}`;
}
