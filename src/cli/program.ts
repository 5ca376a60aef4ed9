import { Command, CommanderError, type Argument } from 'commander';

import { ConfigurationError } from '../machines/errors.ts';
import { addAuditCommands } from './auditProgram.ts';
import { addCheckCommand } from './checkProgram.ts';
import { addCompletionCommands } from './completionProgram.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { addInspectCommand } from './inspectProgram.ts';
import { programOf, type Io } from './io.ts';
import { packageVersion } from './packageVersion.ts';
import type { Finish } from './programOptions.ts';
import { addRunCommands } from './runProgram.ts';
import { addSetupCommands } from './setupProgram.ts';
import { addSimulateCommand } from './simulateProgram.ts';
import { addStoredCommands } from './storedProgram.ts';
import { scrubSecrets } from '../services/scrubSecrets.ts';

/** Columns of the help where there is no terminal that is narrower. */
const helpWidth = 80;

const exitCodeHelp = (name: string) => `
Exit codes:
  0    answered, or shown
  2    the command, the configuration or a file is wrong; nothing was called
  3    waiting for a person, and nobody answered
  4    no tier could answer
  5    the memory cannot be read or written
  6    an invariant is broken, by the policy or in a simulation
  130  cancelled (Ctrl+C)
  1    anything else

Environment:
  OPENAI_API_KEY, OPENAI_BASE_URL  who to call; without either, the embedded
                                   ladder answers offline
  HANDOFF_PROVIDER                 openai or embedded
  HANDOFF_MODEL, HANDOFF_TEMPERATURE, HANDOFF_MAX_TOKENS
                                   defaults for every tier
  PGPASSWORD                       the password for --postgres
  NO_COLOR                         no colours

An id may be cut to any beginning that no other execution has.
Start with: ${name} init, or ${name} doctor`;

/** Parses the words after `handoff`, runs the command, and says what to exit with. */
export async function runProgram(io: Io, argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.answered;
  const program = createProgram(io, argv, async (code) => {
    exitCode = await code;
  });
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

/** Every command with its options. What a command does is loaded when it runs. */
function createProgram(io: Io, argv: readonly string[], finish: Finish): Command {
  const program = new Command('handoff')
    .description('Takes a task through tiers of agents, cheapest first, and records each decision.')
    .version(packageVersion())
    .exitOverride()
    .configureHelp({
      helpWidth: Math.min(helpWidth, io.columns),
      // That commands have options goes without saying.
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(shownArgument)].join(' '),
    })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => (argv.includes('--json') ? true : io.stderr.write(scrubSecrets(text))),
    })
    .addHelpText('after', exitCodeHelp(programOf(io)));
  program.commandsGroup('To begin:');
  addSetupCommands(io, program, finish);
  program.commandsGroup('To work:');
  addRunCommands(io, program, finish);
  program.commandsGroup('To look at what is stored:');
  addStoredCommands(io, program, finish);
  addInspectCommand(io, program, finish);
  program.commandsGroup('To answer for the records:');
  addAuditCommands(io, program, finish);
  program.commandsGroup('To test:');
  addCheckCommand(io, program, finish);
  addSimulateCommand(io, program, finish);
  program.commandsGroup('Other:');
  addCompletionCommands(io, program, finish);
  program.helpCommand('help [command]', 'explain a command');
  return program;
}

function shownArgument(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}
