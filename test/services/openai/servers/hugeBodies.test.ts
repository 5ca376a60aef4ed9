import { describe, expect, it } from 'vitest';

import { json, type Reply } from '../bodies/reply.ts';
import { asked, failuresIn, ways } from './ask.ts';
import { execution, goodAnswers, goodEvaluation } from './plain.ts';

import { key, leaksIn } from './planted.ts';
const agent = { apiKey: key };
describe('a body of eight megabytes', () => {
  const size = 8 * 1024 * 1024;
  const filled = (pattern: string) => pattern.repeat(Math.ceil(size / pattern.length));

  it.each([
    ['one long word', 'a'],
    ['what looks like credentials', 'Bearer abc123456789 '],
    ['quotes and backslashes', '\\"'],
    ['the key itself', key],
  ])('is cut before it is scrubbed, and the call is made again: %s', async (_what, pattern) => {
    const bodies = [
      json({ error: { message: filled(pattern), code: 503 } }, 503),
      { status: 503, headers: { 'content-type': 'text/plain' }, body: filled(pattern) },
    ];
    for (const big of bodies) {
      const outcome = await asked([big, ...goodAnswers], { agent });
      expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
      expect(failuresIn(outcome)).toMatchObject([{ reason: 'unavailable', status: 503 }]);
      expect(JSON.stringify(failuresIn(outcome)).length).toBeLessThan(4_000);
      expect(leaksIn(outcome)).toEqual([]);
    }
  });

  it('is no answer, and no harm', async () => {
    for (const way of ways) {
      const huge: Reply = { headers: { 'content-type': 'text/plain' }, body: filled(`x ${key} `) };
      const outcome = await asked(
        way === 'execute' ? [huge] : [goodEvaluation, huge],
        { agent, policy: { maxRetries: 0 } },
        way,
      );
      expect(outcome.result).toMatchObject({ finalTier: 2 });
      expect(leaksIn(outcome)).toEqual([]);
    }
  });

  it('holds no part of a key where it is cut', async () => {
    const offsets = Array.from({ length: 10 }, (_, index) => 400 + index * 20).concat([
      990, 1_000, 2_030, 4_080, 8_180, 16_370, 65_520,
    ]);
    for (const offset of offsets) {
      const message = `${'. '.repeat(offset / 2)}${key} ${'. '.repeat(2_000)}`;
      const outcome = await asked([json({ error: { message } }, 400)], { agent });
      expect(leaksIn(outcome)).toEqual([]);
    }
  });
});
