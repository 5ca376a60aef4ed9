import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { parseReport, type Job, type Report } from './job.ts';

export interface JobChild {
  readonly process: ChildProcess;
  /** Everything it reports, until it ends. */
  readonly reports: AsyncIterable<Report>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Parsed and compiled sources from one child to the next: a child starts in a third of the time. */
export const compileCache = join(tmpdir(), 'handoff-durability-compile-cache');

export interface StartOptions {
  /** The beginning of the command line, before Node's own: a shell that sets a limit first. */
  readonly wrapper?: readonly string[];
}

/** Runs a job in a process of its own under the same Node. */
export function startJob(job: Job, { wrapper = [] }: StartOptions = {}): JobChild {
  const script = join(import.meta.dirname, 'ladderChild.ts');
  const line = [...wrapper, process.execPath, '--disable-warning=ExperimentalWarning', script, JSON.stringify(job)];
  const [command = '', ...args] = line;
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  // A child that was killed does not read what it was sent.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(([code, signal]: unknown[]) =>
    typeof code === 'number' ? code : String(signal),
  );
  return { process: child, reports: reportsOf(createInterface({ input: child.stdout })), ended };
}

async function* reportsOf(lines: AsyncIterable<string>): AsyncIterable<Report> {
  for await (const line of lines) yield parseReport(line);
}

/** What a child reported on its way. */
export interface Told {
  /** The acknowledged records of each execution as JSON, in order. */
  readonly stored: ReadonlyMap<string, readonly string[]>;
  readonly results: readonly Extract<Report, { type: 'result' }>[];
  readonly errors: readonly Extract<Report, { type: 'error' }>[];
  readonly ended: number | string;
}

/** Follows a child to its end; `onReport` may end it. */
export async function follow(
  child: JobChild,
  onReport: (report: Report, child: JobChild) => void | Promise<void> = () => undefined,
): Promise<Told> {
  const stored = new Map<string, string[]>();
  const results: Told['results'][number][] = [];
  const errors: Told['errors'][number][] = [];
  for await (const report of child.reports) {
    if (report.type === 'stored') {
      stored.set(report.executionId, [...(stored.get(report.executionId) ?? []), ...report.records]);
    }
    if (report.type === 'result') results.push(report);
    if (report.type === 'error') errors.push(report);
    await onReport(report, child);
  }
  return { stored, results, errors, ended: await child.ended };
}

/** Kills a child, without warning, as soon as it stops. */
export function killWhereItStops(report: Report, child: JobChild): void {
  if (report.type === 'stopped') child.process.kill('SIGKILL');
}
