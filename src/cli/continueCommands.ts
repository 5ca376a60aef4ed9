import { ConfigurationError } from '../machines/errors.ts';
import { exitCodeOfError, exitCodes, type ExitCode } from './exitCodes.ts';
import { counted, fittedTo, printable } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { withPattern, type PatternOptions } from './openPattern.ts';
import { asking, conclude, watching } from './runCommand.ts';

export interface ResumeCommandOptions extends PatternOptions {
  readonly all?: boolean;
  readonly acceptConfigChange?: boolean;
}

/** `handoff resume [ID|--all]`: goes on with stored executions. */
export async function resumeCommand(
  io: Io,
  executionId: string | undefined,
  options: ResumeCommandOptions,
): Promise<ExitCode> {
  const { all = false, acceptConfigChange = false } = options;
  if (all === (executionId !== undefined)) {
    throw new ConfigurationError('id', 'Say which execution to resume, or --all. See what is there: handoff list');
  }
  return withPattern(io, options, async (pattern, reporter) => {
    if (executionId !== undefined) {
      const [first] = await pattern.getTransitions(executionId);
      const task = first?.event.type === 'xstate.init' ? first.event.input.task : '';
      const result = await pattern.resume(executionId, { ...watching(io, reporter), acceptConfigChange });
      return conclude(io, pattern, reporter, await asking(pattern, reporter, task, result, io), options);
    }
    const outcomes = await pattern.resumeAll({ abortSignal: io.abortSignal, acceptConfigChange });
    const failures = outcomes.filter((outcome) => 'error' in outcome);
    if (options.json) writeJson(io.stdout, outcomes.map(plainOutcome));
    else {
      for (const outcome of outcomes)
        writeLine(io.stdout, `${outcome.executionId}  ${printable(toldOutcome(outcome))}`);
      const resumed = counted(outcomes.length - failures.length, 'execution');
      writeLine(io.stdout, `${resumed} resumed, ${failures.length} failed`);
    }
    const [failure] = failures;
    return failure === undefined ? exitCodes.answered : exitCodeOfError(failure.error);
  });
}

/** `handoff pending`: what waits for a person. */
export function pendingCommand(io: Io, options: PatternOptions): Promise<ExitCode> {
  return withPattern(io, options, async (pattern) => {
    const pending = await pattern.pending();
    if (options.json) {
      writeJson(io.stdout, pending);
      return exitCodes.answered;
    }
    for (const { executionId, waiting, task } of pending) {
      const until = waiting.deadline === null ? 'no deadline' : `until ${waiting.deadline}`;
      writeLine(io.stdout, fittedTo(io.columns, `${executionId}  since ${waiting.since}  ${until}  ${task}`));
    }
    writeLine(io.stdout, pending.length === 0 ? 'Nobody is waited for.' : '\nAnswer with: handoff respond ID "…"');
    return exitCodes.answered;
  });
}

/** `handoff respond ID TEXT`: answers for the person an execution waits for. */
export function respondCommand(
  io: Io,
  executionId: string,
  words: readonly string[],
  options: PatternOptions & { readonly confidence?: number },
): Promise<ExitCode> {
  return withPattern(io, options, async (pattern, reporter) => {
    const { confidence } = options;
    const response = { result: words.join(' '), ...(confidence !== undefined && { confidence }) };
    const result = await pattern.respond(executionId, response, watching(io, reporter));
    return conclude(io, pattern, reporter, result, options);
  });
}

/** `handoff cancel ID`: ends an execution for good. */
export function cancelCommand(
  io: Io,
  executionId: string,
  options: PatternOptions & { readonly reason?: string },
): Promise<ExitCode> {
  return withPattern(io, options, async (pattern) => {
    const cancelled = await pattern.cancel(executionId, options.reason);
    if (options.json) writeJson(io.stdout, { executionId, cancelled });
    else writeLine(io.stdout, cancelled ? `${executionId} is cancelled.` : `${executionId} was over already.`);
    return exitCodes.answered;
  });
}

type Outcome = { readonly executionId: string } & (
  | { readonly result: { readonly status: string } }
  | { readonly error: unknown }
);

function toldOutcome(outcome: Outcome): string {
  if ('result' in outcome) return outcome.result.status;
  return outcome.error instanceof Error ? outcome.error.message : String(outcome.error);
}

function plainOutcome(outcome: Outcome): object {
  return 'result' in outcome ? outcome : { executionId: outcome.executionId, error: toldOutcome(outcome) };
}
