import { isCancel, log, text } from '@clack/prompts';
import { wrapAnsi } from 'fast-wrap-ansi';

import type { CompletedResult, WaitingResult } from '../execution/result.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { bold, dim, lineOf, printable, summaryOf, toldBy } from './format.ts';
import { writeLine, type Io } from './io.ts';
import { createSpinner } from './spinner.ts';

/** How a run is shown while it goes on, and when it ends. */
export interface Reporter {
  record(record: TransitionRecord): void;
  /** Asks the person at the terminal. `undefined`: nobody is there, or nobody wants to answer. */
  ask(task: string): Promise<string | undefined>;
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
    ask: () => Promise.resolve(undefined),
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
export function terminalReporter({ stdout, abortSignal, columns, interrupt }: Io): Reporter {
  const spinner = createSpinner(stdout);
  const fitted = (words: string) => wrapAnsi(printable(words), Math.max(20, columns - guide));
  return {
    record: (record) => {
      const told = toldBy(record);
      spinner.stop();
      if (told !== undefined) {
        const reason = told.reason === undefined ? '' : `\n${dim(fitted(told.reason))}`;
        log.step(`${fitted(told.headline)}${reason}`, { output: stdout });
      }
      const next = callAfter(record);
      if (next !== undefined) spinner.start(next);
    },
    ask: async (task) => {
      spinner.stop();
      const question = `Nobody below could answer, so the question is yours:\n${bold(fitted(task))}`;
      log.message(question, { output: stdout });
      const message = 'Your answer (empty: leave it waiting)';
      const answer = await text({ message, output: stdout, signal: abortSignal });
      if (isCancel(answer)) {
        interrupt('Ctrl+C');
        return undefined;
      }
      // An empty line is `undefined` in clack, whatever its types say.
      return answer?.trim() || undefined;
    },
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
  ask: () => Promise.resolve(undefined),
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
    `Waiting: tier ${finalTier} is a person, and nobody has answered. No answer was made up.\n` +
    `Answer it, now or in days: handoff respond ${executionId} "…"`
  );
}

function stored(executionId: string, storedIn: string): string {
  return `execution ${executionId}, stored in ${storedIn}`;
}
