#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { HandoffError } from '../machines/errors.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exitCodes.ts';
import { printable } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { runProgram } from './program.ts';

const controller = new AbortController();
process.once('SIGINT', () => controller.abort(new Error('Ctrl+C')));
process.once('SIGTERM', () => controller.abort(new Error('the process was asked to end')));
// A reader such as `head` may close the pipe early; that is no failure.
process.stdout.on('error', () => process.exit(exitCodes.answered));

const io: Io = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  interactive: process.stdin.isTTY && process.stdout.isTTY,
  columns: process.stdout.columns ?? 100,
  abortSignal: controller.signal,
};

async function main(argv: readonly string[]): Promise<ExitCode> {
  try {
    return await runProgram(io, argv);
  } catch (error) {
    const code = HandoffError.isInstance(error) ? exitCodeOf(error.code) : exitCodes.unexpected;
    const message = error instanceof Error ? error.message : String(error);
    if (argv.includes('--json')) writeJson(io.stdout, { error: plain(error, message) });
    else writeLine(io.stderr, `handoff: ${printable(message)}`);
    return code;
  }
}

function plain(error: unknown, message: string): object {
  if (!HandoffError.isInstance(error)) return { name: 'Error', message };
  return { ...Object.fromEntries(Object.entries(error)), message };
}

const exitCode = await main(process.argv.slice(2));
// Nothing is left to do, whatever a waiting person's deadline still holds open.
process.stdout.write('', () => process.exit(exitCode));
