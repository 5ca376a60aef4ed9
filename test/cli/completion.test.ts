import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { runHere } from './runHere.ts';
import { shellIn } from './shell.ts';

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'handoff-completion-'));
  for (const file of ['.handoff/memory.db', 'own.db']) {
    const memory = sqliteMemory(join(cwd, file));
    for (const id of ['order-1', 'order-2', 'other']) await memory.append(sampleRecords(`${id}-${file.slice(0, 2)}`));
    await memory.close();
  }
  writeFileSync(join(cwd, 'faq.md'), '');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const complete = async (...words: readonly string[]) => {
  const { stdout } = await runHere(['complete', '--', ...words], cwd);
  return stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);
};

describe('what may come next', () => {
  test.for<readonly [readonly string[], readonly string[]]>([
    [['s'], ['show', 'stats', 'simulate']],
    [['list', '--st'], ['--status']],
    [['list', '--status', 'ca'], ['cancelled']],
    [['list', '--status=ca'], ['--status=cancelled']],
    [['list', '--status', '=', 'ca'], ['cancelled']],
    [['list', '--memory', 'x', '--me'], []],
    [
      ['show', 'order'],
      ['order-1-.h', 'order-2-.h'],
    ],
    [['show', '--memory', 'own.db', 'oth'], ['other-ow']],
    [['show', '--memory', 'nope.db', ''], []],
    [['show', 'order-1-.h', ''], []],
    [['export', 'order-1-.h', 'ot'], ['other-.h']],
    [['respond', ''], []],
    [['erase', 'other', 'ta'], ['task']],
    [['erase', 'other', 'task', 'cont'], ['context']],
    [['completion', 'z'], ['zsh']],
    [['run', '--config', ''], []],
    [['help', 'sto'], []],
    [['help', 'sta'], ['stats']],
    [['nope', ''], []],
  ])('after %j is %j', async ([words, expected]) => {
    expect((await complete(...words)).toSorted()).toEqual(expected.toSorted());
  });

  test('is never a hidden command', async () => {
    expect(await complete('complete')).toEqual([]);
    expect(await complete('comp')).toEqual(['completion']);
  });
});

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

describe('in a real shell', () => {
  test('bash completes commands, ids and files', async () => {
    const shell = shellIn(cwd, 'bash', ['-c']);
    const script = `bash -c 'eval "$(handoff completion bash)"
      typed() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _handoff; echo "\${COMPREPLY[*]}"; }
      typed handoff stat; typed handoff show other; typed handoff run --config fa; complete -p handoff'`;
    expect((await shell.paste(script)).stdout).toBe(
      'stats\nother-.h\n\ncomplete -o bashdefault -o default -F _handoff handoff\n',
    );
  });

  test.skipIf(!has('fish'))('fish completes commands, ids and files', async () => {
    const shell = shellIn(cwd, 'fish', ['-c']);
    const asked = ['handoff stat', 'handoff show other', 'handoff run --config fa'];
    const script = ['source (handoff completion fish | psub)', ...asked.map((line) => `complete -C '${line}'`)];
    const { stdout } = await shell.paste(`fish -c "${script.join('; ')}"`);
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['stats', 'other-.h', 'faq.md', '']);
  });

  test.skipIf(!has('zsh'))('zsh takes the script', async () => {
    const shell = shellIn(cwd, 'zsh', ['-c']);
    const script = `autoload -U compinit; compinit -u -D; eval "$(handoff completion zsh)"; print $_comps[handoff]`;
    expect(await shell.paste(`zsh -c '${script}'`)).toMatchObject({ stdout: '_handoff\n', stderr: '' });
  });
});
