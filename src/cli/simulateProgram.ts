import { InvalidArgumentError, type Command } from 'commander';

import { faultKinds, type FaultKind } from '../testing/simulation/faults.ts';
import { unlessInterrupted, type Io } from './io.ts';
import { jsonOption, positiveInteger, type Finish } from './programOptions.ts';
import type { SimulateCommandOptions } from './simulateCommand.ts';

const simulateHelp = `
Everything comes from the seed: the tiers and the policies, what agents say and
when, and what goes wrong. Without --seed a new one is taken and printed; where
the environment says CI, it is always the same one. What does not hold ends it
with 6, and prints the command that plays it again.

Faults:
${indented(faultKinds)}`;

/** Words with commas between, in lines that fit a terminal. */
function indented(words: readonly string[]): string {
  const lines: string[] = [];
  for (const [index, word] of words.entries()) {
    const last = lines.at(-1) ?? '';
    const next = index === words.length - 1 ? word : `${word},`;
    if (last !== '' && last.length + 1 + next.length <= 80) lines.splice(-1, 1, `${last} ${next}`);
    else lines.push(`  ${next}`);
  }
  return lines.join('\n');
}

/** The command for those who want to see the whole library hold. */
export function addSimulateCommand(io: Io, program: Command, finish: Finish): void {
  program
    .command('simulate')
    .description('play many executions with all that can go wrong')
    .option('--seed <number>', 'where everything comes from, 0 to 4294967295', seedNumber)
    .option('--executions <number>', 'how many (default: 1000)', positiveInteger)
    .option('--faults <kinds>', 'what may go wrong, with commas between; or none (default: everything)', faultList)
    .addOption(jsonOption())
    .addHelpText('after', simulateHelp)
    .action(async (options: SimulateCommandOptions) => {
      const { simulateCommand } = await import('./simulateCommand.ts');
      return finish(unlessInterrupted(io, simulateCommand(io, options)));
    });
}

function seedNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value < 2 ** 32) return value;
  throw new InvalidArgumentError('Give an integer from 0 to 4294967295.');
}

function faultList(text: string): readonly FaultKind[] {
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const kind = faultKinds.find((known) => known === name.trim());
    if (kind !== undefined) return kind;
    throw new InvalidArgumentError(`There is no fault '${name.trim()}'. Choose from: ${faultKinds.join(', ')}.`);
  });
}
