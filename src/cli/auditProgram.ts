import { Argument, type Command } from 'commander';

import { erasableFields, type ErasableField } from '../memory/chain/erasable.ts';
import {
  eraseCommand,
  exportCommand,
  importCommand,
  pruneCommand,
  verifyCommand,
  type VerifyCommandOptions,
} from './auditCommands.ts';
import type { ExitCode } from './exitCodes.ts';
import type { Io } from './io.ts';
import { jsonOption, memoryOption } from './programOptions.ts';
import type { StoredCommandOptions } from './storedCommands.ts';

/** The commands for those who answer for the records: trust in them, and how long they are kept. */
export function addAuditCommands(io: Io, program: Command, finish: (code: Promise<ExitCode>) => Promise<void>): void {
  program
    .command('verify')
    .description('check the hash chain of one execution, or of all')
    .argument('[id]', 'its execution id')
    .option('--head <hash>', 'what its last hash was, kept elsewhere: without it a missing end may go unnoticed')
    .addOption(memoryOption())
    .addOption(jsonOption())
    .action((id: string | undefined, options: VerifyCommandOptions) => finish(verifyCommand(io, id, options)));

  program
    .command('erase')
    .description('remove personal data from one execution; its chain stays whole')
    .argument('<id>', 'its execution id')
    .addArgument(new Argument('<field...>', 'what to remove').choices(erasableFields))
    .addOption(memoryOption())
    .action((id: string, fields: readonly ErasableField[], options: StoredCommandOptions) =>
      finish(eraseCommand(io, id, fields, options)),
    );

  program
    .command('export')
    .description('write executions as JSON lines, all or those named')
    .argument('[id...]', 'their execution ids')
    .option('--out <file>', 'where to (default: standard output)')
    .addOption(memoryOption())
    .action((ids: readonly string[], options: StoredCommandOptions & { readonly out?: string }) =>
      finish(exportCommand(io, ids, options)),
    );

  program
    .command('import')
    .description('append executions from a file that export wrote, after checking them')
    .argument('<file>', 'the file, or - for standard input')
    .addOption(memoryOption())
    .action((file: string, options: StoredCommandOptions) => finish(importCommand(io, file, options)));

  program
    .command('prune')
    .description('delete executions that are over and began before a time')
    .requiredOption('--before <time>', 'ISO 8601, such as 2026-01-31')
    .addOption(memoryOption())
    .action((options: StoredCommandOptions & { readonly before: string }) => finish(pruneCommand(io, options)));
}
