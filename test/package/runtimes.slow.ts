import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { plainLadder, plainLadderOutput } from './support/programs.ts';
import { installedProject } from './support/project.ts';

const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
const bunArch = process.arch === 'arm64' ? 'aarch64' : 'x64';

/** Packages of the registry that are nothing but a runtime, and where it is in them. */
const node = (version: string) => [`node-linux-${arch}@${version}`, `node-linux-${arch}/bin/node`] as const;
const bun = [`@oven/bun-linux-${bunArch}@1`, `@oven/bun-linux-${bunArch}/bin/bun`] as const;
const deno = [`@deno/linux-${arch}-glibc@2`, `@deno/linux-${arch}-glibc/deno`] as const;

const stored = `
import { sqliteMemory } from 'xstate-handoff/sqlite';
try {
  const sharedMemory = sqliteMemory(':memory:');
  const { executions } = await sharedMemory.list();
  console.log('sqlite', executions.length);
} catch (error) {
  console.log(error.name, error.message);
}
`;

describe.runIf(process.platform === 'linux')('the installed package runs on', () => {
  test.for([
    ['Node 22.13', node('22.13.0'), []],
    ['Node 24', node('24'), []],
    ['Node 26', node('26'), []],
    ['Bun', bun, []],
    ['Deno', deno, ['run', '--allow-read', '--allow-env', '--allow-sys']],
  ] as const)('%s', async ([name, [runtime, path], args]) => {
    using project = await installedProject(runtime);
    project.write({ 'main.js': plainLadder, 'stored.js': stored });
    const command = join(project.folder, 'node_modules', path);
    const { stdout, stderr } = await project.run(command, [...args, 'main.js']);
    expect({ ...JSON.parse(stdout || '{}'), stderr }).toEqual({ ...plainLadderOutput, stderr: '' });
    const second = await project.run(command, [...args, 'stored.js']);
    expect(second.stdout).toMatch(
      name === 'Bun' ? /^(sqlite 0|ConfigurationError sqliteMemory: this runtime has no)/ : /^sqlite 0\n/,
    );
  });

  test('Node 20 no more, and it is told so in one sentence', async () => {
    const [runtime, path] = node('20');
    using project = await installedProject(runtime);
    project.write({ 'main.js': plainLadder, 'stored.js': stored, 'main.cjs': "require('xstate-handoff')" });
    const command = join(project.folder, 'node_modules', path);
    const cli = join('node_modules', 'xstate-handoff', 'dist', 'src', 'cli', 'main.js');
    const needed = /needs Node 22\.13 or later, and this is Node 20\.\d+\.\d+\./;
    for (const script of ['main.js', 'stored.js', 'main.cjs']) {
      expect((await project.run(command, [script])).stderr, script).toMatch(needed);
    }
    for (const entry of ['machines', 'knowledge', 'testing', 'inspector', 'postgres', 'schemas']) {
      project.write({ 'entry.js': `import 'xstate-handoff/${entry}';` });
      const { code, stderr } = await project.run(command, ['entry.js']);
      if (code !== 0) expect(stderr, entry).toMatch(needed);
    }
    const { code, stderr } = await project.run(command, [cli, 'run', 'x']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(needed) });
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
