import { UnknownExecutionError } from '../execution/errors.ts';
import type { HumanResponse, ResumeOptions } from '../execution/continuation.ts';
import type { HandoffResult } from '../execution/result.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { ConcurrentExecutionError } from '../memory/errors.ts';
import type { Io } from './io.ts';
import { nextCommand } from './nextCommand.ts';
import type { Bench, PatternOptions } from './openPattern.ts';
import { watching } from './runCommand.ts';

/**
 * Answers for the person that an execution waits for. The answer is shown when it is stored: what came too late never was.
 *
 * @throws UnknownExecutionError where nobody is waited for any more; it says how to see why.
 */
export async function giveAnswer(
  io: Io,
  { pattern, place, reporter }: Bench,
  executionId: string,
  response: HumanResponse,
  { onto, ...options }: ResumeOptions & PatternOptions,
): Promise<HandoffResult> {
  let isStored = false;
  let answer: TransitionRecord | undefined;
  const showAnswer = () => {
    isStored = true;
    if (answer !== undefined) reporter.record(answer);
    answer = undefined;
  };
  const record = (next: TransitionRecord) => {
    // The first record is the answer's, and whatever follows it follows its being stored.
    if (!isStored && answer === undefined) answer = next;
    else {
      showAnswer();
      reporter.record(next);
    }
  };
  try {
    const result = await pattern.respond(executionId, response, {
      ...watching(io, { ...reporter, record }),
      onto,
    });
    showAnswer();
    return result;
  } catch (error) {
    const why = await whyTooLate(error);
    if (why === undefined) throw error;
    const command = nextCommand(io, 'show', options, { operands: [executionId] });
    throw new UnknownExecutionError(executionId, `${why} See what it came to: ${command}`);
  }

  async function whyTooLate(error: unknown): Promise<string | undefined> {
    if (UnknownExecutionError.isInstance(error)) return error.message;
    if (!ConcurrentExecutionError.isInstance(error) || isStored) return undefined;
    const other = (await place.memory.read(executionId))[error.seq];
    const happened = other?.event.type === 'cancel' ? 'cancelled' : 'answered';
    return `Your answer came too late, and does not count: somebody else ${happened} it.`;
  }
}
