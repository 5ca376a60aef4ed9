import { once } from 'node:events';
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { runNode } from '../support/runNode.ts';
import { runHere } from './runHere.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'handoff-doctor-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const here = (...args: readonly string[]) => runHere(args, cwd);
const doctor = (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  runNode('src/cli/main.ts', ['doctor', ...args], { cwd, env });

describe('handoff doctor', () => {
  test('says what is there and why, and makes nothing', async () => {
    const { code, stdout } = await here('doctor');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {6}Versions +Node \d+\.\d+\.\d+, xstate-handoff \d+\.\d+\.\d+$/m);
    expect(stdout).toMatch(/Provider +embedded, because neither OPENAI_API_KEY nor OPENAI_BASE_URL is set/);
    expect(stdout).toMatch(/Key +OPENAI_API_KEY is not set/);
    expect(stdout).toMatch(/Packages +openai \d+\.\d+\.\d+, pg \d/);
    expect(stdout).toMatch(/Servers /);
    expect(stdout).toMatch(/Memory +\.handoff.memory\.db is not there yet/);
    expect(existsSync(join(cwd, '.handoff'))).toBe(false);
  });

  test('says that there is a key, and never which', async () => {
    const key = 'sk-secret-secret-secret-1234';
    const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'https://user:hunter2hunter2@models.example/v1' };
    const { stdout, stderr } = await doctor(env, '--json');
    expect(stdout + stderr).not.toMatch(/secret-secret|hunter2/);
    expect(JSON.parse(stdout)).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'Provider', message: expect.stringContaining('openai, because') }),
        expect.objectContaining({
          name: 'Key',
          message: 'OPENAI_API_KEY is set; OPENAI_BASE_URL goes to models.example',
        }),
      ]),
    });
  });

  test('counts what is stored and what waits', async () => {
    writeFileSync(
      join(cwd, 'c.mjs'),
      `const wait = (_input, { waitForResponse }) => waitForResponse({});
       const agent = { agentId: 'on call', executeTask: wait,
         evaluateTask: async () => ({ canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1 }) };
       export default { tiers: { 1: agent } };`,
    );
    await here('run', 't', '--config', 'c.mjs');
    const { stdout } = await here('doctor', '--config', 'c.mjs');
    expect(stdout).toMatch(/Memory +\.handoff.memory\.db: 1 execution, 1 waiting for a person/);
    expect(stdout).toMatch(/Tiers +1 \(on call\)/);
    expect(stdout).toContain('\n  handoff pending --config c.mjs\n');
  });

  test.for<readonly [string, readonly string[], Readonly<Record<string, string>>, number, RegExp]>([
    ['a key', [], { HANDOFF_PROVIDER: 'openai' }, 2, /BROKEN +Tiers +.*OPENAI_API_KEY/],
    ['a variable', [], { HANDOFF_PROVIDER: 'skynet' }, 2, /BROKEN +Provider +.*HANDOFF_PROVIDER/],
    ['a config', ['--config', 'nope.ts'], {}, 2, /BROKEN +Config +.*nope\.ts/],
    ['knowledge', ['--knowledge', 'bad.csv'], {}, 2, /BROKEN +Knowledge +.*bad\.csv/],
    ['a memory', ['--memory', 'notes.txt'], {}, 5, /BROKEN +Memory +.*notes\.txt/],
    ['a database', ['--postgres', 'postgres://u@127.0.0.1:1/d'], {}, 5, /BROKEN +Memory +.*PostgreSQL/],
  ])('says that %s is broken, and exits with what a run would', async ([, args, env, expected, message]) => {
    writeFileSync(join(cwd, 'bad.csv'), 'question,answer\nWhere?,\n');
    writeFileSync(join(cwd, 'notes.txt'), 'my notes');
    const { code, stdout } = await (Object.keys(env).length === 0 ? here('doctor', ...args) : doctor(env, ...args));
    expect({ code, stdout }).toEqual({ code: expected, stdout: expect.stringMatching(message) });
  });

  test('asks each tier one minimal question with --live, and no tier without it', async () => {
    writeFileSync(
      join(cwd, 'live.mjs'),
      `const never = () => { throw new Error('never'); };
       const agent = (agentId, check) => ({ agentId, evaluateTask: never, executeTask: never, check });
       const fine = async () => {
         console.error('asked');
         return { costUsd: 0.001 };
       };
       const down = async () => { throw new Error('The server is down.'); };
       export default { tiers: { 1: agent('fine', fine), 2: agent('down', down), 3: agent('on call') } };`,
    );
    expect((await doctor({}, '--config', 'live.mjs')).stderr).toBe('');
    const { code, stdout, stderr } = await doctor({}, '--config', 'live.mjs', '--live');
    expect(stderr).toBe('asked\n');
    expect(stdout).toMatch(/^ok +Tier 1 +fine answers, cost \$0\.001000/m);
    expect(stdout).toMatch(/^BROKEN +Tier 2 .*The server is down\./m);
    expect(stdout).toMatch(/^note +Tier 3 +on call/m);
    expect(code).toBe(4);
  });
});

test('doctor --live names a tier once, and says what to mend before the tiers are asked again', async () => {
  const refuses = createServer((request, response) => {
    request.resume();
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: 'No such key.' } }));
  });
  await once(refuses.listen(0, '127.0.0.1'), 'listening');
  const address = refuses.address();
  const port = typeof address === 'object' ? address?.port : 0;
  try {
    const env = { OPENAI_API_KEY: 'sk-bad', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` };
    const { code, stdout } = await doctor(env, '--live');
    expect(code).toBe(4);
    const [line = ''] = /^BROKEN +Tier 1 .*$/m.exec(stdout) ?? [];
    expect(line).toContain('check OPENAI_API_KEY');
    expect(line.match(/tier.1/gi)).toHaveLength(1);
    const next = 'What to do next: mend what is BROKEN above (Tier 1, Tier 2, Tier 3), then look again.';
    expect(stdout.endsWith(`\n${next}\n  handoff doctor --live\n`)).toBe(true);
    const checks = JSON.parse((await doctor(env, '--json')).stdout);
    expect(checks).toMatchObject({ checks: expect.arrayContaining([expect.objectContaining({ provider: 'openai' })]) });
  } finally {
    refuses.close();
  }
});

describe('handoff init', () => {
  test('writes a typed config and a file of questions, which answer', async () => {
    const { code, stdout } = await here('init');
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, 'handoff.config.ts'), 'utf8')).toContain('const options: HandoffOptions = {');
    expect(stdout).toContain('handoff run "How do I reset my password?" --config handoff.config.ts');
  });

  test('names the config so that Node reads it, also where a package.json says CommonJS', async () => {
    writeFileSync(join(cwd, 'package.json'), '{ "type": "commonjs" }');
    const { stdout } = await here('init');
    expect(stdout).toContain('--config handoff.config.mts');
    const run = ['run', 'How do I reset my password?', '--config', 'handoff.config.mts'];
    const answered = await runNode('src/cli/main.ts', run, { cwd });
    expect(answered).toMatchObject({ code: 0, stdout: expect.stringContaining('Forgot password?') });
    writeFileSync(join(cwd, 'c.ts'), 'export default {};');
    const refused = await runNode('src/cli/main.ts', ['list', '--config', 'c.ts'], { cwd });
    expect(refused.stderr).toContain('call it c.mts');
  });

  test('never overwrites', async () => {
    for (const [kept, other] of [
      ['faq.md', 'handoff.config.ts'],
      ['handoff.config.mjs', 'faq.md'],
    ] as const) {
      rmSync(join(cwd, other), { force: true });
      writeFileSync(join(cwd, kept), 'mine');
      const { code, stdout } = await here('init');
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`${kept} was there already`) });
      expect(readFileSync(join(cwd, kept), 'utf8')).toBe('mine');
      expect(existsSync(join(cwd, other))).toBe(true);
      rmSync(join(cwd, 'handoff.config.ts'), { force: true });
    }
  });
});
