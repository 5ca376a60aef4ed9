import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { expect, test } from 'vitest';

import type { CallVerdict } from '../../src/run/observer.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../support/agents.ts';

test('an observer that stays attached keeps nothing of the calls that it let go', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
  const verdicts: WeakRef<CallVerdict>[] = [];
  const detach = pattern.observe({
    beforeCall: () => {
      const verdict: CallVerdict = { type: 'run', input: { task: 'another' } };
      verdicts.push(new WeakRef(verdict));
      return Promise.resolve(verdict);
    },
  });
  for (const executionId of ['e1', 'e2', 'e3']) await pattern.executeWithHandoff('t', { executionId });
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(verdicts.map((verdict) => verdict.deref())).toEqual(verdicts.map(() => undefined));
  detach();
});
