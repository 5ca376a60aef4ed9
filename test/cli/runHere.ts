import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { runCommandLine } from '../../src/cli/commandLine.ts';
import type { Finished } from '../support/runNode.ts';

/** Runs a command line in this process, as it would run in one of its own without a terminal. */
export async function runHere(args: readonly string[], cwd: string, input = '', program?: string): Promise<Finished> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await runCommandLine(
    {
      stdin: Readable.from([input]),
      stdout,
      stderr,
      cwd,
      ...(program !== undefined && { program }),
      interactive: false,
      columns: Number.POSITIVE_INFINITY,
      abortSignal: new AbortController().signal,
      interrupt: () => undefined,
    },
    args,
  );
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, stdout: out, stderr: err };
}
