import type { ErasableField } from '../machines/recordFields.ts';
import { Argument, type Command } from 'commander';

import { erasableFields } from '../memory/chain/erasable.ts';
import type { Io } from './io.ts';
import { jsonOption, withPlaceOptions, type Finish } from './programOptions.ts';
import type { StoredCommandOptions } from './storedCommands.ts';
import type { VerifyCommandOptions } from './verifyCommands.ts';

const ofIts = 'its execution id, or the beginning of it';

/** The commands for those who answer for the records: trust in them, and how long they are kept. */
export function addAuditCommands(io: Io, program: Command, finish: Finish): void {
  withPlaceOptions(
    program
      .command('verify')
      .description('check the records and the summary of one, or of all')
      .argument('[id]', ofIts)
      .option('--head <hash>', 'what its last hash was, kept elsewhere: without it a missing end may go unnoticed'),
  )
    .addOption(jsonOption())
    .action(async (id: string | undefined, options: VerifyCommandOptions) => {
      const { verifyCommand } = await import('./verifyCommands.ts');
      return finish(verifyCommand(io, id, options));
    });

  withPlaceOptions(
    program
      .command('repair')
      .description('write the summary of one, or of all, anew from its records where it is at fault')
      .argument('[id]', ofIts),
  )
    .addOption(jsonOption())
    .action(async (id: string | undefined, options: StoredCommandOptions) => {
      const { repairCommand } = await import('./verifyCommands.ts');
      return finish(repairCommand(io, id, options));
    });

  withPlaceOptions(
    program
      .command('erase')
      .description('remove personal data; the chain stays whole')
      .argument('<id>', ofIts)
      .addArgument(new Argument('<field...>', 'what to remove').choices(erasableFields)),
  ).action(async (id: string, fields: readonly ErasableField[], options: StoredCommandOptions) => {
    const { eraseCommand } = await import('./auditCommands.ts');
    return finish(eraseCommand(io, id, fields, options));
  });

  withPlaceOptions(
    program
      .command('export')
      .description('write executions as JSON lines, all or those named')
      .argument('[id...]', 'their execution ids, or the beginnings of them')
      .option('--out <file>', 'where to (default: standard output)'),
  ).action(async (ids: readonly string[], options: StoredCommandOptions & { readonly out?: string }) => {
    const { exportCommand } = await import('./auditCommands.ts');
    return finish(exportCommand(io, ids, options));
  });

  withPlaceOptions(
    program
      .command('import')
      .description('check what export wrote, and append it')
      .argument('<file>', 'the file, or - for standard input'),
  ).action(async (file: string, options: StoredCommandOptions) => {
    const { importCommand } = await import('./auditCommands.ts');
    return finish(importCommand(io, file, options));
  });

  withPlaceOptions(
    program
      .command('prune')
      .description('delete those that are over and began before a time')
      .requiredOption('--before <time>', 'ISO 8601, such as 2026-01-31'),
  ).action(async (options: StoredCommandOptions & { readonly before: string }) => {
    const { pruneCommand } = await import('./auditCommands.ts');
    return finish(pruneCommand(io, options));
  });
}
