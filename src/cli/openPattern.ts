import { resolve } from 'node:path';

import type { HandoffOptions } from '../configuration/options.ts';
import type { HandoffPattern } from '../handoffPattern.ts';
import type { Io } from './io.ts';
import { vectorFile } from './memoryFile.ts';
import type { PlaceOptions } from './nextCommand.ts';
import { withPlace, type Place } from './place.ts';
import { quietPattern, usesSample } from './quietPattern.ts';
import { plainReporter, silentReporter, type Reporter } from './reporter.ts';

/** Options of every command that may call agents. */
export interface PatternOptions extends PlaceOptions {
  readonly json?: boolean;
}

/** What a command has to do with: a pattern, where its executions are, and who shows them. */
export interface Bench {
  readonly pattern: HandoffPattern;
  readonly place: Place;
  readonly reporter: Reporter;
  /** Tasks are answered from the sample base, as nobody chose anything. */
  readonly usesSample: boolean;
}

/** Opens the place, makes the pattern, lends both to `use`, and closes and tidies up afterwards. */
export function withPattern<T>(io: Io, options: PatternOptions, use: (bench: Bench) => Promise<T>): Promise<T> {
  return withPlace(io, options, 'write', async (place) => {
    const configured = { ...(await withKnowledge(io, place.configured, options)), sharedMemory: place.memory };
    const pattern = quietPattern(configured);
    const reporter = await reporterOf(io, options);
    try {
      return await use({ pattern, place, reporter, usesSample: usesSample(configured) });
    } finally {
      reporter.stop();
    }
  });
}

/** What a config file says, with the knowledge file of the command line: a mistake in it is named before any task. */
async function withKnowledge(io: Io, options: HandoffOptions, { knowledge }: PlaceOptions): Promise<HandoffOptions> {
  if (knowledge === undefined) return options;
  const { loadKnowledge } = await import('../services/knowledge/loadKnowledge.ts');
  const base = await loadKnowledge(resolve(io.cwd, knowledge));
  return { vectorCache: vectorFile(io.cwd), ...options, knowledge: base };
}

async function reporterOf(io: Io, { json = false }: PatternOptions): Promise<Reporter> {
  if (json) return silentReporter;
  if (!io.interactive) return plainReporter(io);
  const { terminalReporter } = await import('./terminalReporter.ts');
  return terminalReporter(io);
}
