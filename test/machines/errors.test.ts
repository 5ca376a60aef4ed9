import { expect, test } from 'vitest';

import { ConfigurationError, HandoffError, ReplayError } from '../../src/machines/errors.ts';

test('an error says what it is, where the mistake lies, and what caused it', () => {
  const cause = new Error('below');
  const error = new ConfigurationError('policy.routing', 'Use another.', { cause });
  expect(error).toMatchObject({
    name: 'ConfigurationError',
    code: 'HANDOFF_CONFIGURATION',
    path: 'policy.routing',
    message: 'Use another.',
    cause,
  });
  expect(new ReplayError(3, 'It does not fold.')).toMatchObject({ name: 'ReplayError', seq: 3 });
});

test('isInstance tells the classes apart, and from errors of others with the same code', () => {
  const error = new ConfigurationError('tiers', 'There are none.');
  expect([HandoffError, ConfigurationError, ReplayError].map((each) => each.isInstance(error))).toEqual([
    true,
    true,
    false,
  ]);
  const foreign = Object.assign(new Error('no'), { code: 'HANDOFF_CONFIGURATION' });
  for (const other of [foreign, null, undefined, 'HANDOFF_CONFIGURATION']) {
    expect(HandoffError.isInstance(other)).toBe(false);
    expect(ConfigurationError.isInstance(other)).toBe(false);
  }
});
