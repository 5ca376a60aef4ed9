import { describe, expect, test } from 'vitest';

import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { agentThat } from '../support/agents.ts';
import { connect, testInspector, type TestViewer } from './viewer.ts';

const secret = 'SECRET';
const redact = (record: TransitionRecord): TransitionRecord =>
  JSON.parse(JSON.stringify(record).replaceAll(secret, '***'));
const agents = () => ({
  1: agentThat('a', { canHandle: false }),
  2: {
    ...agentThat('b'),
    executeTask: async (_input: unknown, { onTextDelta }: { onTextDelta?: (delta: string) => unknown }) => {
      await onTextDelta?.(secret);
      return { result: secret, confidence: 1, executionMetadata: { secret } };
    },
  },
});

async function watched(viewer: TestViewer): Promise<void> {
  for (;;) {
    const { executionId, call } = await viewer.nextHeld();
    if (call.input.tierLevel === 1) await viewer.records('s1', executionId);
    const { callId } = call.input;
    await viewer.ask({ type: 'verdict', executionId, callId, verdict: { type: 'run' } });
    if (call.kind === 'execute') return;
  }
}

describe('what is redacted', () => {
  test.for(['the inspector', 'the pattern'])('by %s never comes on the wire, in whatever message', async (by) => {
    const pattern = createHandoffPattern({ tiers: agents(), ...(by === 'the pattern' && { redact }) });
    const inspector = await testInspector({ paused: true, ...(by === 'the inspector' && { redact }) });
    inspector.attach(pattern);
    const viewer = await connect(inspector);
    const running = pattern.executeWithHandoff(`find ${secret}`, { context: secret, executionId: 'e' });
    await watched(viewer);
    await expect(running).resolves.toMatchObject({ result: secret });
    await viewer.records('s1', 'e', ({ to }) => to === 'done');
    await viewer.ask({ type: 'export', executionIds: ['e'] });
    const late = await connect(inspector);
    await late.records('s1', 'e', ({ to }) => to === 'done');
    const wire = JSON.stringify([viewer.messages, late.messages]);
    expect(wire).not.toContain(secret);
    expect(wire).toContain('find ***');
  });

  test('by a function that fails is not shown at all, and people are told', async () => {
    const pattern = createHandoffPattern({ tiers: agents() });
    const inspector = await testInspector({
      redact: () => {
        throw new Error('no');
      },
    });
    inspector.attach(pattern);
    await pattern.executeWithHandoff(secret, { executionId: 'e' });
    const viewer = await connect(inspector);
    const { message } = await viewer.when('notice');
    expect(message).toContain('redact failed');
    await expect(viewer.ask({ type: 'open', sourceId: 's1', executionId: 'e' })).rejects.toThrow('redact failed');
    expect(JSON.stringify(viewer.messages)).not.toContain(secret);
  });
});
