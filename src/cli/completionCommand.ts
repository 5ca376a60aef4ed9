import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Command } from 'commander';

import type { ExecutionStatus } from '../memory/sharedMemory.ts';
import { completionsFor, optionValue, typedIn, type Completion } from './completions.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { fittedTo } from './format.ts';
import { writeLine, type Io } from './io.ts';
import { defaultMemoryFile } from './memoryPath.ts';

/** How many executions are offered: the newest. */
const idsOffered = 200;
/** Columns of what stands beside an id. */
const meaningWidth = 60;

/** The executions that a command is for; all for those that are not named. */
const statusesFor: Readonly<Record<string, readonly ExecutionStatus[]>> = {
  respond: ['waiting'],
  resume: ['running', 'waiting'],
  cancel: ['running', 'waiting'],
};

/** `handoff complete -- WORDS…`: what may come next, for the scripts of `handoff completion`. */
export async function completeCommand(io: Io, program: Command, words: readonly string[]): Promise<ExitCode> {
  const found = await completionsFor(program, typedIn(program, words), (command, typed) => idsIn(io, command, typed));
  for (const { word, meaning } of found) writeLine(io.stdout, meaning === '' ? word : `${word}\t${meaning}`);
  return exitCodes.answered;
}

/** From a memory in a file only: completing a word connects to no server and runs no config. */
async function idsIn(io: Io, command: string, words: readonly string[]): Promise<readonly Completion[]> {
  const path = resolve(io.cwd, optionValue(words, '--memory') ?? defaultMemoryFile);
  if (!existsSync(path)) return [];
  const { sqliteMemory } = await import('../memory/sqliteMemory.ts');
  const memory = sqliteMemory(path);
  try {
    const status = statusesFor[command];
    const { executions } = await memory.list({ limit: idsOffered, ...(status !== undefined && { status }) });
    return executions.map(({ executionId, status, task }) => ({
      word: executionId,
      meaning: fittedTo(meaningWidth, `${status}: ${task}`),
    }));
  } finally {
    await memory.close();
  }
}
