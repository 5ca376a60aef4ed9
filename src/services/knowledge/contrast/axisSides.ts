import { stem } from '../text/stem.ts';
import { axes } from './axes.ts';
import { pastForms, presentForms } from './irregular.ts';

/** A direction of an axis: which axis, and which of its two sides. */
export interface Side {
  readonly axis: number;
  readonly side: 0 | 1;
}

/** What the token at a place says on the axes, and how many tokens that takes. */
export interface Direction {
  readonly sides: readonly Side[];
  readonly words: string;
}

const particles = new Set(['on', 'off', 'up', 'down', 'in', 'out', 'back', 'away']);
const pronouns = new Set(['me', 'you', 'us', 'him', 'her', 'them', 'it', 'everyone', 'everybody', 'someone', 'all']);
/** Verbs whose particle may stand behind a long object. */
const separable = new Set(['turn', 'switch', 'shut', 'get', 'bring', 'take', 'move', 'plug', 'set', 'put'].map(rootOf));
const longestGap = 5;

let known: ReadonlyMap<string, readonly Side[]> | undefined;

/** The direction that a word of a text has, alone or with the particle behind it. */
export function directionAt(tokens: readonly string[], index: number): Direction | undefined {
  known ??= sidesByWord();
  const token = tokens[index] ?? '';
  const root = rootOf(token);
  const particle = particleOf(tokens, index, root);
  const words = particle === undefined ? [root] : [`${root} ${particle}`, root];
  for (const word of words) {
    const sides = known.get(word);
    if (sides !== undefined)
      return { sides, words: particle === undefined || word === root ? token : `${token} ${particle}` };
  }
  const next = tokens[index + 1];
  const pair = next === undefined ? undefined : known.get(`${root} ${next}`);
  return pair && { sides: pair, words: `${token} ${next}` };
}

/** The stem by which two forms of a word are told to be the same ("cancelled", "cancel"). */
export function rootOf(word: string): string {
  const base = pastForms.get(word) ?? presentForms.get(word) ?? word;
  return stem(base).replace(/(l)\1$/, '$1');
}

export function otherSide({ axis, side }: Side): Side {
  return { axis, side: side === 0 ? 1 : 0 };
}

function particleOf(tokens: readonly string[], index: number, root: string): string | undefined {
  for (let gap = 1; gap <= longestGap; gap += 1) {
    const token = tokens[index + gap];
    if (token === undefined) return undefined;
    if (particles.has(token)) return token;
    if (!pronouns.has(token) && !separable.has(root)) return undefined;
  }
  return undefined;
}

function sidesByWord(): ReadonlyMap<string, readonly Side[]> {
  const found = new Map<string, Side[]>();
  for (const [axis, { sides }] of axes.entries()) {
    for (const [side, words] of sides.entries()) {
      for (const word of words) {
        const [first = '', ...rest] = word.split(' ');
        const key = [rootOf(first), ...rest].join(' ');
        const list = found.get(key) ?? [];
        if (!list.some((one) => one.axis === axis)) list.push({ axis, side: side === 0 ? 0 : 1 });
        found.set(key, list);
      }
    }
  }
  return found;
}
