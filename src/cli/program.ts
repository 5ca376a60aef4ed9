import { readFileSync } from 'node:fs';

import { Command, CommanderError, Option } from 'commander';

import { ConfigurationError } from '../machines/errors.ts';
import { packageFile } from '../services/packageFile.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { addInspectCommand } from './inspectProgram.ts';
import type { Io } from './io.ts';
import { jsonOption, memoryOption, positiveInteger, share } from './programOptions.ts';
import { addAuditCommands } from './auditProgram.ts';
import { addCheckCommand } from './checkProgram.ts';
import { addSimulateCommand } from './simulateProgram.ts';
import {
  cancelCommand,
  pendingCommand,
  respondCommand,
  resumeCommand,
  type ResumeCommandOptions,
} from './continueCommands.ts';
import type { PatternOptions } from './openPattern.ts';
import { runCommand, type RunCommandOptions } from './runCommand.ts';
import {
  historyCommand,
  listCommand,
  replayCommand,
  type ListCommandOptions,
  type StoredCommandOptions,
} from './storedCommands.ts';

const exitCodeHelp = `
Exit codes:
  0    answered, or shown
  2    something in the command, the configuration or a file is wrong; nothing was called
  3    waiting for a person, and nobody answered
  4    no tier could answer
  5    the memory cannot be read or written
  6    an invariant is broken, by the policy or in a simulation
  130  cancelled (Ctrl+C)
  1    anything else

Environment:
  OPENAI_API_KEY, OPENAI_BASE_URL             who to call; without either, the embedded ladder answers offline
  HANDOFF_PROVIDER                            openai or embedded
  HANDOFF_MODEL, HANDOFF_TEMPERATURE, HANDOFF_MAX_TOKENS   defaults for every tier
  NO_COLOR                                    no colours`;

const runHelp = `
Examples:
  handoff run "I can't get into my account"
  handoff run "Refund order 4711" --context "premium customer" --max-tier 2
  handoff run "How do I export my data?" --knowledge faq.md
  cat ticket.txt | handoff run --json
  handoff run "Why was I charged twice?" --inspect`;

/** Parses the words after `handoff`, runs the command, and says what to exit with. */
export async function runProgram(io: Io, argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.answered;
  const finish = async (code: Promise<ExitCode>) => {
    exitCode = await code;
  };
  const program = new Command('handoff')
    .description('Takes a task through tiers of agents, cheapest first, and records every decision.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => (argv.includes('--json') ? true : io.stderr.write(text)),
    })
    .addHelpText('after', exitCodeHelp);

  const withAgents = (command: Command) =>
    command
      .option('--knowledge <file>', 'questions and answers for the embedded ladder: .md, .json or .csv')
      .option('--config <file>', 'a file whose default export are the options of createHandoffPattern')
      .addOption(memoryOption())
      .addOption(jsonOption());

  withAgents(
    program
      .command('run')
      .description('take one task through the tiers')
      .argument('[task...]', 'what is to be done; read from standard input where it is left out')
      .option('--context <text>', 'what every tier should know beside the task')
      .option('--max-tier <level>', 'call no tier above this one', positiveInteger)
      .option('--inspect', 'open the debugger, paused before the first call; it stays after the end'),
  )
    .addHelpText('after', runHelp)
    .action((words: readonly string[], options: RunCommandOptions) => finish(runCommand(io, words, options)));

  withAgents(
    program
      .command('resume')
      .description('go on with an execution that was interrupted, or with all of them')
      .argument('[id]', 'its execution id')
      .option('--all', 'every execution that is not over')
      .option('--accept-config-change', 'go on although it was recorded under other tiers or another policy'),
  ).action((id: string | undefined, options: ResumeCommandOptions) => finish(resumeCommand(io, id, options)));

  withAgents(program.command('pending').description('list the executions that wait for a person')).action(
    (options: PatternOptions) => finish(pendingCommand(io, options)),
  );

  withAgents(
    program
      .command('respond')
      .description('answer for the person that an execution waits for')
      .argument('<id>', 'its execution id')
      .argument('<answer...>', 'what the person says')
      .option('--confidence <number>', 'how sure the person is, 0 to 1 (default: 1)', share),
  ).action((id: string, words: readonly string[], options: PatternOptions) =>
    finish(respondCommand(io, id, words, options)),
  );

  withAgents(
    program
      .command('cancel')
      .description('end an execution for good')
      .argument('<id>', 'its execution id')
      .option('--reason <text>', 'why, for the record'),
  ).action((id: string, options: PatternOptions) => finish(cancelCommand(io, id, options)));

  program
    .command('history')
    .description('show the decisions of one execution')
    .argument('<id>', 'its execution id')
    .addOption(memoryOption())
    .addOption(jsonOption())
    .action((id: string, options: StoredCommandOptions) => finish(historyCommand(io, id, options)));

  program
    .command('replay')
    .description('fold one execution again from its record, without any call')
    .argument('<id>', 'its execution id')
    .addOption(memoryOption())
    .addOption(jsonOption())
    .action((id: string, options: StoredCommandOptions) => finish(replayCommand(io, id, options)));

  program
    .command('list')
    .description('list the stored executions, newest first')
    .addOption(
      new Option('--status <status>', 'only those').choices(['running', 'waiting', 'completed', 'failed', 'cancelled']),
    )
    .option('--limit <number>', 'how many at most', positiveInteger, 20)
    .addOption(memoryOption())
    .addOption(jsonOption())
    .action((options: ListCommandOptions) => finish(listCommand(io, options)));

  addAuditCommands(io, program, finish);
  addInspectCommand(io, program, finish);
  addCheckCommand(io, program, finish);
  addSimulateCommand(io, program, finish);

  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.answered;
    if (argv.includes('--json')) throw new ConfigurationError('command line', error.message, { cause: error });
    return exitCodes.usage;
  }
  return exitCode;
}

function packageVersion(): string {
  const file = packageFile('package.json');
  if (file === undefined) return 'bundled';
  const { version }: { readonly version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return version;
}
