import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startPostgres, type PostgresServer } from './support/postgres.ts';
import { root, runNode } from './support/runNode.ts';
import { codeBlocks, snippetsIn } from './support/snippets.ts';

const folder = join(root, 'test', '.tmp', 'readme');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = codeBlocks(readme);
const snippets = snippetsIn(blocks);

describe('every snippet of the README', () => {
  let models: LLMock;
  let postgres: PostgresServer;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    models = await LLMock.create({ port: 0 });
    postgres = await startPostgres();
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
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is there', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(7);
  });

  test.for(snippets)('$name runs, and prints what stands below it', async ({ name, code, needs, output }) => {
    const file = join('test', '.tmp', 'readme', `${name}.ts`);
    writeFileSync(join(root, file), code);
    const environments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      model: { OPENAI_API_KEY: 'test', OPENAI_BASE_URL: `${models.url}/v1` },
      postgres: { DATABASE_URL: postgres.database.url },
    };
    const env = environments[needs ?? ''] ?? {};
    const { code: exitCode, stdout, stderr } = await runNode(file, [], { env });
    expect({ exitCode, stderr: stderr.replace(/^xstate-handoff: no provider.*\n/, '') }).toEqual({
      exitCode: 0,
      stderr: '',
    });
    if (output !== undefined) expect(stdout.trim()).toBe(output.trim());
  });

  test('names the two commands that CI and a newcomer run', () => {
    const commands = blocks
      .filter(({ lang }) => lang === 'sh')
      .map(({ text }) => text)
      .join('\n');
    expect(commands).toContain('npm install && npm start -- "I can\'t get into my account"');
    expect(commands).toContain('npm install && npm test');
    expect(readFileSync(join(root, '.ci', 'run'), 'utf8')).toContain('\nnpm install && npm test\n');
  });
});
