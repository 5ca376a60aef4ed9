import { resolve } from 'node:path';

import type { HandoffOptions } from '../configuration/options.ts';
import { ConfigurationError } from '../machines/errors.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { HandoffPattern } from '../handoffPattern.ts';
import { createHandoffPattern } from '../pattern.ts';
import type { HandoffResult } from '../execution/result.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { readAll, writeJson, type Io } from './io.ts';
import { loadConfig } from './loadConfig.ts';
import { defaultMemoryFile, openMemory, vectorFile } from './memoryFile.ts';
import { plainReporter, silentReporter, terminalReporter, type Reporter } from './reporter.ts';

export interface RunCommandOptions {
  readonly context?: string;
  readonly maxTier?: number;
  readonly knowledge?: string;
  readonly config?: string;
  readonly memory?: string;
  readonly json?: boolean;
}

/** `handoff run`: takes one task through the tiers, shows every decision, prints the answer, stores the record. */
export async function runCommand(io: Io, words: readonly string[], options: RunCommandOptions): Promise<ExitCode> {
  const task = words.length > 0 ? words.join(' ').trim() : io.interactive ? '' : await readAll(io.stdin);
  if (task === '') throw new ConfigurationError('task', 'There is no task. Say it: handoff run "I cannot sign in"');
  const configured = await optionsOf(io, options);
  const sharedMemory = memoryOf(io, options, configured);
  try {
    const pattern = createHandoffPattern({ ...configured, sharedMemory });
    const reporter = reporterOf(io, options);
    try {
      const result = await follow(io, pattern, reporter, task, options);
      return await conclude(io, pattern, reporter, result, options);
    } finally {
      reporter.stop();
    }
  } finally {
    await sharedMemory.close();
  }
}

async function optionsOf(io: Io, { config, knowledge }: RunCommandOptions): Promise<HandoffOptions> {
  const options = config === undefined ? {} : await loadConfig(io.cwd, config);
  return knowledge === undefined
    ? options
    : { vectorCache: vectorFile(io.cwd), ...options, knowledge: resolve(io.cwd, knowledge) };
}

function memoryOf(io: Io, { memory }: RunCommandOptions, { sharedMemory }: HandoffOptions): SharedMemory {
  return memory === undefined && sharedMemory !== undefined ? sharedMemory : openMemory(io.cwd, memory);
}

function reporterOf(io: Io, { json = false }: RunCommandOptions): Reporter {
  if (json) return silentReporter;
  return io.interactive ? terminalReporter(io) : plainReporter(io);
}

async function follow(
  io: Io,
  pattern: HandoffPattern,
  reporter: Reporter,
  task: string,
  { context, maxTier }: RunCommandOptions,
): Promise<HandoffResult> {
  let result = await pattern.executeWithHandoff(task, {
    ...(context !== undefined && { context }),
    ...(maxTier !== undefined && { maxTier }),
    abortSignal: io.abortSignal,
    returnOnWait: true,
    onEvent: (event) => {
      if (event.type === 'transition') reporter.record(event.record);
    },
  });
  while (result.status === 'waiting') {
    const answer = await reporter.ask(task);
    if (answer === undefined) return result;
    result = await pattern.respond(result.executionId, { result: answer });
  }
  return result;
}

async function conclude(
  io: Io,
  pattern: HandoffPattern,
  reporter: Reporter,
  result: HandoffResult,
  { json = false, memory = defaultMemoryFile }: RunCommandOptions,
): Promise<ExitCode> {
  if (json) writeJson(io.stdout, { ...result, decisions: await pattern.getHandoffHistory(result.executionId) });
  if (result.status === 'waiting') {
    reporter.waiting(result, memory);
    return exitCodes.waiting;
  }
  reporter.answered(result, memory);
  return exitCodes.answered;
}
