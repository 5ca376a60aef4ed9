import { Option, type Command } from 'commander';

import type { Io } from './io.ts';
import { integerWithin, jsonOption, positiveInteger, withPlaceOptions, type Finish } from './programOptions.ts';
import type { StatsCommandOptions } from './statsCommand.ts';
import type { ListCommandOptions, StoredCommandOptions } from './storedCommands.ts';
import type { WatchCommandOptions } from './watchCommand.ts';

const ofIts = 'its execution id, or the beginning of it';

/** The commands that show what is stored, and call no agent. */
export function addStoredCommands(io: Io, program: Command, finish: Finish): void {
  withPlaceOptions(
    program
      .command('list')
      .description('list the stored executions, newest first')
      .addOption(
        new Option('--status <status>', 'only those').choices([
          'running',
          'waiting',
          'completed',
          'failed',
          'cancelled',
        ]),
      )
      .option('--limit <number>', 'how many at most, up to 1000', integerWithin(1, 1_000, 'a number'), 20),
  )
    .addOption(jsonOption())
    .action(async (options: ListCommandOptions) => {
      const { listCommand } = await import('./storedCommands.ts');
      return finish(listCommand(io, options));
    });

  withPlaceOptions(
    program.command('show').description('show the answer of one, and what to do next').argument('<id>', ofIts),
  )
    .addOption(jsonOption())
    .action(async (id: string, options: StoredCommandOptions) => {
      const { showCommand } = await import('./showCommand.ts');
      return finish(showCommand(io, id, options));
    });

  withPlaceOptions(program.command('history').description('show the decisions of one').argument('<id>', ofIts))
    .addOption(jsonOption())
    .action(async (id: string, options: StoredCommandOptions) => {
      const { historyCommand } = await import('./storedCommands.ts');
      return finish(historyCommand(io, id, options));
    });

  withPlaceOptions(
    program.command('replay').description('fold one again from its record, without any call').argument('<id>', ofIts),
  )
    .addOption(jsonOption())
    .action(async (id: string, options: StoredCommandOptions) => {
      const { replayCommand } = await import('./replayCommand.ts');
      return finish(replayCommand(io, id, options));
    });

  withPlaceOptions(
    program
      .command('stats')
      .description('sum up who answered, what failed, what it cost')
      .option('--since <time>', 'only those that began at this time or later, such as 2026-01-31'),
  )
    .addOption(jsonOption())
    .action(async (options: StatsCommandOptions) => {
      const { statsCommand } = await import('./statsCommand.ts');
      return finish(statsCommand(io, options));
    });

  withPlaceOptions(
    program
      .command('watch')
      .description('show transitions as they are stored')
      .argument('[id]', 'only this execution, from its beginning to its end')
      .option('--interval <ms>', 'milliseconds between two looks (default: 500)', positiveInteger),
  )
    .option('--json', 'print each record as one line of JSON')
    .action(async (id: string | undefined, options: WatchCommandOptions) => {
      const { watchCommand } = await import('./watchCommand.ts');
      return finish(watchCommand(io, id, options));
    });
}
