import { parseSync } from 'vite';
import { expect, test } from 'vitest';

import { mutants } from './mutants/mutants.ts';
import { mutated } from './mutants/mutant.ts';

test.for(mutants)('mutant $id changes one place in its file, and is TypeScript', (mutant) => {
  expect(mutant.replace).not.toBe(mutant.find);
  expect(parseSync(mutant.file, mutated(mutant)).errors).toEqual([]);
});
