import type { Command } from 'commander';

import type { RespondCommandOptions, ResumeCommandOptions } from './continueCommands.ts';
import type { ForkCommandOptions } from './forkCommand.ts';
import { programOf, type Io } from './io.ts';
import {
  integerWithin,
  jsonOption,
  positiveInteger,
  ontoOption,
  share,
  withAgentOptions,
  withPlaceOptions,
  type Finish,
} from './programOptions.ts';
import type { RunCommandOptions } from './runCommand.ts';
import type { StoredCommandOptions } from './storedCommands.ts';

const runHelp = (name: string) => `
Examples:
  ${name} run "I can't get into my account"
  ${name} run "Refund order 4711" --context "premium customer" --max-tier 2
  ${name} run "How do I export my data?" --knowledge faq.md
  cat ticket.txt | ${name} run --json
  ${name} run "Why was I charged twice?" --inspect`;

const forkHelp = (name: string) => `
Without --at it lists the records at which a call ended. Without --output and
--error the calls after that record are made anew. The parent never changes.

Examples:
  ${name} fork ID
  ${name} fork ID --at 1 --output '{"canHandle": true}'`;

/** The commands that may call agents, or end what agents began. */
export function addRunCommands(io: Io, program: Command, finish: Finish): void {
  withAgentOptions(
    program
      .command('run')
      .description('take one task through the tiers')
      .argument('[task...]', 'what is to be done; read from standard input where it is left out')
      .option('--context <text>', 'what every tier should know beside the task')
      .option('--max-tier <level>', 'call no tier above this one', positiveInteger)
      .option('--inspect', 'open the debugger, paused before the first call; it stays after the end'),
  )
    .addOption(jsonOption())
    .addHelpText('after', runHelp(programOf(io)))
    .action(async (words: readonly string[], options: RunCommandOptions) => {
      const { runCommand } = await import('./runCommand.ts');
      return finish(runCommand(io, words, options));
    });

  withAgentOptions(
    program
      .command('resume')
      .description('go on with one that was interrupted, or all of them')
      .argument('[id]', 'its execution id, or the beginning of it')
      .option('--all', 'every execution that is not over')
      .addOption(ontoOption()),
  )
    .addOption(jsonOption())
    .action(async (id: string | undefined, options: ResumeCommandOptions) => {
      const { resumeCommand } = await import('./continueCommands.ts');
      return finish(resumeCommand(io, id, options));
    });

  withPlaceOptions(
    program
      .command('pending')
      .description('list those that wait for a person')
      .option('--limit <number>', 'how many at most, up to 1000', integerWithin(1, 1_000, 'a number'), 100),
  )
    .addOption(jsonOption())
    .action(async (options: StoredCommandOptions & { readonly limit: number }) => {
      const { pendingCommand } = await import('./waitingCommands.ts');
      return finish(pendingCommand(io, options));
    });

  withAgentOptions(
    program
      .command('respond')
      .description('answer for the person that one waits for')
      .argument('<id>', 'its execution id, or the beginning of it')
      .argument('[answer...]', 'what the person says; asked for, or read, where it is left out')
      .option('--confidence <number>', 'how sure the person is, 0 to 1 (default: 1)', share)
      .addOption(ontoOption()),
  )
    .addOption(jsonOption())
    .action(async (id: string, words: readonly string[], options: RespondCommandOptions) => {
      const { respondCommand } = await import('./continueCommands.ts');
      return finish(respondCommand(io, id, words, options));
    });

  withPlaceOptions(
    program
      .command('cancel')
      .description('end an execution for good')
      .argument('<id>', 'its execution id, or the beginning of it')
      .option('--reason <text>', 'why, for the record'),
  )
    .addOption(jsonOption())
    .action(async (id: string, options: StoredCommandOptions & { readonly reason?: string }) => {
      const { cancelCommand } = await import('./waitingCommands.ts');
      return finish(cancelCommand(io, id, options));
    });

  withAgentOptions(
    program
      .command('fork')
      .description('begin anew as another began, one outcome changed')
      .argument('<id>', 'the execution id of its parent, or the beginning of it')
      .option(
        '--at <seq>',
        'the record at which it parts from its parent',
        integerWithin(0, Number.MAX_SAFE_INTEGER, 'the number of a record,'),
      )
      .option('--output <json>', 'what the call returns instead: an object of the fields that change')
      .option('--error <message>', 'the call fails instead')
      .addOption(ontoOption()),
  )
    .addOption(jsonOption())
    .addHelpText('after', forkHelp(programOf(io)))
    .action(async (id: string, options: ForkCommandOptions) => {
      const { forkCommand } = await import('./forkCommand.ts');
      return finish(forkCommand(io, id, options));
    });
}
