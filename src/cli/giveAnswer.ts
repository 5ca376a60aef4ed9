import { NotWaitingError } from '../run/errors.ts';
import type { HumanResponse, ResumeOptions } from '../continue/continuation.ts';
import type { HandoffResult } from '../run/result.ts';
import type { Io } from './io.ts';
import { nextCommand } from './nextCommand.ts';
import type { Bench, PatternOptions } from './openPattern.ts';
import { watching } from './runCommand.ts';

/**
 * Answers for the person that an execution waits for. The answer is shown once it is stored.
 *
 * @throws NotWaitingError where no person is waited for any more; it says how to see why.
 */
export async function giveAnswer(
  io: Io,
  { pattern, reporter }: Bench,
  executionId: string,
  response: HumanResponse,
  { onto, ...options }: ResumeOptions & PatternOptions,
): Promise<HandoffResult> {
  try {
    return await pattern.respond(executionId, response, { ...watching(reporter), onto });
  } catch (error) {
    if (!NotWaitingError.isInstance(error)) throw error;
    const command = nextCommand(io, 'show', options, { operands: [executionId] });
    throw new NotWaitingError(executionId, `${error.why} See what it came to: ${command}`, { cause: error });
  }
}
