import { join } from 'node:path';

import { expect, test } from 'vitest';

import { programName } from '../../src/cli/programName.ts';
import { runHere } from './runHere.ts';

const project = join('/', 'home', 'me', 'project');
const installed = join('node_modules', 'xstate-handoff', 'dist', 'src', 'cli');

test.for<readonly [string, string, Readonly<Record<string, string>>, string]>([
  ['in a project that has it', join(project, installed), {}, 'npx handoff'],
  [
    'in a project of pnpm',
    join(project, 'node_modules', '.pnpm', 'xstate-handoff@1.0.0', installed),
    {},
    'npx handoff',
  ],
  ['for everybody', join('/', 'usr', 'lib', installed), {}, 'handoff'],
  ['nowhere', join('/', 'home', 'me', '.npm', '_npx', '0a1b', installed), {}, 'npx --package xstate-handoff handoff'],
  ['as a clone', join('/', 'src', 'cli'), { npm_lifecycle_script: 'node src/cli/main.ts run' }, 'npm run handoff --'],
  ['as a clone that is linked', join('/', 'src', 'cli'), {}, 'handoff'],
])('a person whose package is installed %s calls it so', ([, folder, env, name]) => {
  expect(programName({ env, folder, cwd: join(project, 'deep') })).toBe(name);
});

test('the help calls it as the person does', async () => {
  for (const [args, example] of [
    [['--help'], 'Start with: npx handoff init, or npx handoff doctor'],
    [['run', '--help'], '\n  cat ticket.txt | npx handoff run --json'],
    [['fork', '--help'], '\n  npx handoff fork ID'],
    [['inspect', '--help'], '\n  npx handoff inspect --config handoff.config.ts'],
  ] as const) {
    expect((await runHere(args, '.', '', 'npx handoff')).stdout).toContain(example);
  }
});
