import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { simulationRules } from '../src/testing/simulation/simulationInvariants.ts';
import { freshDatabase, type PostgresDatabase } from './support/postgres.ts';
import { root, runNode, runUntilOpen } from './support/runNode.ts';
import { codeBlocks, snippetsIn } from './support/snippets.ts';

const folder = join(root, 'test', '.tmp', 'docs');
const textOf = (document: string) => readFileSync(join(root, document), 'utf8');
const guides = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
const snippets = ['README.md', ...guides.map((file) => `docs/${file}`)].flatMap((document) =>
  snippetsIn(codeBlocks(textOf(document))).map((snippet) => ({ ...snippet, document })),
);

/** A property holds in a snippet as well after some runs as after the usual hundred. */
const fewRuns = "import { configureGlobal } from 'fast-check'; configureGlobal({ numRuns: 20 });\n";

describe('every snippet of the README and the guides', () => {
  let models: LLMock;
  let database: PostgresDatabase;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    models = await LLMock.create({ port: 0 });
    database = await freshDatabase();
    const answer = {
      result: 'Add an index.',
      confidence: 0.9,
      canHandle: true,
      complexityScore: 0.3,
      reasoning: 'r',
      requiresTier: 1,
    };
    models.on({ userMessage: /.*/ }, { content: JSON.stringify(answer) });
  });

  afterAll(async () => {
    await models.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is there', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(25);
  });

  // They are processes of their own, so they run side by side.
  test.concurrent.for(snippets)(
    '$document: $name runs, and prints what stands below it',
    { timeout: 180_000 },
    async ({ document, name, code, needs, output }, { expect }) => {
      const script = join('test', '.tmp', 'docs', `${document.replaceAll('/', '-')}-${name}.ts`);
      writeFileSync(join(root, script), code.includes('fast-check') ? `${fewRuns}${code}` : code);
      const environments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
        model: { OPENAI_API_KEY: 'test', OPENAI_BASE_URL: `${models.url}/v1` },
        postgres: { DATABASE_URL: database.url },
      };
      const env = environments[needs ?? ''] ?? {};
      const run = needs === 'page' ? runUntilOpen : runNode;
      const { code: exitCode, stdout, stderr } = await run(script, [], { cwd: folder, env });
      expect({ exitCode, stderr: stderr.replace(/^xstate-handoff: no provider.*\n/, '') }).toEqual({
        exitCode: 0,
        stderr: '',
      });
      if (output !== undefined) expect(stdout.trim()).toBe(output.trim());
    },
  );
});

test('the guide to testing names every invariant, as it is, and those of a simulation', () => {
  const text = textOf('docs/testing-your-policy.md');
  for (const { name, sentence } of simulationRules) {
    expect(text.replaceAll(/ +/g, ' ')).toContain(`| \`${name}\` | ${sentence} |`);
  }
});
