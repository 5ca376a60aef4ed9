import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createShownText } from '../../../src/services/openai/shownText.ts';

const key = 'planted-0123456789';

/** What is shown of a text that arrives in pieces of these sizes. */
async function shownOf(text: string, result: string, sizes: readonly number[] = [1]): Promise<readonly string[]> {
  const deltas: string[] = [];
  const shown = createShownText([key], async (delta) => void deltas.push(delta));
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    await shown.take(text.slice(at, at + size));
    at += size;
  }
  await shown.end(result);
  return deltas;
}

describe('the text that is shown while a model writes', () => {
  const json = '{"result": "Use the link.", "confidence": 0.9}';

  it.each([
    ['plain', json],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['after a thought', `<think>{"result": "a draft"}</think>\n\n${json}`],
    ['after a thought without its opening', `Well, {"result": "a draft"}?\n</think>${json}`],
    ['after a thought in a thought', `<think>a<think>b</think>{"result": "draft"}</think>${json}`],
    ['after a thought that begins with a quote', `"Reset" means {"result": "draft"}?</think>${json}`],
    ['after two thoughts', `<think>a</think><thinking>{"result": "b"}</thinking>${json}`],
    ['after prose', `Here you are: ${json}`],
  ])('is the result alone: %s', async (_, text) => {
    for (const sizes of [[1], [3], [text.length], [2, 5, 11]]) {
      expect((await shownOf(text, 'Use the link.', sizes)).join('')).toBe('Use the link.');
    }
  });

  it('arrives piece by piece after a thought', async () => {
    expect((await shownOf(`<think>hm</think>${json}`, 'Use the link.')).length).toBeGreaterThan(5);
  });

  it('is nothing of a thought that does not end', async () => {
    expect(await shownOf('<think>{"result": "a draft"}', '')).toEqual([]);
  });

  it('holds no secret, wherever its pieces are cut', async () => {
    const result = `The key ${key} and plante, planted-0`;
    const text = JSON.stringify({ result, confidence: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (sizes) => {
        const deltas = await shownOf(text, '', sizes);
        expect(deltas.join('')).toBe('The key [secret] and plante, planted-0');
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});
