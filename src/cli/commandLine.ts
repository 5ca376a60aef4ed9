import { HandoffError } from '../machines/errors.ts';
import { scrubSecrets } from '../services/scrubSecrets.ts';
import { exitCodeOfError, type ExitCode } from './exitCodes.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { runProgram } from './program.ts';

/** Runs the words after `handoff`, prints what goes wrong, and says what to exit with. Never rejects. */
export async function runCommandLine(io: Io, argv: readonly string[]): Promise<ExitCode> {
  try {
    return await runProgram(io, argv);
  } catch (error) {
    const message = scrubSecrets(error instanceof Error ? error.message : String(error));
    if (argv.includes('--json')) writeJson(io.stdout, { error: plain(error, message) });
    else writeLine(io.stderr, `handoff: ${message}`);
    return exitCodeOfError(error);
  }
}

function plain(error: unknown, message: string): object {
  if (!HandoffError.isInstance(error)) return { name: 'Error', message };
  return { ...Object.fromEntries(Object.entries(error)), message };
}
