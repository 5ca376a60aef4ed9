import { rootOf } from './axisSides.ts';
import { experiences, negativeQuestion, negators, questionWithNot, troubleNegators, troubleVerbs } from './negation.ts';

/** What stands before the verb of a request not to do something. */
const imperative = /^(?:(?:please|just|hi|hello|so|and|you|should|must|do) )*(?:dont|never|not|do not|no longer)$/;

/** True where the word turns round what follows it. */
export function isNegator(tokens: readonly string[], index: number): boolean {
  const token = tokens[index] ?? '';
  if (token === 'no') return tokens[index + 1] === 'longer';
  if (token === 'not' && ['only', 'able', 'possible', 'just', 'sure'].includes(tokens[index + 1] ?? '')) return false;
  if (token === 'not' && tokens[index - 1] === 'or') return false;
  return negators.has(token);
}

function isAuxiliary(token: string): boolean {
  return token.endsWith('nt') && (negators.has(token) || troubleNegators.has(token));
}

/** "Don't you have it?" and "Can I not have it?" ask the same as without the negation. */
export function withoutRhetoric(tokens: readonly string[]): readonly string[] {
  const text = `${tokens.join(' ')} `;
  if (negativeQuestion.test(text)) return tokens.filter((token) => !isAuxiliary(token));
  return questionWithNot.test(text) ? tokens.filter((token) => token !== 'not') : tokens;
}

/** "Please do not send it", not "it doesn't work". */
function isImperative(tokens: readonly string[], index: number): boolean {
  return !experiences.has(rootOf(tokens[index] ?? '')) && imperative.test(tokens.slice(0, index).join(' '));
}

/** What is negated does not work; it is not refused. */
export function isTroubleOf(tokens: readonly string[], index: number): boolean {
  const token = tokens[index] ?? '';
  if (troubleVerbs.has(rootOf(token))) return !isImperative(tokens, index);
  // "The photos aren't uploading", not "I am not cancelling".
  return token.endsWith('ing') && !/\b(?:i|im|we|i am|we are)(?: am| are)? not$/.test(tokens.slice(0, index).join(' '));
}

/** "Why isn't it accepted?" tells of a trouble, where what is missing is one. */
export function isWhyNot(tokens: readonly string[], index: number): boolean {
  const isAsked = tokens[index - 1] === 'why' && isAuxiliary(tokens[index] ?? '');
  return isAsked && tokens.slice(index + 1).some((token) => troubleVerbs.has(rootOf(token)));
}

/** "It keeps logging me out", not "How do I keep logging?": what happens, and is not asked for. */
export function keepsHappening(tokens: readonly string[], index: number): boolean {
  if (tokens[index + 1]?.endsWith('ing') !== true && tokens[index + 1] !== 'getting') return false;
  if (tokens[index] === 'keeps') return true;
  if (tokens[index] !== 'keep') return false;
  const tells = index === 1 && ['i', 'we', 'they', 'you'].includes(tokens[0] ?? '');
  return tells || tokens[0] === 'why';
}

/** Of "I don't think it was hacked", seen from "think" on: where stands what is not thought. */
export function doubtedAt(tokens: readonly string[], index: number): number | undefined {
  const thought = tokens.slice(0, index + 1).findIndex((token) => ['think', 'believe'].includes(token));
  if (thought === -1) return undefined;
  const found = tokens.findIndex(
    (token, at) =>
      at > thought &&
      token.endsWith('ed') &&
      ['was', 'were', 'is', 'are', 'been', 'got'].includes(tokens[at - 1] ?? ''),
  );
  return found === -1 ? undefined : found;
}
