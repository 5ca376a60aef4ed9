import { describe, expect, test } from 'vitest';

import { ConfigurationError } from '../../src/machines/errors.ts';
import { callAgent } from '../../src/services/call.ts';
import { systemClock } from '../../src/time/clock.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import type { HandoffAgent } from '../../src/services/agent.ts';
import { functionAgent } from '../../src/services/functionAgent.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';

const input = {
  task: 't',
  tierLevel: 1,
  context: '',
  previousAttempts: [],
  capped: false,
  callId: 'x:1',
  executionId: 'x',
  agentId: 'own',
  notBefore: null,
  deadline: null,
};
const abortSignal = new AbortController().signal;
const good = {
  agentId: 'own',
  evaluate: () => ({ canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1 }),
  execute: () => ({ result: 'r', confidence: 1 }),
};

/** As plain JavaScript would call it. */
function made<T>(make: (options: never) => T, ...options: readonly unknown[]): T {
  return Reflect.apply(make, undefined, options);
}

function mistake(make: (options: never) => unknown, ...options: readonly unknown[]): ConfigurationError {
  try {
    made(make, ...options);
  } catch (error) {
    if (ConfigurationError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('functionAgent', () => {
  test.each([
    [undefined, 'expected an object, got nothing'],
    [null, 'expected an object, got null'],
    ['text', 'expected an object, got "text"'],
    [{}, 'result: expected'],
  ])('that returns %o has given an invalid answer', async (returned, message) => {
    const agent = made(functionAgent, { ...good, execute: () => returned });
    const call = callAgent(agent, { kind: 'execute', input }, { abortSignal }, { clock: systemClock });
    await expect(call).rejects.toMatchObject({
      code: 'HANDOFF_AGENT_OUTPUT',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['no options', [], '', 'functionAgent'],
    ['null', [null], '', 'functionAgent'],
    ['no id', [{ ...good, agentId: undefined }], 'agentId', 'agentId'],
    ['an empty id', [{ ...good, agentId: ' ' }], 'agentId', 'empty'],
    ['no evaluate', [{ agentId: 'own', execute: good.execute }], 'evaluate', 'expected a function'],
    ['an execute that is no function', [{ ...good, execute: 1 }], 'execute', 'expected a function'],
    ['an unknown option', [{ ...good, excute: good.execute }], 'excute', 'unknown option'],
  ])('with %s is refused', (_, options, path, message) => {
    const error = mistake(functionAgent, ...options);
    expect(error).toMatchObject({ path });
    expect(error.message).toContain(message);
  });
});

test('an agent of one’s own may leave out what has a default', async () => {
  const agent: HandoffAgent = {
    agentId: 'own',
    evaluateTask: async () => ({ canHandle: true }),
    executeTask: async () => ({ result: 'done', confidence: 1 }),
  };
  const functions = functionAgent({
    agentId: 'other',
    evaluate: () => ({ canHandle: false }),
    execute: agent.executeTask,
  });
  const pattern = createHandoffPattern({ tiers: { 1: functions, 2: agent } });
  expect(await pattern.executeWithHandoff('t', { executionId: 'e' })).toMatchObject({
    result: 'done',
    executionMetadata: {},
  });
  expect(await pattern.getHandoffHistory('e')).toMatchObject([
    { canHandle: false, complexityScore: 0.5, reasoning: '', requiresTier: 2 },
    { canHandle: true, requiresTier: 2 },
  ]);
});

describe('humanAgent', () => {
  test('needs no options', () => {
    expect(humanAgent().agentId).toBe('human');
    expect(humanAgent({}).agentId).toBe('human');
  });

  test.each([
    ['an empty id', { agentId: '' }, 'agentId'],
    ['a deadline of 0', { deadlineMs: 0 }, 'deadlineMs'],
    ['a deadline without end', { deadlineMs: Infinity }, 'deadlineMs'],
    ['an unknown option', { deadline: 1 }, 'deadline'],
  ])('with %s is refused', (_, options, path) => {
    expect(mistake(humanAgent, options)).toMatchObject({ path });
  });
});
