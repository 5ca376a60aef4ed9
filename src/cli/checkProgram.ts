import type { Command } from 'commander';

import type { CheckCommandOptions } from './checkCommand.ts';
import { unlessInterrupted, type Io } from './io.ts';
import { jsonOption, positiveInteger, type Finish } from './programOptions.ts';

const checkHelp = `
A config file may export what you expect of your own policy, beside its options:

  export const invariants = [{
    name: 'Refunds never stay at tier 1.',
    check: ({ end }) =>
      end.status === 'completed' && end.finalTier === 1 ? 'It did.' : undefined,
  }];`;

/** The command for those who answer for a policy. */
export function addCheckCommand(io: Io, program: Command, finish: Finish): void {
  program
    .command('check')
    .description('explore all that a policy can do; calls no agent')
    .option('--config <file>', 'a file whose default export are the options of createHandoffPattern')
    .option(
      '--max-tier <level>',
      'check your own invariants under this maxTier (default: the highest tier)',
      positiveInteger,
    )
    .option('--max-paths <number>', 'check your own invariants on so many paths at most', positiveInteger)
    .option('--junit <file>', 'write a JUnit report')
    .option('--session <file>', 'write the shortest counterexample, for handoff inspect')
    .addOption(jsonOption())
    .addHelpText('after', checkHelp)
    .action(async (options: CheckCommandOptions) => {
      const { checkCommand } = await import('./checkCommand.ts');
      return finish(unlessInterrupted(io, checkCommand(io, options)));
    });
}
