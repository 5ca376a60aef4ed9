import { expect, it } from 'vitest';

import { endedCall } from '../../../../../inspector/app/views/detail/endedCall.ts';
import { createHandoffPattern } from '../../../../../src/index.ts';
import { configOf, foldRecords } from '../../../../../src/machines/fold.ts';
import { agentThat } from '../../../../support/agents.ts';

it('knows what a call was asked, and what it came to', async () => {
  const tiers = { 1: agentThat('low', { canHandle: false }), 2: agentThat('high', {}) };
  const pattern = createHandoffPattern({ tiers });
  await pattern.executeWithHandoff('the task', { executionId: 'e1', context: 'about it' });
  const records = await pattern.getTransitions('e1');
  const steps = foldRecords(records);
  const config = configOf(records);
  const calls = steps.map((step, index) => config && endedCall(step, steps[index - 1], config));
  expect(calls.map((call) => call?.kind)).toEqual([undefined, 'evaluate', undefined, 'evaluate', 'execute']);
  expect(calls[4]?.input).toMatchObject({ task: 'the task', context: 'about it', agentId: 'high', capped: false });
  expect(calls[4]?.input?.previousAttempts).toMatchObject([{ tierLevel: 1, outcome: 'declined' }]);
  expect(calls[4]?.execution?.result).toBe('high says hello');
});
