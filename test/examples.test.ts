import { describe, expect, test } from 'vitest';

import { runNode } from './support/runNode.ts';

async function outputOf(example: string): Promise<string> {
  const { code, stdout, stderr } = await runNode(`examples/${example}`);
  expect({ code, stderr: stderr.replace(/^xstate-handoff: no provider.*\n/, '') }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe('the examples run without a key', () => {
  test('01 basic: answers and shows its decisions', async () => {
    const output = await outputOf('01-basic.ts');
    expect(output).toContain('answered by tier 2, escalations: 1');
    expect(output).toMatch(/^tier 1 \(keyword\): escalate – /m);
  });

  test('02 configuration: shows the tiers of all four levels', async () => {
    const output = await outputOf('02-configuration.ts');
    expect(output).toContain('level 1: 1 keyword, 2 semantic, 3 local-or-human');
    expect(output).toContain('level 2: 1 keyword, 2 semantic\n');
    expect(output).toContain('level 3: 1 tier-1, 2 tier-2, 3 tier-3');
    expect(output).toContain('level 4: 1 greeter, 5 front desk');
    expect(output).toContain('Hello! What can we do for you?');
  });

  test('03 advanced: shows the policy at its edges', async () => {
    const output = await outputOf('03-advanced.ts');
    expect(output).toContain('2 escalations, average complexity 0.89');
    expect(output).toContain('tier 3, escalations: 1\n');
    expect(output).toContain('tier 2, capped: true, confidence 0.3');
    expect(output).toContain('3 tiers said no: junior, senior, expert');
    expect(output).toContain('cancelled before any call');
    expect(output).toContain('6 done (escalations so far: 2)');
  });

  test('04 customer support: answers five tickets and reports where', async () => {
    const output = await outputOf('04-customer-support.ts');
    expect(output.match(/^\[(low|normal|high)\]/gm)).toHaveLength(5);
    expect(output).toMatch(/tier 3 engineering: 1 of 5 \(20 %\)/);
  });
});
