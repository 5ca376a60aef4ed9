import { InvalidArgumentError, Option, type Command } from 'commander';

import type { ExitCode } from './exitCodes.ts';
import { defaultMemoryFile } from './memoryPath.ts';

/** Takes what a command ends with. */
export type Finish = (code: Promise<ExitCode>) => Promise<void>;

/** Where executions are, for a command that calls no agent. */
export function withPlaceOptions(command: Command): Command {
  return command
    .addOption(new Option('--config <file>', 'the options of createHandoffPattern, for the memory they name'))
    .addOption(new Option('--memory <file>', `where executions are stored (default: ${defaultMemoryFile})`))
    .addOption(new Option('--postgres <url>', 'the same in PostgreSQL; its password in PGPASSWORD'));
}

/** Where executions are, and who answers. */
export function withAgentOptions(command: Command): Command {
  return command
    .addOption(new Option('--config <file>', 'a file whose default export are the options of createHandoffPattern'))
    .addOption(new Option('--knowledge <file>', 'questions and answers for the embedded ladder: .md, .json, .csv'))
    .addOption(new Option('--memory <file>', `where executions are stored (default: ${defaultMemoryFile})`))
    .addOption(new Option('--postgres <url>', 'the same in PostgreSQL; its password in PGPASSWORD'));
}

export function jsonOption(): Option {
  return new Option('--json', 'print one JSON value, for programs');
}

export function ontoOption(): Option {
  const description = 'under which tiers and policy to go on where they changed: recorded or current';
  return new Option('--onto <which>', description).choices(['recorded', 'current']);
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Give a positive integer.');
}

/** Reads an integer within bounds, both included. `what` begins what is asked for otherwise: `a port,`. */
export function integerWithin(lowest: number, highest: number, what: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`Give ${what} ${lowest} to ${highest}.`);
  };
}

export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Give a number from 0 to 1.');
}
