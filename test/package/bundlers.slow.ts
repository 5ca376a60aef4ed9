import { expect, test } from 'vitest';

import { modelServer } from './support/modelServer.ts';
import { modelLadder, plainLadder, plainLadderOutput } from './support/programs.ts';
import { installedProject } from './support/project.ts';

const webpackConfig = `
export default {
  mode: 'production', target: 'node22', entry: { plain: './plain.js', model: './model.js' }, experiments: { outputModule: true },
  output: { filename: '[name].mjs', module: true, chunkFormat: 'module', path: process.cwd() + '/out' },
};`;

const viteConfig = `
export default {
  build: { ssr: true, outDir: 'out', rollupOptions: { input: ['plain.js', 'model.js'], output: { entryFileNames: '[name].mjs' } } },
  ssr: { noExternal: true },
};`;

const webpack = { packages: ['webpack@5', 'webpack-cli@7'], config: { 'webpack.config.js': webpackConfig } };
const vite = { packages: ['vite@8'], config: { 'vite.config.js': viteConfig } };

test.for([
  ['webpack', 'openai@7', webpack, ['webpack']],
  ['webpack', 'nothing else', webpack, ['webpack']],
  ['Vite for a server', 'openai@7', vite, ['vite', 'build']],
  ['Vite for a server', 'nothing else', vite, ['vite', 'build']],
] as const)('a bundle made with %s runs beside %s', async ([, beside, { packages, config }, command]) => {
  const isInstalled = beside === 'openai@7';
  await using server = await modelServer('From the model.');
  using project = await installedProject(...packages, ...(isInstalled ? [beside] : []));
  project.write({ 'plain.js': plainLadder, 'model.js': modelLadder, ...config });
  const built = await project.run('npx', ['--no-install', ...command]);
  expect({ code: built.code, output: built.code === 0 ? '' : built.stdout + built.stderr }).toEqual({
    code: 0,
    output: '',
  });
  const plain = await project.node('out/plain.mjs');
  expect({ ...JSON.parse(plain.stdout || '{}'), stderr: plain.stderr }).toEqual({ ...plainLadderOutput, stderr: '' });
  const model = await project.run(process.execPath, ['out/model.mjs'], { OPENAI_BASE_URL: server.baseURL });
  expect(model.stderr).toBe('');
  expect(model.stdout).toContain(isInstalled ? 'From the model.' : 'npm install openai');
});
