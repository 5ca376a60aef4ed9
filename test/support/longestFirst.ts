import { relative } from 'node:path';

import { BaseSequencer, type TestSpecification } from 'vitest/node';

import { root } from './runNode.ts';

/** The files that take longest, the longest first. Begun late, one of them would run on while the other worker is idle. */
const longest: readonly string[] = [
  'test/docs.test.ts',
  'test/cli/nextCommands.test.ts',
  'test/testing/verifyPolicy.test.ts',
  'test/testing/simulation/simulate.test.ts',
  'test/cli/run.test.ts',
  'test/inspector/app/live.test.ts',
  'test/inspector/app/page.test.ts',
  'test/testing/invariants.test.ts',
];

/** Begins the longest test files first, also in a clone that has never measured them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer, not a list
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = longest.indexOf(relative(root, moduleId));
  return rank === -1 ? longest.length : rank;
}
