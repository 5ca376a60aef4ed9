import type { ResumeOutcome } from '../continue/continuation.ts';
import type { HandoffPattern } from '../pattern/handoffPattern.ts';
import { ConfigurationError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { Onto } from '../continue/onto.ts';
import { configOf } from '../machines/fold.ts';
import { exitCodeOfError, exitCodes, type ExitCode } from './exitCodes.ts';
import { counted } from './format.ts';
import { readAll, writeJson, writeLine, type Io } from './io.ts';
import { findExecution } from './executionIds.ts';
import { giveAnswer } from './giveAnswer.ts';
import { nextCommand } from './nextCommand.ts';
import { withPattern, type Bench, type PatternOptions } from './openPattern.ts';
import { fits, recordedPattern } from './recordedPattern.ts';
import type { Reporter } from './reporter.ts';
import { asking, conclude, taskIn, watching } from './runCommand.ts';

export interface ResumeCommandOptions extends PatternOptions {
  readonly all?: boolean;
  readonly onto?: Onto;
}

/** `handoff resume [ID|--all]`: goes on with stored executions. */
export async function resumeCommand(
  io: Io,
  given: string | undefined,
  options: ResumeCommandOptions,
): Promise<ExitCode> {
  const { all = false, onto } = options;
  if (all === (given !== undefined)) {
    const command = nextCommand(io, 'list', options);
    throw new ConfigurationError('id', `Say which execution to resume, or --all. See what is there: ${command}`);
  }
  return withPattern(io, options, async (bench) => {
    const { pattern, place, reporter } = bench;
    if (given !== undefined) {
      const { executionId, records } = await findExecution(io, place.memory, options, given);
      const result = await pattern.resume(executionId, { ...watching(reporter), onto });
      return conclude(io, bench, await asking(pattern, reporter, taskIn(records), result, io), options);
    }
    const outcomes = await pattern.resumeAll({ onto, abortSignal: io.abortSignal });
    const failures = outcomes.filter((outcome) => 'error' in outcome);
    if (options.json) writeJson(io.stdout, outcomes.map(plainOutcome));
    else {
      for (const outcome of outcomes) writeLine(io.stdout, `${outcome.executionId}  ${toldOutcome(outcome)}`);
      const waiting = outcomes.filter((outcome) => 'waiting' in outcome).length;
      const resumed = counted(outcomes.length - failures.length - waiting, 'execution');
      writeLine(io.stdout, `${resumed} resumed, ${waiting} left waiting for a person, ${failures.length} failed`);
    }
    const [failure] = failures;
    return failure === undefined ? exitCodes.answered : exitCodeOfError(failure.error);
  });
}

export interface RespondCommandOptions extends PatternOptions {
  readonly confidence?: number;
  readonly onto?: Onto;
}

/** `handoff respond ID TEXT`: answers for the person an execution waits for. Without a text it asks for it, or reads it. */
export function respondCommand(
  io: Io,
  given: string,
  words: readonly string[],
  options: RespondCommandOptions,
): Promise<ExitCode> {
  const { confidence } = options;
  return withPattern(io, options, (bench) => respond(bench));

  async function respond(bench: Bench): Promise<ExitCode> {
    const { place, reporter } = bench;
    const { executionId, records } = await findExecution(io, place.memory, options, given);
    const pattern = whoGoesOn(bench, records, options);
    const answer = words.length > 0 ? words.join(' ') : await answerFrom(reporter, taskIn(records));
    if (io.abortSignal.aborted) return exitCodes.cancelled;
    if (answer === '') {
      writeLine(io.stderr, 'Nothing was answered, so it still waits.');
      return exitCodes.waiting;
    }
    assertWords(answer);
    const response = { result: answer, ...(confidence !== undefined && { confidence }) };
    const going = { ...bench, pattern };
    return conclude(io, going, await giveAnswer(io, going, executionId, response, options), options);
  }

  async function answerFrom(reporter: Reporter, task: string): Promise<string> {
    if (!io.interactive) return readAll(io.stdin);
    const reply = await reporter.ask(task);
    return reply.type === 'answer' ? reply.text : '';
  }
}

/** @throws ConfigurationError where the answer is what stands for one in a manual, as it would be recorded for good. */
function assertWords(answer: string): void {
  if (!/^[\s.…]*$/.test(answer)) return;
  throw new ConfigurationError('answer', `'${answer}' says nothing, so it still waits. Give the answer in words.`);
}

/**
 * Returns the pattern that goes on when a person has answered. An answer that is sure enough ends the execution, so it needs no agents, and
 * the person who answers need not have the config.
 */
function whoGoesOn(
  { pattern, place }: Bench,
  records: readonly TransitionRecord[],
  { config, knowledge, confidence = 1, onto }: RespondCommandOptions,
): HandoffPattern {
  const recorded = configOf(records);
  const isGiven = config !== undefined || knowledge !== undefined || onto !== undefined;
  if (isGiven || recorded === undefined || fits(pattern, records)) return pattern;
  if (confidence >= recorded.policy.minConfidence) return recordedPattern(place, recorded);
  const message =
    `An answer with confidence ${confidence} is below the policy's minConfidence of ${recorded.policy.minConfidence}, so ` +
    'the next tier is asked. Give the config that has it: --config FILE';
  throw new ConfigurationError('--config', message);
}

function toldOutcome(outcome: ResumeOutcome): string {
  if ('result' in outcome) return outcome.result.status;
  if ('waiting' in outcome) return 'waiting';
  return outcome.error instanceof Error ? outcome.error.message : String(outcome.error);
}

function plainOutcome(outcome: ResumeOutcome): object {
  return 'error' in outcome ? { executionId: outcome.executionId, error: toldOutcome(outcome) } : outcome;
}
