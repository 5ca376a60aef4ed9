import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import * as node from '../../src/platform/node.ts';
import * as web from '../../src/platform/web.ts';

const texts = [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 121, 1_000, 70_000].map((length) =>
  'aé€😀'.repeat(length),
);

describe('the platform of browsers does what that of Node does', () => {
  test('the test vectors of FIPS 180-4', () => {
    expect(web.sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(web.sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(web.sha256('a'.repeat(1_000_000))).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
  });

  test.for(Array.from({ length: 130 }, (_, length) => length))('SHA-256 of %i bytes', (length) => {
    const text = 'x'.repeat(length);
    expect(web.sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
  });

  test('SHA-256 of text beyond ASCII, with and without a salt', () => {
    const salt = Uint8Array.from({ length: 16 }, (_, index) => index * 15);
    for (const text of texts) {
      expect(web.sha256(text)).toBe(node.sha256(text));
      expect(web.saltedSha256(salt, text)).toBe(node.saltedSha256(salt, text));
    }
  });

  test('base64', () => {
    for (let length = 0; length < 20; length += 1) {
      const bytes = new Uint8Array(length);
      web.fillRandom(bytes);
      expect(web.base64Of(bytes)).toBe(node.base64Of(bytes));
      expect([...web.bytesOfBase64(node.base64Of(bytes))]).toEqual([...bytes]);
    }
  });

  test('random ids are UUIDs of version 4, each another', () => {
    const ids = Array.from({ length: 200 }, () => web.randomId());
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
