import type { Command } from 'commander';

import type { DoctorCommandOptions } from './doctorCommand.ts';
import type { Io } from './io.ts';
import { jsonOption, withAgentOptions, type Finish } from './programOptions.ts';

const doctorHelp = `
It calls no provider, unless with --live: then each tier is asked once whether
it can handle a minimal task. Keys are never shown. It ends with 0 where nothing
is broken.`;

/** The commands for those who begin, and for those for whom something does not work. */
export function addSetupCommands(io: Io, program: Command, finish: Finish): void {
  program
    .command('init')
    .description('write a config, and questions with answers')
    .addOption(jsonOption())
    .action(async (options: { readonly json?: boolean }) => {
      const { initCommand } = await import('./initCommand.ts');
      return finish(initCommand(io, options));
    });

  withAgentOptions(
    program
      .command('doctor')
      .description('say what is there, what is missing, what is next')
      .option('--live', 'ask each tier one minimal question; models may cost something'),
  )
    .addOption(jsonOption())
    .addHelpText('after', doctorHelp)
    .action(async (options: DoctorCommandOptions) => {
      const { doctorCommand } = await import('./doctorCommand.ts');
      return finish(doctorCommand(io, options));
    });
}
