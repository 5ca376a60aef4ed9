import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { freshDatabase, type PostgresDatabase } from '../support/postgres.ts';
import { root, type Finished } from '../support/runNode.ts';
import { runHere } from './runHere.ts';
import { commandsIn, shellIn, wordsOf, type Shell } from './shell.ts';

let cwd: string;
let shell: Shell;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'handoff next '));
  shell = shellIn(cwd);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const here = (...args: readonly string[]) => runHere(args, cwd);

const source = (file: string) => JSON.stringify(pathToFileURL(join(root, 'src', file)).href);

/** A tier that passes everything on, and a person. */
const ladder = `
  const passesOn = {
    agentId: 'passes on',
    evaluateTask: async () => ({ canHandle: false, complexityScore: 0.9, reasoning: 'not mine', requiresTier: 2 }),
    executeTask: async () => ({ result: 'best effort', confidence: 0.2, executionMetadata: {} }),
  };
  const tiers = { 1: passesOn, 2: humanAgent({ agentId: 'on call' }) };`;

function writeConfig(file: string, options = 'tiers'): void {
  const imports = `import { humanAgent } from ${source('services/humanAgent.ts')};
    import { inMemory } from ${source('memory/inMemory.ts')};
    import { sqliteMemory } from ${source('memory/sqliteMemory.ts')};`;
  writeFileSync(join(cwd, file), `${imports}${ladder} export default { ${options} };`);
}

/** Pastes a command into a shell, and runs what the shell makes of it. */
const paste = (command: string) => runHere(wordsOf(command), cwd, 'As it should be.\n');

/** Pastes all that was printed, one after another, and expects each to end with one of the codes. */
async function pasteAll(
  printed: readonly string[],
  codes: readonly number[] = [0],
  run: (command: string) => Promise<Finished> = paste,
): Promise<string> {
  const commands = commandsIn(...printed);
  expect(commands).not.toEqual([]);
  let output = '';
  for (const command of commands) {
    const { code, stdout, stderr } = await run(command);
    expect({ command, code, stderr, isExpected: codes.includes(code ?? -1) }).toMatchObject({ isExpected: true });
    output += stdout;
  }
  return output;
}

const names = {
  config: `it's my "config" $HOME.mjs`,
  memory: '-m `x` y.db',
  knowledge: 'our faq!.md',
};

describe('a command that is printed works when it is pasted:', () => {
  const places: readonly (readonly [string, readonly string[]])[] = [
    ['no option', []],
    ['a memory whose name begins with a dash', ['--memory', names.memory]],
  ];

  test.for(places)('to answer, after a run with a config and %s', async ([, place]) => {
    writeConfig(names.config);
    const { code, stdout } = await here('run', "May I? It's $5", '--config', names.config, ...place);
    expect(code).toBe(3);
    expect(await pasteAll([stdout], [0], shell.paste)).toContain('tier 2 · confidence 1.00');
  });

  test('to answer, after a run with a knowledge file', async () => {
    writeFileSync(join(cwd, names.knowledge), '## Where is the moon station?\n\nIn the Sea of Tranquility.\n');
    const { stdout } = await here('run', 'Who are you?', '--knowledge', names.knowledge);
    expect(await pasteAll([stdout])).toContain('tier 3 · confidence 1.00');
  });

  test('to answer what waits, without the config that it was made with', async () => {
    writeConfig('c.mjs', 'tiers, policy: { minConfidence: 0.7 }');
    for (const ask of [['pending'], ['show', '']]) {
      const { executionId } = JSON.parse((await here('run', '-1', '--config', 'c.mjs', '--json')).stdout);
      const { stdout } = await here(...ask.map((word) => word || executionId));
      const [respond = ''] = commandsIn(stdout);
      expect(wordsOf(respond)).toEqual(['respond', executionId]);
      expect(await paste(respond)).toMatchObject({ code: 0 });
    }
    const { executionId } = JSON.parse((await here('run', 'May I?', '--config', 'c.mjs', '--json')).stdout);
    for (const placeholder of ['…', '...', ' … ']) {
      expect(await here('respond', executionId, placeholder)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('still waits'),
      });
    }
    expect(await here('respond', executionId, 'Perhaps', '--confidence', '0.5')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--config'),
    });
  });

  test('to see who was quicker, after an answer that came too late', async () => {
    writeConfig('c.mjs');
    const { executionId } = JSON.parse((await here('run', 'May I?', '--config', 'c.mjs', '--json')).stdout);
    const file = JSON.stringify(join(cwd, '.handoff', 'memory.db'));
    writeConfig('late.mjs', `tiers, sharedMemory: overtaken(sqliteMemory(${file}))`);
    const rival = `import { createHandoffPattern } from ${source('pattern/createHandoffPattern.ts')};
      function overtaken(memory) {
        let isOvertaken = false;
        return { ...memory, append: async (records, claim) => {
          if (!isOvertaken) {
            isOvertaken = true;
            await createHandoffPattern({ tiers, sharedMemory: memory }).respond('${executionId}', { result: 'No.' });
          }
          return memory.append(records, claim);
        } };
      }`;
    writeFileSync(join(cwd, 'late.mjs'), `${rival}${readFileSync(join(cwd, 'late.mjs'), 'utf8')}`);
    const late = await here('respond', executionId, 'Yes.', '--config', 'late.mjs');
    expect(late).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('it was answered at') });
    expect(late.stderr).not.toContain('answered in');
    expect(await pasteAll([late.stderr], [0], shell.paste)).toContain('No.');
    const again = await here('respond', executionId, 'Yes.');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is not waiting for a person') });
    await pasteAll([again.stderr]);
  });

  test('for ids that a shell or a parser would take for something else', async () => {
    const memory = sqliteMemory(join(cwd, names.memory));
    for (const id of ['-1', "it's", '$(id)', 'a b', '*']) await memory.append(sampleRecords(id));
    await memory.close();
    for (const id of ['-1', "it's", '$(id)', 'a b', '*']) {
      const { stdout } = await here('show', '--memory', names.memory, '--', id);
      expect(await pasteAll([stdout])).toContain('decisions');
    }
  });

  test('to look at what ran, failed or was interrupted', async () => {
    writeConfig('c.mjs', "tiers: { 1: passesOn }, policy: { atCap: 'reject' }");
    expect((await here('run', 't', '--config', 'c.mjs')).code).toBe(4);
    const { executions } = JSON.parse((await here('list', '--json')).stdout);
    await pasteAll([(await here('show', executions[0].executionId, '--config', 'c.mjs')).stdout]);

    writeConfig('d.mjs', 'tiers: { 1: passesOn }');
    const { executionId } = JSON.parse((await here('run', 't', '--config', 'd.mjs', '--json')).stdout);
    const all = sqliteMemory(join(cwd, '.handoff', 'memory.db'));
    const records = await all.read(executionId);
    await all.close();
    const cut = sqliteMemory(join(cwd, 'cut.db'));
    await cut.append(records.slice(0, 2));
    await cut.close();
    const shown = await here('show', executionId, '--config', 'd.mjs', '--memory', 'cut.db');
    expect(commandsIn(shown.stdout)[0]).toMatch(/^handoff resume/);
    expect(await pasteAll([shown.stdout])).toContain('best effort');
    // Without the config it would be refused, so it is not printed.
    expect(commandsIn((await here('show', executionId, '--memory', 'cut.db')).stdout)).toEqual([
      `handoff history ${executionId} --memory cut.db`,
    ]);
  });

  test('to fork', async () => {
    writeConfig(names.config);
    const { executionId } = JSON.parse((await here('run', 't', '--config', names.config, '--json')).stdout);
    const asked = await here('fork', executionId.slice(0, 8), '--config', names.config);
    expect(asked.code).toBe(2);
    expect(await pasteAll([asked.stderr], [3])).toContain('Waiting: at tier 2 a person is asked');
    expect(commandsIn((await here('fork', executionId)).stderr)).toEqual([]);
  });

  test('after mistakes: an unknown id, no id, no task, no memory, nothing in it', async () => {
    await here('run', 'Where can I download my invoices?', '--memory', names.memory);
    const missing = await here('show', 'nope', '--memory', names.memory);
    const noId = await here('resume', '--memory', names.memory);
    await pasteAll([missing.stderr, noId.stderr]);

    const noTask = await here('run', '--memory', names.memory);
    const typo = await here('list', '--memory', 'typo.db');
    await here('prune', '--before', '2100-01-01', '--memory', names.memory);
    const empty = await here('list', '--memory', names.memory);
    const noStats = await here('stats', '--memory', names.memory);
    const output = await pasteAll([noTask.stderr, typo.stderr, empty.stdout, noStats.stdout], [0, 3]);
    expect(output).toContain('stored in typo.db');
  });

  test('to look at a session in the debugger', async () => {
    const invariants = `[{ name: 'n', check: () => 'never right' }]`;
    writeConfig('c.mjs', 'tiers, policy: { maxRetries: 0 }');
    writeFileSync(join(cwd, 'i.mjs'), `export { default } from './c.mjs'; export const invariants = ${invariants};`);
    const { stdout } = await here('check', '--config', 'i.mjs', '--max-paths', '50', '--session', '-my session.json');
    expect(await pasteAll([stdout], [0], shell.paste)).toContain('Inspector: ');
    const refused = await here('inspect', '--config', 'i.mjs', '--', '-my session.json');
    expect(commandsIn(refused.stderr).map(wordsOf)).toEqual([['inspect', '--', '-my session.json']]);
  });

  test('from init, and from doctor before and after it', async () => {
    await pasteAll([(await here('doctor')).stdout], [0, 3]);
    const { stdout } = await here('init');
    expect(await pasteAll([stdout])).toContain('Forgot password?');
    await pasteAll([(await here('doctor', '--config', 'handoff.config.ts')).stdout]);
    const broken = await here('doctor', '--config', 'nope.ts');
    expect(broken.code).toBe(2);
    await pasteAll([broken.stdout], [2]);
  });
});

describe('where executions are kept is said as it is:', () => {
  test('the memory of a config only where that config has one', async () => {
    writeConfig('with.mjs', `tiers, sharedMemory: sqliteMemory(${JSON.stringify(join(cwd, 'own.db'))})`);
    writeConfig('without.mjs');
    const own = await shell.paste('handoff run t --config with.mjs');
    expect(own.stdout).toContain('stored in the memory of with.mjs');
    expect((await here('run', 't', '--config', 'without.mjs')).stdout).toContain('stored in .handoff/memory.db');
    expect((await shell.paste('handoff list --config with.mjs')).stdout).toContain('waiting');
    const pending = await shell.paste('handoff pending --config with.mjs');
    expect(commandsIn(pending.stdout)).toEqual(commandsIn(own.stdout));
    await pasteAll([own.stdout], [0], shell.paste);
  });

  test('nothing that could not be found again', async () => {
    writeConfig('volatile.mjs', 'tiers, sharedMemory: inMemory()');
    const { stdout } = await here('run', 't', '--config', 'volatile.mjs');
    expect(stdout).toContain('nothing is kept');
    expect(commandsIn(stdout)).toEqual([]);
  });
});

describe('a PostgreSQL memory', () => {
  let database: PostgresDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });

  test('is used by every command that takes a memory; its password is nowhere in what they print', async () => {
    const { url, password } = database;
    const place = ['--postgres', url];
    writeConfig(names.config);
    const asked = await here('run', 't', '--config', names.config, ...place);
    const said = [asked, await here('pending', ...place), await here('list', ...place)];
    for (const { stdout, stderr } of said) expect(stdout + stderr).not.toContain(password);
    expect(asked.stdout).toContain('PGPASSWORD');
    expect(asked.stdout).toContain('--postgres postgres://postgres@127.0.0.1');
    await pasteAll([asked.stdout], [0], (command) => shell.paste(command, { PGPASSWORD: password }));

    const { executions } = JSON.parse((await here('list', '--json', ...place)).stdout);
    const id: string = executions[0].executionId.slice(0, 8);
    const commands: readonly (readonly string[])[] = [
      ['show', id],
      ['history', id],
      ['replay', id],
      ['stats'],
      ['watch', id],
      ['verify'],
      ['export', id, '--out', 'all.jsonl'],
      ['import', 'all.jsonl'],
      ['inspect', '--export', 'page.html'],
      ['doctor'],
      ['cancel', id],
      ['resume', id, '--config', names.config],
      ['fork', id, '--at', '1', '--output', '{"canHandle": true}', '--config', names.config],
      ['erase', id, 'task'],
      ['prune', '--before', '2100-01-01'],
    ];
    for (const command of commands) {
      const { code, stdout, stderr } = await here(...command, ...place);
      expect({ command, code, stderr }).toMatchObject({ code: 0 });
      expect(stdout + stderr).not.toContain(password);
    }
    for (const wrong of [url.replace('127.0.0.1', 'not a host'), 'nonsense', `${url}x`]) {
      const { code, stdout, stderr } = await here('list', '--postgres', wrong);
      expect([2, 5]).toContain(code);
      expect(stdout + stderr).not.toContain(password);
    }
    for (const args of [['list', '--memory', url], [url], ['list', url], ['list', ...place, '--memory', 'm.db']]) {
      const { code, stdout, stderr } = await here(...args);
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain(password);
    }
  });

  test('is repeated by the name of the variable that its URL came from', async () => {
    const { url, password } = database;
    writeConfig('c.mjs');
    const { stdout } = await shell.paste('handoff run t --config c.mjs --postgres "$MY_DATABASE"', {
      MY_DATABASE: url,
    });
    expect(commandsIn(stdout)).toEqual([expect.stringContaining('--postgres "$MY_DATABASE"')]);
    expect(stdout).not.toContain(password);
    await pasteAll([stdout], [0], (command) => shell.paste(command, { MY_DATABASE: url }));
  });
});
