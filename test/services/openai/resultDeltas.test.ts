import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createStringDeltas } from '../../../src/services/openai/resultDeltas.ts';

function deltasOf(json: string, cuts: readonly number[], key = 'result'): readonly string[] {
  const read = createStringDeltas(key);
  const ends = [...new Set(cuts.map((cut) => cut % (json.length + 1)))].toSorted((a, b) => a - b);
  return [...ends, json.length].map((end, index) => read(json.slice(ends[index - 1] ?? 0, end)));
}

const everyUnit = (text: string) =>
  text.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const cuts = fc.array(fc.nat(), { maxLength: 30 });
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('👩‍👩‍👧', '\\"', '\ud800x', '"}'),
);

describe('the deltas of one string in JSON that arrives in pieces', () => {
  it('join to what JSON.parse gives, wherever the pieces are cut', () => {
    fc.assert(
      fc.property(text, fc.dictionary(fc.string(), fc.jsonValue()), cuts, fc.nat(2), (result, others, at, style) => {
        const { result: _, ...rest } = others;
        const object = style === 0 ? { result, ...rest } : { ...rest, result };
        const json = JSON.stringify(object, null, style);
        expect(deltasOf(json, at).join('')).toBe(result);
      }),
      { seed: 11, numRuns: 3_000 },
    );
  });

  it('undo every escape, also one that is cut in two', () => {
    fc.assert(
      fc.property(text, cuts, (result, at) => {
        expect(deltasOf(`{"result":"${everyUnit(result)}","confidence":1}`, at).join('')).toBe(result);
        expect(deltasOf(`{"\\u0072esult":"\\/${everyUnit(result)}"}`, at).join('')).toBe(`/${result}`);
      }),
      { seed: 12, numRuns: 2_000 },
    );
  });

  it('never end in half a character while there is more to come', () => {
    const read = createStringDeltas('result');
    expect(['{"result":"\ud83d', '\ude00', '\\ud83d', '\\ude00', '\\ud83d"'].map(read)).toEqual([
      '',
      '😀',
      '',
      '😀',
      '\ud83d',
    ]);
  });

  it('skip what stands before the object, nested keys of the same name, and values that look like the key', () => {
    const json = '```json\n{"a":{"result":"no"},"b":["result","no"],"c":"result","result":"yes","d":"no"}\n```';
    expect(deltasOf(json, [3, 20, 41]).join('')).toBe('yes');
  });

  it('are silent where there is no such string', () => {
    for (const json of [
      '',
      'prose',
      '[{"result":"x"}]',
      '{"result":1,"x":"y"}',
      '{"result":["x"]}',
      '{"result":{"result":"x"}}',
    ]) {
      expect(deltasOf(json, [2, 5]).join('')).toBe('');
    }
  });

  it('stop at what is not JSON, and never throw', () => {
    expect(deltasOf('{"result":"ab\\xcd"}', []).join('')).toBe('ab');
    expect(deltasOf('{"result":"ab\\u12g4cd"}', []).join('')).toBe('ab');
    expect(deltasOf('{"result":"ab\ncd"}', []).join('')).toBe('ab');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', 'u', '0', ',', ':', 'result', ' ') }),
        cuts,
        (json, at) => {
          expect(deltasOf(json, at).join('')).toBe(deltasOf(json, []).join(''));
        },
      ),
      { seed: 13, numRuns: 3_000 },
    );
  });
});
