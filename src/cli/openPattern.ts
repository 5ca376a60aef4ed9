import { resolve } from 'node:path';

import type { HandoffOptions } from '../configuration/options.ts';
import type { HandoffPattern } from '../handoffPattern.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import { createHandoffPattern } from '../pattern.ts';
import type { Io } from './io.ts';
import { loadConfig } from './loadConfig.ts';
import { openMemory, vectorFile } from './memoryFile.ts';
import { plainReporter, silentReporter, terminalReporter, type Reporter } from './reporter.ts';

/** Options of every command that may call agents. */
export interface PatternOptions {
  readonly knowledge?: string;
  readonly config?: string;
  readonly memory?: string;
  readonly json?: boolean;
}

/**
 * Opens the memory, unless one is `given`, and makes the pattern; lends both to `use`, and closes and tidies up
 * afterwards.
 */
export async function withPattern<T>(
  io: Io,
  options: PatternOptions,
  use: (pattern: HandoffPattern, reporter: Reporter) => Promise<T>,
  given?: SharedMemory,
): Promise<T> {
  const configured = await optionsOf(io, options);
  const own = given ?? (options.memory === undefined ? configured.sharedMemory : undefined);
  const sharedMemory = own ?? openMemory(io.cwd, options.memory);
  const reporter = reporterOf(io, options);
  try {
    return await use(createHandoffPattern({ ...configured, sharedMemory }), reporter);
  } finally {
    reporter.stop();
    await sharedMemory.close();
  }
}

async function optionsOf(io: Io, { config, knowledge }: PatternOptions): Promise<HandoffOptions> {
  const options = config === undefined ? {} : await loadConfig(io.cwd, config);
  if (knowledge === undefined) return options;
  const { loadKnowledge } = await import('../services/knowledge/loadKnowledge.ts');
  const base = await loadKnowledge(resolve(io.cwd, knowledge));
  return { vectorCache: vectorFile(io.cwd), ...options, knowledge: base };
}

function reporterOf(io: Io, { json = false }: PatternOptions): Reporter {
  if (json) return silentReporter;
  return io.interactive ? terminalReporter(io) : plainReporter(io);
}
