import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { runNode, startNode, type NodeOptions } from '../support/runNode.ts';
import { runHere } from './runHere.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'handoff-cli-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const handoff = (args: readonly string[], options: NodeOptions = {}) =>
  runNode('src/cli/main.ts', args, { cwd, ...options });

/** The same without a process of its own, where that makes no difference. */
const here = (args: readonly string[], { input }: Pick<NodeOptions, 'input'> = {}) => runHere(args, cwd, input);

const known = 'Where can I download my invoices?';

/** A config of instant agents: a tier per word. */
function config(...tiers: readonly string[]): string {
  const body = tiers.map((tier, index) => `${index + 1}: ${tier}`).join(', ');
  const file = join(cwd, `${tiers.join('-')}.config.mjs`);
  writeFileSync(
    file,
    `const agent = (agentId, canHandle, execute) => ({
       agentId,
       evaluateTask: async ({ tierLevel }) => ({ canHandle, complexityScore: 0.5, reasoning: 'says so', requiresTier: tierLevel }),
       executeTask: execute ?? (async ({ task, context }) => ({ result: task + '|' + context, confidence: 0.996, executionMetadata: {} })),
     });
     const yes = agent('yes', true);
     const no = agent('no', false);
     const broken = agent('broken', true, async () => { throw new Error('no disk'); });
     const waits = agent('waits', true, (_input, { waitForResponse }) => waitForResponse({}));
     const hangs = agent('hangs', true, (_input, { abortSignal }) => new Promise((_, reject) => {
       console.error('hanging');
       abortSignal.addEventListener('abort', () => reject(abortSignal.reason));
     }));
     export default { tiers: { ${body} } };`,
  );
  return file;
}

describe('handoff run', () => {
  test('shows each decision, prints the answer with its tier, confidence and id, and stores the record', async () => {
    const { code, stdout, stderr } = await handoff(['run', known]);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^No provider is configured, .*OPENAI_API_KEY, .* --knowledge FILE, .*: handoff init\ntier 1 keyword: /,
    );
    expect(stderr).toMatch(/^tier 1 keyword: /m);
    expect(stdout).toMatch(/^tier \d · confidence 0\.\d\d · \d escalations? · cost \$0 · /m);
    const [, id = ''] = /^execution (\S+), stored in \.handoff\/memory\.db$/m.exec(stdout) ?? [];
    const history = await handoff(['history', id]);
    expect(history).toMatchObject({ code: 0, stdout: expect.stringContaining('tier 1 keyword') });
    const replayed = await handoff(['replay', id]);
    expect(replayed.stdout).toMatch(/ +0 {2}start +→ tier1\.evaluating/);
    expect(replayed.stdout).toContain('no calls made');
    const listed = await handoff(['list', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject({
      executions: [{ executionId: id, status: 'completed', task: known }],
    });
  });

  test('prints one JSON value for programs, with the decisions', async () => {
    const { code, stdout } = await here([
      'run',
      'a',
      'task',
      '--config',
      config('no', 'yes'),
      '--context',
      'ctx',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'completed',
      result: 'a task|ctx',
      finalTier: 2,
      decisions: [{ handoffDecision: 'escalate' }, { handoffDecision: 'execute' }],
    });
  });

  test('never rounds a confidence up', async () => {
    const { stdout } = await here(['run', 't', '--config', config('yes')]);
    expect(stdout).toContain('confidence 0.99 ');
  });

  test('reads the task from standard input', async () => {
    const { stdout } = await here(['run', '--config', config('yes'), '--json'], { input: 'from a pipe\n' });
    expect(JSON.parse(stdout)).toMatchObject({ result: 'from a pipe|' });
  });

  test('honours --max-tier and --memory', async () => {
    const memory = join(cwd, 'deep', 'own.db');
    const args = ['run', 't', '--config', config('no', 'yes'), '--max-tier', '1', '--memory', memory];
    const { code, stdout } = await handoff(args);
    expect(code).toBe(0);
    expect(stdout).toContain('tier 1, capped');
    expect((await here(['list', '--memory', memory])).stdout).toContain('completed');
  });

  test('answers from a knowledge file of the user', async () => {
    writeFileSync(
      join(cwd, 'faq.md'),
      '## Where is the moon station?\n\nIn the Sea of Tranquility.\n\n## Who feeds the robots?\n\nNobody.\n',
    );
    const { stdout, stderr, code } = await handoff(['run', 'Where is the moon station?', '--knowledge', 'faq.md']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^tier 1 keyword/) });
    expect(stdout).toContain('In the Sea of Tranquility.');
  });

  test('ends with 3 where a person is asked and nobody is there, and makes nothing up', async () => {
    const { code, stdout } = await here(['run', 't', '--config', config('no', 'waits'), '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'waiting', result: null, finalTier: 2 });
    expect((await here(['list'])).stdout).toContain('waiting');
  });

  test('ends with 4 where no tier could answer, and says what each of them said', async () => {
    const { code, stderr } = await here(['run', 't', '--config', config('no', 'broken')]);
    expect(code).toBe(4);
    expect(stderr).toContain('tier 1 (no) declined: says so; tier 2 (broken) failed');
    expect(stderr).not.toContain('    at ');
  });

  test.for<readonly [readonly string[], NodeOptions, string]>([
    [['run'], {}, 'There is no task'],
    [['run', '   '], {}, 'There is no task'],
    [['run', 't', '--max-tier', 'two'], {}, 'positive integer'],
    [['run', 't', '--max-teir', '2'], {}, '--max-tier'],
    [['run', 't', '--config', 'nope.ts'], {}, 'nope.ts'],
    [['run', 't', '--knowledge', 'nope.md'], {}, 'nope.md'],
    [['run', 't'], { env: { HANDOFF_PROVIDER: 'openai' } }, 'OPENAI_API_KEY'],
    [['run', 't'], { env: { HANDOFF_PROVIDER: 'skynet' } }, 'HANDOFF_PROVIDER'],
    [['run', 't'], { env: { HANDOFF_TEMPERATURE: 'hot' } }, 'HANDOFF_TEMPERATURE'],
    [['history', 'nope'], {}, 'There is no memory'],
    [['frobnicate'], {}, 'frobnicate'],
  ])('ends with 2 before any call, without a stack trace: %j', async ([args, options, message]) => {
    const { code, stderr, stdout } = await (options.env === undefined ? here(args) : handoff(args, options));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
    expect(stderr + stdout).not.toMatch(/^\s+at /m);
  });

  test(
    'says where answers come from to those who ask, once, and to nobody who makes a mistake or asks nothing',
    { timeout: 60_000 },
    async () => {
      expect((await handoff(['run', 'Why?'])).stderr.match(/No provider/g)).toHaveLength(1);
      const { executions } = JSON.parse((await here(['list', '--json'])).stdout);
      const id: string = executions[0].executionId;
      expect((await handoff(['fork', id])).stderr).not.toMatch(/no provider/i);
      // It names the tiers that it has made, and would then explore them for seconds.
      const check = startNode('src/cli/main.ts', ['check'], { cwd });
      let complaints = '';
      check.stderr?.on('data', (chunk) => (complaints += String(chunk)));
      check.stdout?.once('data', () => check.kill());
      await once(check, 'close');
      expect(complaints).toBe('');
    },
  );

  test.for<readonly [string, string, RegExp]>([
    ['s.mjs', 'export default {\n  tiers: (\n};\n', /s\.mjs cannot be loaded: .*\(.*s\.mjs:3\)\.$/m],
    ['s.ts', '\nconst a: number = ;\nexport default {};\n', /s\.ts cannot be loaded: .*\(.*s\.ts:2\)\.$/m],
    ['c.json', '{}', /c\.json is no config: .*\.ts, \.mts, \.mjs or \.js/],
    ['a.mjs', 'export default [];', /a\.mjs has no options/],
    [
      'n.mjs',
      'await new Promise(() => {}); export default {};',
      /n\.mjs cannot be loaded: it awaits something that never/,
    ],
  ])('says what is wrong with the config %s', { timeout: 30_000 }, async ([file, text, message]) => {
    writeFileSync(join(cwd, file), text);
    const { code, stderr } = await handoff(['list', '--config', file]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });

  test('names the broken line of a knowledge file', async () => {
    writeFileSync(join(cwd, 'faq.csv'), 'question,answer\nWhere?,Here.\nWhen?,\n');
    const { code, stderr } = await here(['run', 'When?', '--knowledge', 'faq.csv']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/faq\.csv.*line 3|faq\.csv:3/) });
  });

  test('ends with 5 where the memory is not a memory, and leaves the file as it is', async () => {
    writeFileSync(join(cwd, 'notes.txt'), 'my notes');
    const { code, stderr } = await here(['run', 't', '--config', config('yes'), '--memory', 'notes.txt']);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('notes.txt') });
  });

  test('gives errors as JSON where JSON is asked for', async () => {
    const { code, stdout } = await here(['run', 't', '--config', config('no', 'broken'), '--json']);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'HANDOFF_TIERS_EXHAUSTED', attempts: [{}, {}] } });
  });

  test('strips what would drive the terminal out of an answer', async () => {
    const { stdout } = await here(['run', 'a\u001b[31mred\u0007\u001b]0;title\u0007', '--config', config('yes')]);
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}/u);
    const turned = '\u202Eabc\u2066def\u2069\u009B1m';
    const memory = sqliteMemory(join(cwd, '.handoff', 'memory.db'));
    await memory.append(sampleRecords(`id${turned}`, { task: turned }));
    await memory.close();
    const id = `id${turned}`;
    for (const args of [
      ['list'],
      ['show', id],
      ['history', id],
      ['verify'],
      ['erase', id, 'task'],
      ['list', '--json'],
    ]) {
      const said = await here(args);
      expect(said.stdout + said.stderr).not.toMatch(/(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    }
    expect(JSON.stringify(JSON.parse((await here(['list', '--json'])).stdout))).toContain(turned);
  });

  test('is answered later, by another process', async () => {
    const file = config('no', 'waits');
    const asked = await handoff(['run', 'May I?', '--config', file, '--json']);
    const { executionId } = JSON.parse(asked.stdout);
    const pending = await here(['pending', '--config', file]);
    expect(pending.stdout).toMatch(new RegExp(`^${executionId}  since .*  no deadline  May I\\?`));
    const answered = await handoff(['respond', executionId, 'Yes,', 'you may.', '--config', file]);
    expect(answered).toMatchObject({ code: 0, stdout: expect.stringContaining('Yes, you may.') });
    expect((await here(['respond', executionId, 'No.', '--config', file])).code).toBe(2);
    expect((await here(['pending', '--config', file])).stdout).toBe('Nobody is waited for.\n');
  });

  test('is resumed and cancelled by another process', async () => {
    const file = config('waits');
    for (const task of ['a', 'b']) await here(['run', task, '--config', file]);
    const resumed = await handoff(['resume', '--all', '--config', file]);
    expect(resumed).toMatchObject({ code: 0, stdout: expect.stringContaining('0 executions resumed, 2 left waiting') });
    const { executions } = JSON.parse((await here(['list', '--json'])).stdout);
    const id: string = executions[0].executionId;
    expect((await here(['cancel', id, '--reason', 'enough', '--config', file])).stdout).toContain('is cancelled');
    expect((await here(['resume', id, '--config', file])).code).toBe(130);
    expect((await here(['resume', '--config', file])).code).toBe(2);
    const changed = config('waits', 'yes');
    const other = await here(['resume', executions[1].executionId, '--config', changed]);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('--onto') });
    expect(await here(['resume', '--all', '--config', changed])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('0 executions resumed, 1 left waiting for a person, 0 failed'),
    });
  });

  test('goes to its end and is stored when its reader leaves early', async () => {
    const child = startNode('src/cli/main.ts', ['run', 't', '--config', config('no', 'yes')], { cwd });
    child.stdout?.destroy();
    child.stdin?.end();
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect((await handoff(['list'])).stdout).toContain('completed');
  });

  test('looks at no memory that is not there, and makes none', async () => {
    const { code, stderr } = await here(['list', '--memory', 'typo.db']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('typo.db') });
    expect(existsSync(join(cwd, 'typo.db'))).toBe(false);
  });

  test('explains itself', async () => {
    const { code, stdout } = await handoff(['--help']);
    expect(code).toBe(0);
    for (const word of ['run', 'history', 'replay', 'list', 'Exit codes', 'OPENAI_API_KEY'])
      expect(stdout).toContain(word);
    expect((await handoff(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the commands for those who answer for the records', () => {
  test('say what is wrong with an id or a file, and leave nothing behind', async () => {
    await here(['run', 'Jane asks', '--config', config('yes')]);
    expect(await here(['export', 'nope', '--out', 'out.jsonl'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no execution 'nope'"),
    });
    for (const file of ['missing.jsonl', '.']) {
      const refused = { code: 2, stderr: expect.stringContaining('cannot be read') };
      expect(await here(['import', file, '--memory', 'new.db'])).toMatchObject(refused);
    }
    expect(await here(['export', '--out', 'missing/out.jsonl'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot be written'),
    });
    expect(['new.db', 'out.jsonl'].filter((file) => existsSync(join(cwd, file)))).toEqual([]);
  });

  test('verify, export, import, erase and prune', async () => {
    const file = config('no', 'yes');
    for (const task of ['Jane asks', 'John asks']) await here(['run', task, '--config', file]);
    const verified = await here(['verify']);
    expect(verified).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/whole, 5 records, head [0-9a-f]{64}\n.*\n2 executions checked, 0 broken/),
    });
    const { executions } = JSON.parse((await here(['list', '--json'])).stdout);
    const id: string = executions[0].executionId;

    expect(await here(['export', '--out', 'all.jsonl'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '2 executions written to all.jsonl\n',
    });
    const imported = await here(['import', 'all.jsonl', '--memory', 'other.db']);
    expect(imported).toMatchObject({ code: 0, stdout: '2 executions imported\n' });
    const one = await here(['export', id]);
    expect((await here(['import', '-', '--memory', 'third.db'], { input: one.stdout })).stdout).toBe(
      '1 execution imported\n',
    );
    expect((await here(['import', 'all.jsonl', '--memory', 'third.db'])).stdout).toBe('1 execution imported\n');
    writeFileSync(join(cwd, 'broken.jsonl'), one.stdout.replace('John', 'Jack'));
    writeFileSync(join(cwd, 'notes.txt'), 'my notes');
    for (const wrong of ['broken.jsonl', 'notes.txt']) {
      const refused = { code: 2, stderr: expect.stringMatching(/Line \d+/) };
      expect(await here(['import', wrong, '--memory', 'fourth.db'])).toMatchObject(refused);
      expect(existsSync(join(cwd, 'fourth.db'))).toBe(false);
    }

    expect((await here(['erase', id, 'task', 'result'])).stdout).toContain('task, result erased');
    expect((await here(['list'])).stdout).toContain('[erased]');
    expect((await here(['verify', id])).code).toBe(0);
    expect(await here(['verify', '--head', 'abc'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--head'),
    });
    expect((await here(['erase', id, 'everything'])).code).toBe(2);
    expect((await here(['prune', '--before', '2100-01-01'])).stdout).toBe('2 executions deleted\n');
    for (const time of ['soon', '2026-02-30', '0', '2026-13-01', '20260101', ''])
      expect(await here(['prune', '--before', time])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('ISO 8601'),
      });
  });
});
