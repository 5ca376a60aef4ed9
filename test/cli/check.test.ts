import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { runNode } from '../support/runNode.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'handoff-check-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const check = (...args: readonly string[]) => runNode('src/cli/main.ts', ['check', ...args], { cwd });

/** Two tiers, and an expectation that is a mistake or none. */
function config(invariants: string): string {
  writeFileSync(
    join(cwd, 'handoff.config.mjs'),
    `const agent = (agentId) => ({
       agentId,
       evaluateTask: () => { throw new Error('nobody is called'); },
       executeTask: () => { throw new Error('nobody is called'); },
     });
     export default { tiers: { 1: agent('<first>'), 2: agent('second') }, policy: { maxRetries: 0 } };
     export const invariants = ${invariants};`,
  );
  return 'handoff.config.mjs';
}

const refunds = `[{
  name: 'Refunds never stay at "tier 1".',
  check: ({ end }) => (end.status === 'completed' && end.finalTier === 1 ? 'Tier 1 answered.' : undefined),
}]`;

describe('handoff check', () => {
  test('says whose tiers they are, what holds and what it covered', async () => {
    const { code, stdout } = await check('--config', config('[]'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Tiers of handoff\.config\.mjs: 1 \(<first>\), 2 \(second\)\n/);
    expect(stdout).toContain('holds   never-above-max-tier: No tier above maxTier is ever called');
    expect(stdout).toMatch(/\n\d+ states, \d+ transitions, [\d,]+ paths; \d+ driven through a real pattern\n$/);
  });

  test('shows what is broken, ends with 6, and writes reports and a session', async () => {
    const file = config(refunds);
    const { code, stdout } = await check('--config', file, '--junit', 'junit.xml', '--session', 'session.json');
    expect(code).toBe(6);
    expect(stdout).toContain('BROKEN  Refunds never stay at "tier 1".\n');
    expect(stdout).toContain('  tier1.executing (<first>): answers, sure enough → done\n');
    expect(stdout).toContain('\nLook at it: handoff inspect session.json\n');
    const junit = readFileSync(join(cwd, 'junit.xml'), 'utf8');
    expect(junit).toMatch(/<testsuites tests="11" failures="1" errors="0">/);
    expect(junit).toContain('name="Refunds never stay at &quot;tier 1&quot;."');
    expect(junit).toContain('<failure message="Tier 1 answered.">Broken: Refunds');
    expect(junit).toContain('(&lt;first&gt;): answers');
    expect(JSON.parse(readFileSync(join(cwd, 'session.json'), 'utf8'))).toMatchObject({
      format: 'xstate-handoff-session',
    });
  });

  test('prints one JSON value for programs', async () => {
    const file = config(refunds);
    const { code, stdout } = await check('--config', file, '--json', '--max-paths', '200');
    expect(code).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: false,
      pathsChecked: expect.any(Number),
      counterexamples: [
        { problem: 'Tier 1 answered.', path: ['start → tier1.evaluating', {}, {}].map(() => expect.any(String)) },
      ],
    });
    expect(JSON.parse((await check('--config', file, '--json', '--max-tier', '3x')).stdout)).toMatchObject({
      error: { code: 'HANDOFF_CONFIGURATION' },
    });
  });

  test('names a mistake in what is expected', async () => {
    const { code, stderr } = await check('--config', config("[{ name: 'no check' }]"));
    expect(code).toBe(2);
    expect(stderr).toContain("handoff check: option 'invariants.0.check'");
  });
});
