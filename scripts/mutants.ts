// Runs the tests against every mutant, and says which none of them notices:
//
//     npm run mutants             all of them
//     npm run mutants -- TEXT …   those whose id contains one of the texts, such as `machines/policy` or `fold.ts#3`
import { fork } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { mutants } from '../test/mutants/mutants.ts';
import { mutated, type Mutant } from '../test/mutants/mutant.ts';
import { suitesFor } from '../test/mutants/suites.ts';
import type { Trial } from './mutantTrial.ts';

const root = join(import.meta.dirname, '..');
const atOnce = 2;
/** Milliseconds that a test file takes at most to be run together with others. */
const quick = 500;
/** What a trial may take beside three times what its tests take without a mutant: milliseconds. */
const grace = 60_000;

const texts = process.argv.slice(2);
const wanted = mutants.filter(({ id }) => texts.length === 0 || texts.some((text) => id.includes(text)));
if (wanted.length === 0) throw new Error(`No mutant's id contains '${texts.join("' or '")}'.`);
for (const mutant of wanted) mutated(mutant);

const started = performance.now();
const files = [...new Set(wanted.flatMap(testsFor))];
const durations = await baseline(files);
console.log(`Without a mutant, ${files.length} test files pass, in ${seconds(performance.now() - started)}.\n`);

const survivors: Mutant[] = [];
const wrong: Mutant[] = [];
await inParallel(wanted, async (mutant) => {
  const begun = performance.now();
  const failure = await firstFailure(mutant);
  if (failure === null) survivors.push(mutant);
  else if (mutant.equivalent !== undefined) wrong.push(mutant);
  const verdict = failure === null ? 'survives' : `killed by ${failure}`;
  console.log(`${mutant.id.padEnd(38)} ${seconds(performance.now() - begun).padStart(5)}  ${verdict}`);
});

const alive = survivors.filter(({ equivalent }) => equivalent === undefined);
for (const { id, why, equivalent } of survivors) {
  console.log(`\n${id} survives: ${why}${equivalent === undefined ? '' : `\n  Equivalent: ${equivalent}`}`);
}
for (const { id } of wrong) console.log(`\n${id} is called equivalent, and was killed.`);
const killed = wanted.length - survivors.length;
const equivalents = survivors.length - alive.length;
console.log(
  `\n${wanted.length} mutants: ${killed} killed, ${alive.length} alive, ${equivalents} equivalent. ` +
    `Score ${((100 * killed) / (killed + alive.length)).toFixed(1)} %, in ${seconds(performance.now() - started)}.`,
);
process.exitCode = alive.length + wrong.length === 0 ? 0 : 1;

function testsFor({ file }: Mutant): readonly string[] {
  return suitesFor(file).flatMap((name) => {
    const path = join('test', name);
    return statSync(join(root, path)).isDirectory() ? globSync(`${path}/**/*.test.ts`, { cwd: root }) : [path];
  });
}

/** What notices the mutant; `null`: nothing does. */
async function firstFailure(mutant: Mutant): Promise<string | null> {
  let seen = false;
  for (const tests of batchesFor(mutant)) {
    const limit = grace + 3 * tests.reduce((sum, file) => sum + durationOf(file), 0);
    const { failure, loaded } = await trial(mutant.id, tests, limit);
    seen ||= loaded;
    if (failure !== null && seen) return failure;
    if (failure !== null)
      throw new Error(`${failure} fails, and has nothing to do with ${mutant.file}. Mend it first.`);
  }
  if (!seen) throw new Error(`No test loads ${mutant.file}. Name those that do in test/mutants/suites.ts.`);
  return null;
}

/**
 * All quick test files together, then the others one by one, as they stand in `suites.ts`: vitest loads what follows a
 * failure all the same.
 */
function batchesFor(mutant: Mutant): readonly (readonly string[])[] {
  const tests = testsFor(mutant);
  const together = tests.filter((file) => durationOf(file) <= quick);
  const slow = tests.filter((file) => durationOf(file) > quick);
  return [together, ...slow.map((file) => [file])].filter(({ length }) => length > 0);
}

function durationOf(file: string): number {
  return durations[file] ?? 0;
}

/** How long each file takes where nothing is changed, with as much going on beside it as later. */
async function baseline(all: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  const parts = Array.from({ length: atOnce }, (_, part) => all.filter((_file, index) => index % atOnce === part));
  await inParallel(
    parts.filter((part) => part.length > 0),
    async (part) => {
      const { failure, durations: some } = await trial('none', part, 1_000_000);
      if (failure !== null) throw new Error(`The tests fail without a mutant: ${failure}. Mend that first.`);
      Object.assign(found, some);
    },
  );
  return found;
}

/** A trial in a process of its own, ended with all that it started where it takes longer than the limit. */
async function trial(id: string, tests: readonly string[], limit: number): Promise<Trial> {
  const child = fork(join(import.meta.dirname, 'mutantTrial.ts'), [id, ...tests], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => void output.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => void output.push(chunk.toString()));
  let found: Trial | undefined;
  let late = false;
  child.on('message', (message: Trial) => (found = message));
  const timer = setTimeout(() => {
    late = true;
    endGroup(child.pid);
  }, limit);
  await new Promise((ended) => child.once('close', ended));
  clearTimeout(timer);
  if (late) return { failure: `the time limit of ${seconds(limit)}`, loaded: true, durations: {} };
  if (found === undefined) throw new Error(`The trial of ${id} said nothing:\n${output.join('').slice(-3_000)}`);
  return found;
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1_000)} s`;
}
