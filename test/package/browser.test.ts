import { join } from 'node:path';

import { build, type BuildOptions } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { launchChromium } from '../inspector/support/chromium.ts';
import { linkedProject, packingMs, type Project } from './support/project.ts';
import { staticSize } from './support/staticSize.ts';

const smallest = `
  import { createHandoffPattern, functionAgent, inMemory } from 'xstate-handoff';
  Object.assign(globalThis, { createHandoffPattern, functionAgent, inMemory });`;

/** Escalates, replays, seals and verifies, and gives what came of it to \`report\`. */
const everything = `
  import { createHandoffPattern, functionAgent, inMemory, humanAgent, defaultModels, verifyRecords } from 'xstate-handoff';
  const agent = (agentId, canHandle) => functionAgent({
    agentId,
    evaluate: () => ({ canHandle, complexityScore: 0.5, reasoning: 'r', requiresTier: 2 }),
    execute: () => ({ result: 'Done by ' + agentId, confidence: 0.9 }),
  });
  async function run() {
    const sharedMemory = { ...inMemory(), seals: true };
    const pattern = createHandoffPattern({ tiers: { 1: agent('junior', false), 2: agent('senior', true) }, sharedMemory });
    const detach = pattern.observe({ onEvent: () => { throw new Error('An observer fails.'); } });
    const { executionId, finalTier, result } = await pattern.executeWithHandoff('t', { limits: { timeMs: 60_000 } });
    detach();
    const events = [];
    for await (const { type } of pattern.stream('another')) events.push(type);
    const steps = await pattern.replay(executionId);
    const { valid } = await pattern.verify(executionId);
    await pattern.erase(executionId, ['task']);
    const records = await pattern.getTransitions(executionId);
    const { nextCursor } = await sharedMemory.list({ limit: 1 });
    const second = await sharedMemory.list({ cursor: nextCursor });
    let refusal = 'none';
    try { createHandoffPattern(); } catch (error) { refusal = error.message; }
    return {
      finalTier, result, steps: steps.length, valid, erased: verifyRecords(records).valid, streamed: events.at(-1),
      second: second.executions.length, refusal, node: typeof process + typeof Buffer, id: executionId.length,
    };
  }
  run().then(report, (error) => report({ error: String(error.stack) }));`;

const expected = {
  finalTier: 2,
  result: 'Done by senior',
  steps: 5,
  valid: true,
  erased: true,
  streamed: 'result',
  second: 1,
  refusal: expect.stringContaining('needs Node, Bun or Deno'),
  node: 'undefinedundefined',
  id: 36,
};

describe('in a browser', () => {
  let project: Project;
  let browser: Browser;
  let page: Page;
  const bundle = (entry: string, options: BuildOptions = {}) =>
    build({
      absWorkingDir: project.folder,
      entryPoints: [entry],
      bundle: true,
      minify: true,
      platform: 'browser',
      outdir: join(project.folder, 'out'),
      write: false,
      metafile: true,
      logLevel: 'silent',
      ...options,
    });
  const codeOf = async (entry: string) => (await bundle(entry)).outputFiles?.[0]?.text ?? '';

  beforeAll(async () => {
    project = await linkedProject();
    project.write({ 'smallest.js': smallest, 'everything.js': everything });
    browser = await launchChromium();
    page = await browser.newPage();
  }, packingMs);
  afterAll(async () => {
    await browser.close();
    project[Symbol.dispose]();
  });

  test('a pattern of functions in memory takes at most 56 KB', async () => {
    const result = await bundle('smallest.js', { format: 'esm', splitting: true });
    expect(staticSize(result, 'out/smallest.js')).toBeLessThan(56);
  });

  test('escalates, replays, seals and verifies on a page', async () => {
    const code = await codeOf('everything.js');
    expect(await page.evaluate(`new Promise((report) => { ${code} })`)).toEqual(expected);
  });

  test('and in a worker', async () => {
    const code = `const report = (outcome) => postMessage(outcome); ${await codeOf('everything.js')}`;
    const outcome = await page.evaluate(`new Promise((resolve, reject) => {
      const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(code)}], { type: 'text/javascript' })));
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    })`);
    expect(outcome).toEqual(expected);
  });
});
