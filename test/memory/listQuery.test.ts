import { describe, expect, test } from 'vitest';

import { ConfigurationError } from '../../src/machines/errors.ts';
import { containsText, listFilter } from '../../src/memory/listQuery.ts';
import type { ListQuery } from '../../src/memory/sharedMemory.ts';

describe('a query', () => {
  test('is filled in, with its times in UTC', () => {
    expect(listFilter({})).toMatchObject({ limit: 50, statuses: undefined, after: undefined });
    expect(listFilter({ status: 'failed', startedAfter: '2026-01-31T01:00:00+01:00', limit: 1_000 })).toMatchObject({
      statuses: ['failed'],
      startedAfter: '2026-01-31T00:00:00.000Z',
      limit: 1_000,
    });
    expect(listFilter({ status: ['failed', 'cancelled'] }).statuses).toEqual(['failed', 'cancelled']);
  });

  test.for<[string, string]>([
    ['status', '{"status":"over"}'],
    ['status', '{"status":["failed","over"]}'],
    ['tierLevel', '{"tierLevel":0}'],
    ['limit', '{"limit":0}'],
    ['limit', '{"limit":1001}'],
    ['startedBefore', '{"startedBefore":"yesterday"}'],
    ['cursor', '{"cursor":"W10"}'],
    ['state', '{"state":"failed"}'],
  ])('names the option %s that is wrong in %s', ([path, json]) => {
    const query: ListQuery = JSON.parse(json);
    expect(() => listFilter(query)).toThrow(expect.objectContaining({ path }));
    expect(() => listFilter(query)).toThrow(ConfigurationError);
  });
});

test('a text is found whatever its capitals', () => {
  expect(containsText('Reset my PASSWORD', 'password')).toBe(true);
  expect(containsText('reset my password', 'PASSWORD')).toBe(true);
  expect(containsText('reset', 'password')).toBe(false);
});
