import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

export interface Child {
  readonly process: ChildProcess;
  /** Everything it prints, line by line. */
  readonly lines: AsyncIterableIterator<string>;
  /** Lets it go on: it waits for a line of input. */
  go(): void;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Runs `script`, a file beside this one, in a process of its own under the same Node. */
export function startChild(script: string, ...args: readonly string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return {
    process: child,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    go: () => child.stdin.write('go\n'),
    ended: once(child, 'close').then(([code, signal]: unknown[]) => (typeof code === 'number' ? code : String(signal))),
  };
}

/** The next line a child prints; throws where it ends instead. */
export async function nextLine(child: Child): Promise<string> {
  const { done, value } = await child.lines.next();
  if (done === true) throw new Error(`The child ended (${await child.ended}) instead of printing a line.`);
  return value;
}

export async function remainingLines(child: Child): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of child.lines) lines.push(line);
  return lines;
}
