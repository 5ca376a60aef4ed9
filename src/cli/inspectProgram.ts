import type { Command } from 'commander';

import type { InspectCommandOptions } from './inspectCommand.ts';
import { programOf, type Io } from './io.ts';
import { integerWithin, withAgentOptions, type Finish } from './programOptions.ts';

const inspectHelp = (name: string) => `
Examples:
  ${name} inspect
      what is in the default memory, read only
  ${name} inspect --config handoff.config.ts
      the same with its agents: answer, fork live, resume, step
  ${name} inspect session.json
      a session; also an exported page, or what handoff export wrote
  ${name} inspect --memory my.db --export all.html
      one page that needs nothing else

Without --config or --knowledge nothing is called: forks go on with recorded
answers, or with yours.`;

/** `handoff inspect`: the visual debugger. */
export function addInspectCommand(io: Io, program: Command, finish: Finish): void {
  withAgentOptions(
    program
      .command('inspect')
      .description('open the visual debugger, on a page of this machine')
      .argument('[file]', 'a session, an exported page, or what export wrote (default: the memory)'),
  )
    .option('--port <number>', 'the port on 127.0.0.1 (default: any that is free)', integerWithin(0, 65_535, 'a port,'))
    .option(
      '--max-executions <number>',
      'how many the page lists, the newest (default: 1000)',
      integerWithin(1, 100_000, 'a number of executions,'),
    )
    .option('--export <file>', 'write one page that holds every execution, and end')
    .addHelpText('after', inspectHelp(programOf(io)))
    .action(async (file: string | undefined, options: InspectCommandOptions) => {
      const { inspectCommand } = await import('./inspectCommand.ts');
      return finish(inspectCommand(io, file, options));
    });
}
