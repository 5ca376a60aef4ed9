import type { Command } from 'commander';

import type { ExitCode } from './exitCodes.ts';
import type { InspectCommandOptions } from './inspectCommand.ts';
import type { Io } from './io.ts';
import { integerWithin, memoryOption } from './programOptions.ts';

const inspectHelp = `
Examples:
  handoff inspect                                  what is in the default memory, read only
  handoff inspect --config handoff.config.mjs      the same with its agents: answer, fork live, resume, step
  handoff inspect session.json                     a session; also a page that was exported, or what handoff export wrote
  handoff inspect --memory my.db --export all.html one page that needs nothing else

Without --config or --knowledge nothing is called: forks go on with recorded answers, or with yours.`;

/** `handoff inspect`: the visual debugger. */
export function addInspectCommand(io: Io, program: Command, finish: (code: Promise<ExitCode>) => Promise<void>): void {
  program
    .command('inspect')
    .description('look at executions in the visual debugger, on a page of this machine')
    .argument('[file]', 'a session, an exported page, or what export wrote (default: the memory)')
    .addOption(memoryOption())
    .option('--postgres <url>', 'look at the memory in this PostgreSQL database')
    .option('--knowledge <file>', 'questions and answers for the embedded ladder, so that it can go on')
    .option('--config <file>', 'the options of createHandoffPattern, so that executions can go on')
    .option('--port <number>', 'the port on 127.0.0.1 (default: any that is free)', integerWithin(0, 65_535, 'a port,'))
    .option(
      '--max-executions <number>',
      'how many the page lists, the newest (default: 1000)',
      integerWithin(1, 100_000, 'a number of executions,'),
    )
    .option('--export <file>', 'write one page that holds every execution, and end')
    .addHelpText('after', inspectHelp)
    .action((file: string | undefined, options: InspectCommandOptions) => finish(inspect(io, file, options)));
}

/** The debugger and its server are loaded by those only who want them. */
async function inspect(io: Io, file: string | undefined, options: InspectCommandOptions): Promise<ExitCode> {
  const { inspectCommand } = await import('./inspectCommand.ts');
  return inspectCommand(io, file, options);
}
