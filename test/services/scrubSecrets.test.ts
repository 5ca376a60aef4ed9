import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { scrubSecrets } from '../../src/services/scrubSecrets.ts';

const keyCharacter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'.split(''));
const key = fc.string({ unit: keyCharacter, minLength: 20, maxLength: 60 });
const text = fc.string({ unit: 'binary', maxLength: 200 });
/** What stands beside a key in a text: anything but a character that could belong to it. */
const gap = fc.constantFrom(' ', '\n', '"', "'", ',', ';', ')', '\t', '}', '\\n', '');

describe('scrubSecrets', () => {
  test('no given secret is left in any text, however often and wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 3 }), fc.array(text, { minLength: 2 }), (keys, parts) => {
        const planted = parts.map((part, index) => part + (keys[index % keys.length] ?? '')).join('');
        const scrubbed = scrubSecrets(planted, keys);
        for (const secret of keys) expect(scrubbed).not.toContain(secret);
      }),
      { seed: 20_260_106, numRuns: 3_000 },
    );
  });

  test('a secret of any characters is found as it is, in JSON and in a URL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }), text, text, (secret, before, after) => {
        fc.pre(!'[secret]'.includes(secret));
        for (const form of [
          secret,
          JSON.stringify(secret),
          new URLSearchParams({ key: secret }).toString(),
          encodeURIComponent(secret),
        ]) {
          const scrubbed = scrubSecrets(before + form + after, [secret]);
          expect(scrubbed).not.toContain(secret);
          expect(scrubbed).toContain('[secret]');
        }
        expect(JSON.parse(scrubSecrets(JSON.stringify({ before, secret, after }), [secret]))).toHaveProperty('secret');
      }),
      { seed: 20_260_107, numRuns: 1_000 },
    );
  });

  test.each([
    ['Google', `AIza${'Sy0'.repeat(11)}xY`],
    ['GitHub', `ghp_${'a1B2'.repeat(9)}`],
    ['AWS', `AKIA${'Q7'.repeat(8)}`],
    ['a URL with a password', 'hunter2hunter2'],
  ])('a key of %s is found by how it begins, or where it stands', (_whose, secret) => {
    const text = secret.startsWith('hunter')
      ? `connect to postgres://me:${secret}@db.example/x failed`
      : `key ${secret} was refused`;
    expect(scrubSecrets(text)).not.toContain(secret);
    expect(scrubSecrets(text)).toContain('[secret]');
  });

  test.each([
    ['', 'sk-proj-'],
    ['', 'sk-'],
    ['Bearer ', ''],
    ['bearer  ', ''],
    ['Authorization: ', ''],
    ['authorization: Basic ', ''],
    ['"Authorization":"Bearer ', ''],
    [String.raw`{\"authorization\": \"Token `, ''],
    ["'api-key': '", ''],
    ['x-api-key: ', ''],
    ['OPENAI_API_KEY=', ''],
    ['"apiKey": "', ''],
    ['https://host.example/v1?api_key=', ''],
    ['Incorrect API key provided: ', ''],
  ])('what looks like a credential is found without knowing it: %s%s…', (before, prefix) => {
    fc.assert(
      fc.property(text, gap, key, gap, text, (start, left, secret, right, end) => {
        const credential = prefix + secret;
        const planted = `${start} ${left}${before}${credential}${right} ${end}`;
        expect(scrubSecrets(planted)).not.toContain(credential);
        expect(scrubSecrets(planted)).toContain('[secret]');
      }),
      { seed: 20_260_108, numRuns: 500 },
    );
  });

  test('scrubbing twice changes nothing more', () => {
    const word = fc.constantFrom(
      'Bearer ',
      'Authorization: ',
      'api-key: ',
      'sk-',
      ' ',
      '"',
      'abc12345',
      '\n',
      'planted-key-1',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const once = scrubSecrets(words.join(''), ['planted-key-1']);
        expect(scrubSecrets(once, ['planted-key-1'])).toBe(once);
      }),
      { seed: 20_260_109, numRuns: 3_000 },
    );
  });

  test('a text without a secret stays as it is', () => {
    const word = fc.constantFrom(
      ...'the bearer of bad news; Bearer bonds, an authorization: required. api key: missing? apiKey = none'.split(' '),
      ...'sk-learn task-2024-11-30-planning risk-assessment-of-the-year authorization api-key Bearer sk- 12345678'.split(
        ' ',
      ),
    );
    const prose = fc.array(word, { maxLength: 30 }).map((words) => words.join('  ,'));
    fc.assert(
      fc.property(fc.oneof(prose, text), (plain) => {
        expect(scrubSecrets(plain, ['planted-key-1'])).toBe(plain);
      }),
      { seed: 20_260_110, numRuns: 3_000 },
    );
  });

  test.each([
    'The bearer of this letter, born 1980-01-01, is authorized.',
    'Authorization: required for all 12 endpoints.',
    'Your API key: please enter it below.',
    'Order SK-2024-0001-ABCDEFGH of the bearer 12 times.',
    'Set apiKey to "none" for a local server, and api_key=EMPTY for vLLM.',
    'pip install sk-learn; see task-1234567890-abcdefghijkl and desk-0000000000000000.',
    '$& $1 $$ stays, as do \\d and (?:groups).',
  ])('%s', (plain) => {
    expect(scrubSecrets(plain, ['local', 'none', ''])).toBe(plain);
  });

  test('the rest of the text stays', () => {
    expect(scrubSecrets('POST /v1 {"Authorization":"Bearer sk-proj-abcdefghijklmnop1"} 401')).toBe(
      'POST /v1 {"Authorization":"Bearer [secret]"} 401',
    );
    expect(scrubSecrets('key sk-abcd**************wxyz is wrong')).toBe('key sk-[secret] is wrong');
    expect(scrubSecrets('a my-secret-1-longer b my-secret-1 c', ['my-secret-1', 'my-secret-1-longer'])).toBe(
      'a [secret] b [secret] c',
    );
  });

  test('a long text takes a time proportional to its length', () => {
    for (const part of ['sk-', 'Bearer ', 'api-key: ', 'authorization: bearer ', 'a', '\\"', 'Bearer    \t ']) {
      const long = part.repeat(200_000 / part.length);
      const start = performance.now();
      scrubSecrets(long, ['planted-key-1']);
      scrubSecrets(`Bearer ${long}`, ['planted-key-1']);
      expect(performance.now() - start, part).toBeLessThan(1_000);
    }
  });
});
