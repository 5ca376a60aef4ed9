import { once } from 'node:events';

import { runCommandLine } from './commandLine.ts';
import { exitCodes } from './exitCodes.ts';
import type { Io } from './io.ts';
import { programName } from './programName.ts';

/** Runs the command that this process was started with, and ends the process. */
export async function runProcess(): Promise<void> {
  const controller = new AbortController();
  // The first one lets what is under way come to where it can go on later; a second one does not wait for that.
  const interrupt = (reason: string) => {
    if (controller.signal.aborted) process.exit(exitCodes.cancelled);
    controller.abort(reason);
  };
  process.on('SIGINT', () => interrupt('Ctrl+C'));
  process.on('SIGTERM', () => interrupt('The process was asked to end.'));
  // A reader such as `head` may close the pipe early: the execution still goes to its end and is stored.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);

  const io: Io = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    program: programName({ env: process.env, folder: import.meta.dirname, cwd: process.cwd() }),
    interactive: process.stdin.isTTY && process.stdout.isTTY,
    columns: process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY,
    abortSignal: controller.signal,
    interrupt,
  };
  const exitCode = await runCommandLine(io, process.argv.slice(2));
  await flushed(process.stdout);
  // Nothing is left to do, whatever a waiting person's deadline still holds open.
  process.exit(exitCode);
}

async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableNeedDrain && !stream.destroyed && !stream.errored)
    await once(stream, 'drain').catch(() => undefined);
}
