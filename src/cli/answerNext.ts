import type { Io } from './io.ts';
import { beforehand, nextCommand, type PlaceOptions } from './nextCommand.ts';
import type { Next } from './reporter.ts';

/** How to answer for the person that an execution waits for. */
export function answerNext(io: Io, executionId: string, options: PlaceOptions): Next {
  return {
    sentence: 'Answer it, now or in days; the answer is asked for, or read from standard input:',
    command: nextCommand(io, 'respond', options, { operands: [executionId] }),
    beforehand: beforehand(options),
  };
}
