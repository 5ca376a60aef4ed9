import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, onTestFinished, test } from 'vitest';

import { ConfigurationError } from '../../../src/machines/errors.ts';
import { embeddedLadder } from '../../../src/services/embedded/ladder.ts';
import { ladderAgent } from '../../../src/services/embedded/ladderAgent.ts';
import { AgentDeclinedError } from '../../../src/services/errors.ts';
import type { KnowledgeBase } from '../../../src/services/knowledge/knowledgeBase.ts';
import { KnowledgeError } from '../../../src/services/knowledge/knowledgeErrors.ts';

const base: KnowledgeBase = { name: 'b', entries: [{ id: 'a', questions: ['How do I reset it?'], answer: 'So.' }] };
const { signal: abortSignal } = new AbortController();
const input = (task: string) => ({ task, tierLevel: 2, context: '', previousAttempts: [], capped: false }) as const;

test.each([
  [3, ['1 keyword', '2 semantic', '3 local-or-human']],
  [2, ['1 keyword', '2 semantic']],
  [1, ['1 keyword']],
])('has %i rungs, whatever is installed', (numTiers, rungs) => {
  const ladder = embeddedLadder({ source: base, numTiers });
  expect([...ladder].map(([level, { agentId }]) => `${level} ${agentId}`)).toEqual(rungs);
});

test('answers from the base it is given, from the sample base, and from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ladder-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'faq.json');
  await writeFile(path, '[{ "question": "How do I reset it?", "answer": "So." }]');
  for (const source of [base, path, undefined]) {
    const keyword = embeddedLadder({ source, numTiers: 1 }).get(1);
    const question = source === undefined ? 'How do I reset my password?' : 'How do I reset it?';
    expect(await keyword?.evaluateTask(input(question), { abortSignal })).toMatchObject({ canHandle: true });
  }
});

test('is loaded at the first task, and no more than it needs', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const has = (name) => loaded.some((url) => url.includes(name));
    const names = ['/minisearch/', '/marked/', '/csv-parse/', '/jstat/', '/@lat.md/', 'knowledgeAgent.ts', 'packageFile.ts'];
    const { embeddedLadder } = await import(${JSON.stringify(join(import.meta.dirname, '../../../src/services/embedded/ladder.ts'))});
    const ladder = embeddedLadder({ source: ${JSON.stringify(base)}, numTiers: 3 });
    console.log(names.filter(has).join());
    const { signal: abortSignal } = new AbortController();
    await ladder.get(1).evaluateTask(${JSON.stringify(input('How do I reset it?'))}, { abortSignal });
    console.log(names.filter(has).join());`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@xstate-handoff/source',
    '--input-type=module',
    '--eval',
    script,
  ]);
  expect(stdout).toBe('\n/minisearch/,knowledgeAgent.ts,packageFile.ts\n');
});

describe('what is wrong', () => {
  test('with a file or a base is said before any task, as far as it can be seen', () => {
    expect(() => embeddedLadder({ source: 'no-such-file.md', numTiers: 1 })).toThrow(KnowledgeError);
    expect(() => embeddedLadder({ source: 'faq.docx', numTiers: 1 })).toThrow(/\.md/);
    expect(() => embeddedLadder({ source: { name: 'n', entries: [] }, numTiers: 1 })).toThrow(ConfigurationError);
  });

  test('within a file is said at each task, and is mended when the file is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ladder-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const source = join(folder, 'faq.csv');
    await writeFile(source, 'question,answer\nHow do I reset it?,\n');
    const keyword = embeddedLadder({ source, numTiers: 1 }).get(1);
    const ask = () => keyword?.evaluateTask(input('How do I reset it?'), { abortSignal });
    await expect(ask).rejects.toThrow(/line 2/);
    await writeFile(source, 'question,answer\nHow do I reset it?,So.\n');
    expect(await ask()).toMatchObject({ canHandle: true });
  });
});

test('without its model, semantic search declines, says why, and tells it once', async () => {
  const told: string[] = [];
  const why = 'The local embedding model cannot be loaded. Run: npm install it.';
  const embed = () => Promise.reject(new ConfigurationError('embedder', why));
  const agent = ladderAgent({
    agentId: 'semantic',
    knowledge: async () => base,
    settings: { retriever: 'semantic', embedder: { id: 'none', dimensions: 3, embed } },
    onUnavailable: (reason) => told.push(reason),
  });
  for (const task of ['How do I reset it?', 'And now?']) {
    const evaluation = await agent.evaluateTask(input(task), { abortSignal });
    expect(evaluation).toMatchObject({ canHandle: false, requiresTier: 3, reasoning: why, costUsd: 0 });
  }
  await expect(agent.executeTask(input('x'), { abortSignal })).rejects.toThrow(AgentDeclinedError);
  expect(told).toEqual([why]);
});

test('an embedder that fails in another way is not taken for a missing one', async () => {
  const agent = ladderAgent({
    agentId: 'semantic',
    knowledge: async () => base,
    settings: {
      retriever: 'semantic',
      embedder: { id: 'bad', dimensions: 3, embed: () => Promise.reject(new Error('out of memory')) },
    },
  });
  await expect(agent.evaluateTask(input('x'), { abortSignal })).rejects.toThrow('out of memory');
});
