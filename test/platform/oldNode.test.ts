import { expect, test } from 'vitest';

import { oldNode } from '../../src/platform/oldNode.ts';

test.for(['18.20.4', '20.20.2', '21.7.3', '22.12.0'])('Node %s is told what is needed', (version) => {
  expect(oldNode(version)).toBe(`xstate-handoff needs Node 22.13 or later, and this is Node ${version}.`);
});

test.for(['22.13.0', '22.20.1', '24.0.0', '26.1.0'])('Node %s is new enough', (version) => {
  expect(oldNode(version)).toBeUndefined();
});
