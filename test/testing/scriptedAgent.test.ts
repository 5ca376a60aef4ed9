import { describe, expect, test } from 'vitest';

import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { scriptedAgent } from '../../src/testing/drive/scriptedAgent.ts';

describe('a scripted agent', () => {
  test('answers as its script says, in order, with defaults for what is left out', async () => {
    const junior = scriptedAgent(
      [{ evaluate: {} }, { execute: { confidence: 0.1 } }, { evaluate: { canHandle: false, reasoning: 'too hard' } }],
      { agentId: 'junior' },
    );
    const senior = scriptedAgent(
      [
        { evaluate: ({ task }) => ({ canHandle: 'yes', complexityScore: 1, reasoning: task, requiresTier: 2 }) },
        { execute: { result: 'done' } },
        { evaluate: new AgentCallError('senior', 'refused', 'not today') },
      ],
      { agentId: 'senior' },
    );
    const pattern = createHandoffPattern({ tiers: { 1: junior, 2: senior }, policy: { minConfidence: 0.5 } });
    expect(await pattern.executeWithHandoff('t')).toMatchObject({ result: 'done', confidence: 1, finalTier: 2 });
    await expect(pattern.executeWithHandoff('t')).rejects.toThrow('too hard; tier 2 (senior) failed: not today');
    junior.assertConsumed();
    senior.assertConsumed();
  });

  test('fails an execution that calls it unexpectedly, whatever the policy makes of errors', async () => {
    const tiers = { 1: scriptedAgent([{ evaluate: {} }], { agentId: 'junior' }), 2: scriptedAgent([]) };
    const running = createHandoffPattern({ tiers, policy: { onError: 'escalate' } }).executeWithHandoff('t');
    await expect(running).rejects.toThrow(
      "Scripted agent 'junior' was called to execute at position 2, and its script is at its end.\n  1. evaluate\n> end",
    );
    expect(() => tiers[1].assertConsumed()).toThrow('at position 2');
  });

  test('fails where another call is expected', async () => {
    const agent = scriptedAgent([{ execute: {} }]);
    await expect(createHandoffPattern({ tiers: { 1: agent } }).executeWithHandoff('t')).rejects.toThrow(
      "was called to evaluate at position 1, and 'execute' is expected there.\n> 1. execute",
    );
  });

  test('fails at the end of its block where a call was not made, and shows which', async () => {
    await expect(async () => {
      using agent = scriptedAgent([{ evaluate: {} }, { execute: {} }, { evaluate: {} }]);
      await createHandoffPattern({ tiers: { 1: agent } }).executeWithHandoff('t');
    }).rejects.toThrow('was not called once more, as its script says.\n  1. evaluate\n  2. execute\n> 3. evaluate');
  });
});
