import { isCancel, log, text } from '@clack/prompts';
import { wrapAnsi } from 'fast-wrap-ansi';

import type { TransitionRecord } from '../machines/executionTypes.ts';
import { levelOf, phaseOf } from '../machines/stateName.ts';
import { tierLine, wordsOf } from '../words/recordWords.ts';
import { bold, dim, printable, summaryOf } from './format.ts';
import type { Io } from './io.ts';
import { nobodyAnswered, writeNext, type Reporter } from './reporter.ts';
import { createSpinner } from './spinner.ts';

/** Columns that the guide at the left takes. */
const guide = 4;

/** A spinner while a call runs, and a prompt where a person is asked. */
export function terminalReporter({ stdin, stdout, abortSignal, columns, interrupt }: Io): Reporter {
  const spinner = createSpinner(stdout);
  let question: AbortController | undefined;
  const fitted = (words: string) => wrapAnsi(printable(words), Math.max(20, columns - guide));
  return {
    record: (record) => {
      const headline = tierLine(record);
      spinner.stop();
      question?.abort();
      if (headline !== undefined) {
        const { reason } = wordsOf(record);
        log.step(`${fitted(headline)}${reason === undefined ? '' : `\n${dim(fitted(reason))}`}`, { output: stdout });
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
    answered: (result, kept) => {
      spinner.stop();
      log.success(bold(fitted(result.result)), { output: stdout });
      const about = `${fitted(summaryOf(result))}\n${dim(fitted(kept))}`;
      log.message(about, { output: stdout });
    },
    waiting: (result, kept, next) => {
      spinner.stop();
      log.warn(fitted(nobodyAnswered(result)), { output: stdout });
      log.message(dim(fitted(kept)), { output: stdout });
      if (next !== undefined) writeNext(stdout, next);
    },
    stop: spinner.stop,
  };
}

function callAfter({ to, agentId, tierLevel, notBefore }: TransitionRecord): string | undefined {
  const phase = phaseOf(to);
  if (notBefore !== undefined) return `tier ${tierLevel} ${agentId} waits before it tries again`;
  if (phase === 'evaluating') return `tier ${levelOf(to)} looks at the task`;
  if (phase === 'executing' || phase === 'capped') return `tier ${tierLevel} ${agentId} answers`;
  return undefined;
}
