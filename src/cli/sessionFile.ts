import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';

import type { Session } from '../../inspector/protocol.ts';
import { sessionInPage } from '../../inspector/server/page.ts';
import { parseSession } from '../../inspector/sources/sessionMemory.ts';
import { ConfigurationError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { importRecords } from '../memory/chain/importRecords.ts';

/**
 * The session in a file: a session as JSON, a page that the inspector exported, or what `handoff export` wrote.
 *
 * @throws ConfigurationError where there is no such file, or it is nothing of that.
 * @throws MemoryError naming the line, where an export is broken.
 */
export async function readSessionFile(cwd: string, file: string): Promise<Session> {
  const path = resolve(cwd, file);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ConfigurationError('file', `There is no file ${path} that can be read. Check the path.`, { cause });
  });
  if (text.startsWith('SQLite format 3\0')) {
    const message = `${path} is a memory, and no session. Open it with --memory ${file}`;
    throw new ConfigurationError('file', message);
  }
  const value = jsonIn(sessionInPage(text) ?? text);
  if (value !== undefined) return parseSession(value, path);
  const executions: (readonly TransitionRecord[])[] = [];
  for await (const records of importRecords(text.split('\n'))) executions.push(records);
  return sessionOf(basename(path), executions);
}

export function sessionOf(title: string, executions: readonly (readonly TransitionRecord[])[]): Session {
  return { format: 'xstate-handoff-session', version: 1, title, executions };
}

/** `undefined`: it is not one JSON value; JSON lines are several. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
