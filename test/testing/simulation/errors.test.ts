import { expect, test } from 'vitest';

import { alwaysEnds } from '../../../src/testing/invariants/endInvariants.ts';
import { SimulationFailure } from '../../../src/testing/simulation/errors.ts';
import { createTrace } from '../../../src/testing/simulation/trace.ts';

/** A failure of the first of two executions, to which so many things happened. */
function failureAfter(lineCount: number): SimulationFailure {
  const trace = createTrace({ now: () => Date.parse('2026-01-01') });
  for (let number = 1; number <= lineCount; number += 1) {
    trace.add('first', `thing ${number}`);
    trace.add('second', 'something else');
  }
  const finding = { invariant: alwaysEnds, problem: 'It goes on.', executionId: 'first', records: [] };
  return new SimulationFailure(finding, trace, { seed: 7, executions: 25, faults: ['crashes'], ownMemory: false });
}

test('a failure with a short history shows all of it, and how to play it again', () => {
  expect(failureAfter(2).message).toBe(`\
Broken: From every state an end can be reached, and no execution goes on for ever. (always-ends)
first: It goes on.
What happened to it:
  2026-01-01T00:00:00.000Z thing 1
  2026-01-01T00:00:00.000Z thing 2
Play it again: npx handoff simulate --seed 7 --executions 25 --faults crashes`);
});

test('a failure with a long history shows the end of it, says so, and carries the rest', () => {
  const { message, trace } = failureAfter(100);
  expect(message).toContain('What happened to it, the last 40 of 100 lines (error.trace has all):');
  expect(message.match(/thing \d+/g)).toEqual(Array.from({ length: 40 }, (_, index) => `thing ${index + 61}`));
  expect(trace).toHaveLength(100);
  expect(trace[0]).toBe('2026-01-01T00:00:00.000Z thing 1');
});
