import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

import { exitCodes, type ExitCode } from './exitCodes.ts';
import { printable } from './format.ts';

/** The part of the process that a command sees. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly cwd: string;
  /** The name of this command line in the shell. Default `handoff`. */
  readonly program?: string;
  /** A person sits at a terminal: progress may move, and questions may be asked. */
  readonly interactive: boolean;
  /** Columns of the terminal; infinitely many where there is none. */
  readonly columns: number;
  /** Aborted when the person presses Ctrl+C, or the process is asked to end. */
  readonly abortSignal: AbortSignal;
  /** Does what Ctrl+C does, where a prompt has taken the key. */
  readonly interrupt: (reason: string) => void;
}

/** The name of this command line in the shell. */
export function programOf({ program = 'handoff' }: Pick<Io, 'program'>): string {
  return program;
}

/** Writes a line, without what would drive the terminal. */
export function writeLine(stream: Writable, line = ''): void {
  stream.write(`${printable(line)}\n`);
}

export function writeJson(stream: Writable, value: unknown): void {
  const json = JSON.stringify(value, null, 2).replaceAll(/[\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, escaped);
  stream.write(`${json}\n`);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export async function readAll(stream: Readable): Promise<string> {
  const chunks: string[] = [];
  stream.setEncoding('utf8');
  for await (const chunk of stream) chunks.push(String(chunk));
  return chunks.join('').trim();
}

/** Settles when the person presses Ctrl+C, or the process is asked to end. */
export async function interrupted({ abortSignal }: Pick<Io, 'abortSignal'>): Promise<void> {
  if (!abortSignal.aborted) await once(abortSignal, 'abort');
}

/** Work of which nothing has to be finished: where the person presses Ctrl+C, it is left as it stands. */
export function unlessInterrupted(io: Pick<Io, 'abortSignal'>, work: Promise<ExitCode>): Promise<ExitCode> {
  return Promise.race([work, interrupted(io).then(() => exitCodes.cancelled)]);
}
