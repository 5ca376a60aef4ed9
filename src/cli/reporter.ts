import { isCancel, log, multiline, spinner } from '@clack/prompts';

import type { CompletedResult, WaitingResult } from '../execution/result.ts';
import type { TransitionRecord } from '../machines/types.ts';
import { bold, dim, lineOf, printable, summaryOf } from './format.ts';
import { writeLine, type Io } from './io.ts';

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

/** Lines and nothing else: for pipes, logs and CI. */
export function plainReporter({ stdout }: Io): Reporter {
  return {
    record: (record) => {
      const line = lineOf(record);
      if (line !== undefined) writeLine(stdout, printable(line));
    },
    ask: () => Promise.resolve(undefined),
    answered: (result, storedIn) => {
      writeLine(stdout, `\n${printable(result.result)}\n`);
      writeLine(stdout, summaryOf(result));
      writeLine(stdout, stored(result.executionId, storedIn));
    },
    waiting: (result, storedIn) => {
      writeLine(stdout, `\n${nobodyAnswered(result)}`);
      writeLine(stdout, stored(result.executionId, storedIn));
    },
    stop: () => undefined,
  };
}

/** A spinner while a call runs, and a prompt where a person is asked. */
export function terminalReporter({ stdout, abortSignal }: Io): Reporter {
  const working = spinner({ output: stdout, indicator: 'timer', signal: abortSignal });
  let spinning = false;

  const stop = () => {
    if (spinning) working.clear();
    spinning = false;
  };
  const spin = (message: string) => {
    stop();
    working.start(message);
    spinning = true;
  };

  return {
    record: (record) => {
      const line = lineOf(record);
      stop();
      if (line !== undefined) log.step(printable(line), { output: stdout });
      const next = callAfter(record);
      if (next !== undefined) spin(next);
    },
    ask: async (task) => {
      stop();
      const message = `Nobody below could answer, so the question is yours:\n${bold(printable(task))}`;
      const answer = await multiline({ message, placeholder: 'Your answer', output: stdout, signal: abortSignal });
      return isCancel(answer) || answer.trim() === '' ? undefined : answer.trim();
    },
    answered: (result, storedIn) => {
      stop();
      log.success(bold(printable(result.result)), { output: stdout });
      log.message(`${summaryOf(result)}\n${dim(stored(result.executionId, storedIn))}`, { output: stdout });
    },
    waiting: (result, storedIn) => {
      stop();
      log.warn(nobodyAnswered(result), { output: stdout });
      log.message(dim(stored(result.executionId, storedIn)), { output: stdout });
    },
    stop,
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

function nobodyAnswered({ finalTier }: WaitingResult): string {
  return `Waiting: tier ${finalTier} is a person, and nobody has answered. No answer was made up.`;
}

function stored(executionId: string, storedIn: string): string {
  return `execution ${executionId}, stored in ${storedIn}`;
}
