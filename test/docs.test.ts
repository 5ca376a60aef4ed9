import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { simulationRules } from '../src/testing/simulation/simulationInvariants.ts';
import { root, runNode } from './support/runNode.ts';
import { codeBlocks, snippetsIn } from './support/snippets.ts';

const folder = join(root, 'test', '.tmp', 'docs');
const textOf = (file: string) => readFileSync(join(root, 'docs', file), 'utf8');
const guide = 'testing-your-policy.md';
const snippets = readdirSync(join(root, 'docs'))
  .filter((file) => file.endsWith('.md'))
  .flatMap((file) => snippetsIn(codeBlocks(textOf(file))).map((snippet) => ({ ...snippet, file })));

describe('every snippet of the guides', () => {
  beforeAll(() => mkdirSync(folder, { recursive: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.for(snippets)(
    '$file: $name runs, and prints what stands below it',
    { timeout: 180_000 },
    async ({ file, name, code, output }) => {
      const script = join('test', '.tmp', 'docs', `${file}-${name}.ts`);
      writeFileSync(join(root, script), code);
      const { code: exitCode, stdout, stderr } = await runNode(script, [], { cwd: folder });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      if (output !== undefined) expect(stdout.trim()).toBe(output.trim());
    },
  );
});

test('the guide to testing names every invariant, as it is, and those of a simulation', () => {
  const text = textOf(guide);
  for (const { name, sentence } of simulationRules) {
    expect(text.replaceAll(/ +/g, ' ')).toContain(`| \`${name}\` | ${sentence} |`);
  }
});
