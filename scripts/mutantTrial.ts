// One run of some test files, in a process of its own, with a mutant in the place of the original or without one:
//
//     node scripts/mutantTrial.ts ID|none FILE …
//
// The sources stay as they are: the mutant is put in while vitest loads them. Processes that tests start do not see it.
import { join, relative } from 'node:path';

import type { Plugin } from 'vite';
import { BaseSequencer, startVitest, type TestModule, type TestSpecification, type Vitest } from 'vitest/node';

import { mutants } from '../test/mutants/mutants.ts';
import { mutated, pathOf, type Mutant } from '../test/mutants/mutant.ts';

export interface Trial {
  /** The test that failed first, or what else went wrong; `null`: all passed. */
  readonly failure: string | null;
  /** Whether a test loaded the file that has the mutant. */
  readonly loaded: boolean;
  /** Milliseconds that each test file took. */
  readonly durations: Readonly<Record<string, number>>;
}

const root = join(import.meta.dirname, '..');
const [, , id = 'none', ...files] = process.argv;
const mutant = mutants.find((each) => each.id === id);
if (mutant === undefined && id !== 'none') throw new Error(`There is no mutant '${id}'.`);
let loaded = false;

function mutation(changed: Mutant): Plugin {
  const path = pathOf(changed);
  return {
    name: 'mutation',
    enforce: 'pre',
    configureVitest({ defineCacheKeyGenerator }) {
      // What vitest remembers of a file from one run to the next knows no mutants.
      defineCacheKeyGenerator(({ id }) => (id === path ? false : undefined));
    },
    transform(code, moduleId) {
      if (moduleId.split('?')[0] !== path) return null;
      loaded = true;
      return mutated(changed, code);
    },
  };
}

/** The files in the order in which they were given. */
class GivenOrder extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => files.indexOf(relative(root, moduleId));
    return specifications.toSorted((a, b) => place(a) - place(b));
  }
}

function failureOf(vitest: Vitest, modules: readonly TestModule[]): string | null {
  for (const module of modules) {
    const file = relative(root, module.moduleId);
    for (const test of module.children.allTests('failed')) return `${file}: ${test.fullName}`;
    if (module.state() === 'failed') return `${file}: ${module.errors()[0]?.message ?? 'a suite failed'}`;
  }
  const [error] = vitest.state.getUnhandledErrors();
  if (error === undefined) return null;
  // Vitest passes errors between processes as plain objects.
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return `outside of a test: ${JSON.stringify(message)}`;
}

const vitest = await startVitest(
  files,
  {
    root,
    watch: false,
    bail: 1,
    maxWorkers: 1,
    reporters: [{}],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    sequence: { sequencer: GivenOrder },
  },
  { plugins: mutant === undefined ? [] : [mutation(mutant)] },
);
const modules = vitest.state.getTestModules();
const failure = modules.length === 0 ? 'no test was found' : failureOf(vitest, modules);
const durations = Object.fromEntries(
  modules.map((module) => {
    const { collectDuration, duration } = module.diagnostic();
    return [relative(root, module.moduleId), collectDuration + duration];
  }),
);
await vitest.close();
const trial: Trial = { failure, loaded, durations };
if (process.send === undefined) console.log(failure ?? 'All tests passed.');
else await new Promise((sent) => process.send?.(trial, sent));
process.exit(failure === null ? 0 : 1);
