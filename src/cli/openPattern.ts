import { resolve } from 'node:path';

import type { HandoffOptions } from '../pattern/handoffOptions.ts';
import { SuspendedError } from '../run/errors.ts';
import type { HandoffPattern } from '../pattern/handoffPattern.ts';
import type { Io } from './io.ts';
import { writeLine } from './io.ts';
import { vectorFile } from './memoryFile.ts';
import { beforehand, nextCommand, type PlaceOptions } from './nextCommand.ts';
import { withPlace, type Place } from './place.ts';
import { quietPattern, usesSample } from './quietPattern.ts';
import { plainReporter, silentReporter, type Reporter } from './reporter.ts';

/** Options of every command that may call agents. */
export interface PatternOptions extends PlaceOptions {
  readonly json?: boolean;
}

/** The things that a command works with: a pattern, where its executions are, and who shows them. */
export interface Bench {
  readonly pattern: HandoffPattern;
  readonly place: Place;
  readonly reporter: Reporter;
  /** Tasks are answered from the sample base, as no tiers were chosen. */
  readonly usesSample: boolean;
}

/** Opens the place, makes the pattern, lends both to `use`, and closes and tidies up afterwards. */
export function withPattern<T>(io: Io, options: PatternOptions, use: (bench: Bench) => Promise<T>): Promise<T> {
  return withPlace(io, options, 'write', async (place) => {
    const configured = { ...(await withKnowledge(io, place.configured, options)), sharedMemory: place.memory };
    const pattern = quietPattern(configured);
    const reporter = await reporterOf(io, options);
    const suspend = () => {
      reporter.stop();
      writeLine(io.stderr, 'Suspending: calls under way have ten seconds to finish. Ctrl+C ends at once.');
      void pattern.suspend();
    };
    io.abortSignal.addEventListener('abort', suspend, { once: true });
    try {
      return await use({ pattern, place, reporter, usesSample: usesSample(configured) });
    } catch (error) {
      if (!SuspendedError.isInstance(error)) throw error;
      throw new SuspendedError(error.executionId, adviceFor(io, place, options, error.executionId));
    } finally {
      io.abortSignal.removeEventListener('abort', suspend);
      reporter.stop();
      // Nothing of it is left behind: no timer of a wait, and no lease.
      await pattern.suspend({ timeoutMs: 0 });
    }
  });
}

function adviceFor(io: Io, { lasts, name }: Place, options: PatternOptions, executionId: string): string {
  if (!lasts) return `Nothing of it is kept: ${name} ends with this process.`;
  const command = nextCommand(io, 'resume', options, { operands: [executionId] });
  return ['Go on with it:', command, beforehand(options)].filter((part) => part !== '').join(' ');
}

/** The content of a config file, with the knowledge file of the command line: a mistake in it is named before any task. */
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
