import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { runNode } from './support/runNode.ts';

/** What an example prints, its columns one blank apart. */
async function outputOf(example: string, args: readonly string[] = [], env = {}): Promise<string> {
  const { code, stdout, stderr } = await runNode(`examples/${example}`, args, { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.replaceAll(/ {2,}/g, ' ');
}

describe('the examples run without a key and without a word on stderr', () => {
  test.for([
    ['without a key', {}],
    ['without using the key that is there', { OPENAI_API_KEY: 'sk-somebody', HANDOFF_MODEL: 'gpt-4' }],
  ] as const)('01 basic, %s: routes an easy task and harder ones, and shows why', async ([, env]) => {
    const output = await outputOf('01-basic.ts', [], env);
    expect(output).toMatch(/^How do I reset my password\? 1 0 completed /m);
    expect(output).toMatch(/^I can't get into my account 2 1 completed /m);
    expect(output).toMatch(/^Our payment queue .* 3 2 waiting nobody knows it/m);
    expect(output).toMatch(/^ ?1 keyword no 0\.\d\d escalate$/m);
    expect(output).toMatch(/^ ?2 semantic yes 0\.\d\d execute$/m);
    expect(output).toContain('waiting at tier 1, capped: true');
    expect(output).toContain('completed: Use the button "Sign in with Google".');
  });

  test('02 configuration: all four levels take tasks, the models through a server on this machine', async () => {
    const output = await outputOf('02-configuration.ts');
    expect(output).toMatch(/^Thank you! 1 0 unknown gpt-6-luna: done\.$/m);
    expect(output).toMatch(/^Find out why .* 3 2 unknown gpt-6\.1-sol: done\.$/m);
    expect(output).toContain('the last request asked for model medium, at most 256 tokens');
    expect(output).toMatch(/^Find out why .* 2 1 unknown gpt-6\.1-sol: done\.$/m);
    expect(output).toMatch(/^Write a unit test .* 2 1 \$0\.000\d+ medium: done\.$/m);
    expect(output).toMatch(
      /^tier 1 works, tier 2 works, tier 3 works\nno problem; one small call each, \$0\.00\d+ in all$/m,
    );
    expect(output).toMatch(/^Thank you! 1 0 completed You are welcome\.$/m);
    expect(output).toMatch(/^Find out why .* 5 1 waiting a person is asked$/m);
    expect(output).toContain('tiers: 1 greeter, 5 writer');
    expect(output).toContain("unknown option 'num_tiers'");
  });

  test('03 advanced: compares ladders by workload, sums up escalations, and goes to the edges', async () => {
    const output = await outputOf('03-advanced.ts');
    expect(output).toMatch(/^two tiers, strong first 64 % 0\.36 2\.4 \$5\.16$/m);
    expect(output).toMatch(/^five tiers, direct 10 % 0\.90 2\.9 \$7\.12$/m);
    expect(output).toContain('tier 3 (senior): escalate, complexity 0.75, needs tier 4');
    expect(output).toMatch(/^ 4 lead 45 56 % 0\.79$/m);
    for (const line of [
      'maxTier too low: best effort completed tier 2, escalations: 1, confidence 0.30, capped',
      "atCap 'reject' thrown TiersExhaustedError, 2 attempts",
      "atCap 'human' waiting tier 2, escalations: 1, capped",
      'a tier that fails completed tier 2, escalations: 1, confidence 0.75',
      "a tier that fails, onError 'fail' thrown AgentCallError",
      'limits.costUsd used up thrown BudgetExceededError, 2 attempts',
      'cancelled before it begins thrown ExecutionCancelledError',
      'no tiers yet thrown ConfigurationError',
      '8 done (escalations so far: 3)',
    ]) {
      expect(output).toContain(`${line}\n`);
    }
  });

  test('04 customer support: urgent tickets first, people answer what nobody knows, and all of it is on record', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handoff-example-'));
    try {
      const output = await outputOf('04-customer-support.ts', [folder]);
      expect(output.match(/^P\d /gm)).toEqual(['P1 ', 'P1 ', 'P2 ', 'P2 ', 'P3 ', 'P3 ']);
      expect(output).toMatch(/^P1 Our cluster loses writes .* 3 waiting the engineers have four hours$/m);
      expect(output).toContain('→ The old primary went on acknowledging writes for nine seconds.');
      expect(output).toMatch(/^ 3 engineers 2 33 %$/m);
      expect(output).toMatch(/^on average: escalations \d\.\d\d, complexity 0\.\d\d, confidence 0\.\d\d$/m);
      expect(output).toMatch(/^7 \S+ tier3\.\w+ → done by engineers$/m);
      expect(output).toContain('whole, 8 records');
      const imported = await runNode('src/cli/main.ts', ['import', join(folder, 'desk.jsonl')], { cwd: folder });
      expect(imported).toMatchObject({ code: 0, stdout: '6 executions imported\n' });
      expect(readFileSync(join(folder, 'desk.jsonl'), 'utf8')).toContain('Priority: P1, category: platform');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('04 customer support: leaves nothing behind where no folder is named', async () => {
    const output = await outputOf('04-customer-support.ts');
    const [, exported = ''] = /lines in (\S+):/.exec(output) ?? [];
    expect(() => readFileSync(exported)).toThrow('ENOENT');
    expect(output).toMatch(/: node examples\/04-customer-support\.ts desk\n$/);
    const inClone = await outputOf('04-customer-support.ts', [], { npm_lifecycle_event: 'example' });
    expect(inClone).toMatch(/: npm run example examples\/04-customer-support\.ts desk\n$/);
  });
});
