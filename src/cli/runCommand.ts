import { NotWaitingError } from '../run/errors.ts';
import type { HandoffEvent, HandoffResult } from '../run/result.ts';
import type { HandoffPattern } from '../pattern/handoffPattern.ts';
import { ConfigurationError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { readAll, writeJson, type Io } from './io.ts';
import { answerNext } from './answerNext.ts';
import { withPattern, type Bench, type PatternOptions } from './openPattern.ts';
import { nextCommand } from './nextCommand.ts';
import { firstRun } from './place.ts';
import type { Reporter } from './reporter.ts';
import { writeWrapped } from './wrap.ts';

export interface RunCommandOptions extends PatternOptions {
  readonly context?: string;
  readonly maxTier?: number;
  readonly inspect?: boolean;
}

/** `handoff run`: takes one task through the tiers, shows every decision, prints the answer, stores the record. */
export async function runCommand(io: Io, words: readonly string[], options: RunCommandOptions): Promise<ExitCode> {
  const task = words.length > 0 ? words.join(' ').trim() : io.interactive ? '' : await readAll(io.stdin);
  if (task === '') throw new ConfigurationError('task', `There is no task. Say it: ${firstRun(io, options)}`);
  const { context, maxTier, inspect = false } = options;
  return withPattern(io, options, async (bench) => {
    const { pattern } = bench;
    const reporter = bench.usesSample ? sayingSo(io, bench.reporter) : bench.reporter;
    const run = async () => {
      const result = await pattern.executeWithHandoff(task, {
        ...(context !== undefined && { context }),
        ...(maxTier !== undefined && { maxTier }),
        ...watching(reporter),
        // With the inspector a person answers on its page.
        returnOnWait: !inspect,
      });
      return conclude(io, bench, await asking(pattern, reporter, task, result, io), options);
    };
    if (!inspect) return run();
    const { inspected } = await import('./inspectedRun.ts');
    return inspected(io, pattern, run);
  });
}

/** Says before the first record where answers come from, and what to do about it. */
function sayingSo(io: Io, reporter: Reporter): Reporter {
  let isSaid = false;
  return {
    ...reporter,
    record: (record) => {
      if (!isSaid) {
        const notice =
          'No provider is configured, so tasks are answered from the sample knowledge base of a made-up product. ' +
          'To go on, set OPENAI_API_KEY, give your own questions and answers with --knowledge FILE, or write a config: ';
        writeWrapped({ stdout: io.stderr, columns: io.columns }, `${notice}${nextCommand(io, 'init', {})}`);
      }
      isSaid = true;
      reporter.record(record);
    },
  };
}

/** The options that show an execution while it goes on. */
export function watching(reporter: Reporter) {
  return {
    returnOnWait: true,
    onEvent: (event: HandoffEvent) => {
      if (event.type === 'transition') reporter.record(event.record);
    },
  };
}

/** Asks the person at the terminal for as long as the execution waits for one and they answer. */
export async function asking(
  pattern: HandoffPattern,
  reporter: Reporter,
  task: string,
  first: HandoffResult,
  io: Io,
): Promise<HandoffResult> {
  if (first.status !== 'waiting' || !io.interactive) return first;
  const { executionId } = first;
  // Shows whatever happens while the question stands there, such as a deadline that passes, and all that follows.
  const followed = pattern.resume(executionId, { ...watching(reporter), returnOnWait: false });
  followed.catch(() => undefined);
  let result: HandoffResult = first;
  while (result.status === 'waiting') {
    const reply = await reporter.ask(task);
    if (io.abortSignal.aborted) return followed;
    if (reply.type === 'none') return result;
    if (reply.type === 'answer') result = await responded(pattern, reporter, executionId, reply.text);
    else result = await pattern.resume(executionId, { returnOnWait: true });
  }
  return result;
}

/** Gives the answer. Where another person gave theirs before, it counts, and the execution is shown as it is now. */
async function responded(
  pattern: HandoffPattern,
  reporter: Reporter,
  executionId: string,
  answer: string,
): Promise<HandoffResult> {
  try {
    return await pattern.respond(executionId, { result: answer });
  } catch (error) {
    if (!NotWaitingError.isInstance(error)) throw error;
    reporter.late();
    return pattern.resume(executionId, { returnOnWait: true });
  }
}

/** Prints the end of an execution, and says what to exit with. */
export async function conclude(
  io: Io,
  { pattern, place, reporter }: Bench,
  result: HandoffResult,
  options: PatternOptions,
): Promise<ExitCode> {
  const { executionId } = result;
  if (options.json) writeJson(io.stdout, { ...result, decisions: await pattern.getHandoffHistory(executionId) });
  const kept = place.lasts
    ? `execution ${executionId}, stored in ${place.name}`
    : `execution ${executionId}, in ${place.name}, which ends with this process: nothing is kept`;
  if (result.status === 'waiting') {
    reporter.waiting(result, kept, place.lasts ? answerNext(io, executionId, options) : undefined);
    return exitCodes.waiting;
  }
  reporter.answered(result, kept);
  return exitCodes.answered;
}

/** The task that an execution began with. */
export function taskIn([first]: readonly TransitionRecord[]): string {
  return first?.event.type === 'xstate.init' ? first.event.input.task : '';
}
