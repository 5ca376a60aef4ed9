import { InvalidArgumentError, Option } from 'commander';

import { defaultMemoryFile } from './memoryFile.ts';

export function memoryOption(): Option {
  return new Option('--memory <file>', `where executions are stored (default: ${defaultMemoryFile})`);
}

export function jsonOption(): Option {
  return new Option('--json', 'print one JSON value, for programs');
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
    if (Number.isSafeInteger(value) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`Give ${what} ${lowest} to ${highest}.`);
  };
}

export function share(text: string): number {
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Give a number from 0 to 1.');
}
