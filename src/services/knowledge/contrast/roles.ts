import { stopWords } from '../text/stopWords.ts';
import { isWord } from '../text/tokens.ts';
import { directionAt, rootOf } from './axisSides.ts';
import { infinitives, transformations } from './negation.ts';

/** Reads what stands behind "from" and "to": the roots of what things come from and go to. Of "A instead of B", B is left for A. */
export function readRoles(
  tokens: readonly string[],
  roles: { readonly from: Set<string>; readonly to: Set<string> },
): void {
  const transforms = tokens.some((token) => transformations.has(rootOf(token)));
  for (const [index, token] of tokens.entries()) {
    const role = roleOf.get(token);
    const before = tokens[index - 1] ?? '';
    if (role === undefined || (token === 'to' && infinitives.has(before))) continue;
    const named = namedBehind(tokens, index);
    for (const root of named) roles[role].add(root);
    if (preferring.has(token) && isNamed(tokens, index - 1)) roles.to.add(rootOf(before));
    if (named.length > 0 && role === 'to' && transforms && !tokens.includes('from') && isNamed(tokens, index - 1)) {
      roles.from.add(rootOf(before));
    }
  }
}

const roleOf: ReadonlyMap<string, 'from' | 'to'> = new Map([
  ['from', 'from'],
  ['instead', 'from'],
  ['rather', 'from'],
  ['to', 'to'],
  ['into', 'to'],
]);

const preferring: ReadonlySet<string> = new Set(['instead', 'rather']);

/** At most two roots behind "from" or "to"; none where a verb follows. */
function namedBehind(tokens: readonly string[], index: number): readonly string[] {
  const found: string[] = [];
  for (let at = index + 1; at < Math.min(tokens.length, index + 6) && found.length < 2; at += 1) {
    const token = tokens[at] ?? '';
    if (
      roleOf.has(token) ||
      token === 'with' ||
      (at === index + 1 && !token.endsWith('est') && directionAt(tokens, at) !== undefined)
    )
      break;
    if (isNamed(tokens, at)) found.push(rootOf(token));
  }
  return found;
}

function isNamed(tokens: readonly string[], index: number): boolean {
  const token = tokens[index] ?? '';
  // "the US" is no pronoun.
  return isWord(token) && (!stopWords.has(token) || (token === 'us' && tokens[index - 1] === 'the'));
}
