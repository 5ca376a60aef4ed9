import { stopWords } from '../text/stopWords.ts';
import { isWord, tokensOf } from '../text/tokens.ts';
import { axes } from './axes.ts';
import { directionAt, otherSide, rootOf, type Side } from './axisSides.ts';
import { pastForms } from './irregular.ts';
import { otherNames } from './kinds.ts';
import {
  asking,
  avoidances,
  experiences,
  fillers,
  givers,
  infinitives,
  negativeQuestion,
  negators,
  nouns,
  questionWithNot,
  relatives,
  subordinators,
  takers,
  transformations,
  troubleNegators,
  troubleVerbs,
  troubleWords,
  wishes,
} from './negation.ts';
import { quantitiesOf, type Quantity } from './quantities.ts';

/** What a question says beyond what it is about: its directions, negations and numbers. */
export interface Reading {
  readonly text: string;
  readonly tokens: readonly string[];
  /** What is asked for, on the axes, by key; the words that say so. */
  readonly asked: ReadonlyMap<string, string>;
  /** What is the case ("is disabled", "a deleted file"), on the axes. */
  readonly stated: ReadonlyMap<string, string>;
  /** The axes on which only one side is asked for, or is the case. */
  readonly directions: Readonly<Record<'asked' | 'stated', ReadonlyMap<number, OneSided>>>;
  /** The roots that are said, and not negated, avoided or part of a mere circumstance. */
  readonly said: ReadonlySet<string>;
  /** The roots that a negation turns round. */
  readonly negated: ReadonlyMap<string, Negation>;
  /** What does not happen, where something is broken. */
  readonly broken: ReadonlySet<string>;
  /** The roots of all that is said, in the past tense and otherwise. */
  readonly done: ReadonlySet<string>;
  readonly doing: ReadonlySet<string>;
  /** What is to be kept from happening ("stop it from updating"). */
  readonly avoided: ReadonlySet<string>;
  /** It tells something, and asks nothing. */
  readonly tells: boolean;
  /** There is too much of something. */
  readonly complainsOfExcess: boolean;
  readonly quantities: readonly Quantity[];
  /** The roots behind "from" and behind "to". */
  readonly roles: { readonly from: ReadonlySet<string>; readonly to: ReadonlySet<string> };
}

export interface OneSided {
  readonly side: 0 | 1;
  readonly words: string;
}

export interface Negation {
  readonly words: string;
  /** It is said of something that is not wanted or needed. */
  readonly ofWish: boolean;
  /** What was done is to be undone: nothing is said against doing it. */
  readonly undoes: boolean;
}

/** What stands before the verb of a request not to do something. */
const imperative = /^(?:(?:please|just|hi|hello|so|and|you|should|must|do) )*(?:dont|never|not|do not|no longer)$/;

const determiners = new Set(['a', 'an', 'the', 'my', 'our', 'your', 'this', 'that', 'any', 'some', 'its', 'their']);
const beings = new Set(['is', 'are', 'was', 'were', 'been', 'be', 'being', 'get', 'got', 'getting', 'gets']);

/** The axis that no negation turns round: not within a week is not after it. */
const timeAxis = axes.findIndex(({ name }) => name === 'before or after');

export function keyOfSide({ axis, side }: Side): string {
  return `${axis}:${side}`;
}

/** Reads a question, clause by clause. */
export function readingOf(text: string): Reading {
  const tokens = sameNames(tokensOf(text));
  const reading = {
    tokens,
    asked: new Map<string, string>(),
    stated: new Map<string, string>(),
    said: new Set<string>(),
    negated: new Map<string, Negation>(),
    broken: new Set<string>(),
    doing: new Set<string>(),
    done: new Set<string>(),
    avoided: new Set<string>(),
    roles: { from: new Set<string>(), to: new Set<string>() },
  };
  const clauses = text
    .split(/[.?!;:,\n]+(?=\s|$)|\s+(?:but|and then)\s+|\s[–—-]\s/)
    .map((clause) => sameNames(tokensOf(clause)))
    .filter((clause) => clause.length > 0);
  for (const clause of clauses) {
    readClause(clause, reading);
    readRoles(clause, reading.roles);
  }
  const asks = clauses.some((clause) => asking.test(clause.join(' ')) || directionAt(clause, 0) !== undefined);
  return {
    ...reading,
    directions: { asked: oneSided(reading.asked), stated: oneSided(reading.stated) },
    text,
    tells: !text.includes('?') && !asks && !tokens.some((token) => troubleWords.has(rootOf(token))),
    complainsOfExcess: tokens.includes('too'),
    quantities: quantitiesOf(tokens),
  };
}

function oneSided(sides: ReadonlyMap<string, string>): ReadonlyMap<number, OneSided> {
  const found = new Map<number, OneSided>();
  for (const axis of sides.size > 0 ? axes.keys() : []) {
    const one = sides.get(keyOfSide({ axis, side: 0 }));
    const other = sides.get(keyOfSide({ axis, side: 1 }));
    if (one !== undefined && other === undefined) found.set(axis, { side: 0, words: one });
    if (other !== undefined && one === undefined) found.set(axis, { side: 1, words: other });
  }
  return found;
}

function sameNames(tokens: readonly string[]): readonly string[] {
  return tokens.map((token) => otherNames.get(token) ?? token);
}

/** How a word is meant: asked for, turned round, not happening, avoided, or a mere circumstance. */
type Mode = 'said' | 'negated' | 'broken' | 'avoided' | 'circumstance';

interface Readable {
  readonly asked: Map<string, string>;
  readonly stated: Map<string, string>;
  readonly said: Set<string>;
  readonly negated: Map<string, Negation>;
  readonly broken: Set<string>;
  readonly done: Set<string>;
  readonly doing: Set<string>;
  readonly avoided: Set<string>;
}

function readClause(all: readonly string[], reading: Readable): void {
  const tokens = withoutRhetoric(all);
  let mode: Mode = 'said';
  /** The negator that waits for what it negates. */
  let waiting: string | undefined;
  let ofWish = false;
  for (const [index, token] of tokens.entries()) {
    const root = rootOf(token);
    const begun = modeBegunBy(tokens, index);
    // What is not so in a mere circumstance is not asked against.
    if (begun !== undefined && mode === 'circumstance' && begun !== 'avoided') continue;
    if (begun !== undefined) {
      if (begun === 'circumstance' || root === 'undo') readSides(tokens, index, 'said', reading);
      mode = begun;
      waiting = begun === 'negated' ? token : undefined;
      ofWish = begun === 'negated' && token === 'no';
      continue;
    }
    if (waiting !== undefined) {
      if (wishes.has(root)) ofWish = true;
      if (wishes.has(root) || fillers.has(token)) continue;
      const undoes = rootOf(waiting) === 'undo';
      const isTrouble = !undoes && waiting !== 'without' && !ofWish && isTroubleOf(tokens, index);
      if (isTrouble) mode = 'broken';
      else reading.negated.set(root, { words: `${waiting} … ${token}`, ofWish, undoes });
      waiting = undefined;
    } else if ((token === 'and' || token === 'or') && mode !== 'broken') mode = 'said';
    readSides(tokens, index, mode, reading);
    if (mode === 'broken') reading.broken.add(root);
    else if (mode === 'said') {
      if (isWord(token) && !stopWords.has(token)) reading.said.add(root);
      if (isWord(token)) (isPast(token) ? reading.done : reading.doing).add(root);
    } else if (mode === 'avoided' && token.endsWith('ing')) reading.avoided.add(root);
    if (mode === 'said' && avoidances.has(root) && !isPast(token)) mode = 'avoided';
  }
}

/** The mode that a word begins, which is not meant itself. */
function modeBegunBy(tokens: readonly string[], index: number): Mode | undefined {
  const token = tokens[index] ?? '';
  const next = tokens[index + 1] ?? '';
  if (rootOf(token) === 'undo' || isNegator(tokens, index)) return 'negated';
  if (token === 'no') return tokens.slice(0, index).some((word) => wishes.has(rootOf(word))) ? 'negated' : 'broken';
  if (token === 'not' && ['able', 'possible'].includes(next)) return 'broken';
  if (troubleNegators.has(token)) return 'broken';
  if (token === 'instead' || (token === 'rather' && next === 'than')) return 'avoided';
  return subordinators.has(token) || (relatives.has(token) && index > 0) ? 'circumstance' : undefined;
}

function isNegator(tokens: readonly string[], index: number): boolean {
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
function withoutRhetoric(tokens: readonly string[]): readonly string[] {
  const text = `${tokens.join(' ')} `;
  if (negativeQuestion.test(text)) return tokens.filter((token) => !isAuxiliary(token));
  return questionWithNot.test(text) ? tokens.filter((token) => token !== 'not') : tokens;
}

/** "Please do not send it", not "it doesn't work". */
function isImperative(tokens: readonly string[], index: number): boolean {
  return !experiences.has(rootOf(tokens[index] ?? '')) && imperative.test(tokens.slice(0, index).join(' '));
}

/** What is negated does not work; it is not refused. */
function isTroubleOf(tokens: readonly string[], index: number): boolean {
  const token = tokens[index] ?? '';
  if (troubleVerbs.has(rootOf(token))) return !isImperative(tokens, index);
  // "The photos aren't uploading", not "I am not cancelling".
  return token.endsWith('ing') && !/\b(?:i|im|we|i am|we are)(?: am| are)? not$/.test(tokens.slice(0, index).join(' '));
}

function isPast(token: string): boolean {
  return (/[^e]ed$/.test(token) && token !== 'required') || pastForms.has(token);
}

function readSides(tokens: readonly string[], index: number, mode: Mode, reading: Readable): void {
  if (mode === 'avoided' || mode === 'circumstance' || mode === 'broken') return;
  const direction = directionAt(tokens, index);
  if (direction === undefined) return;
  const token = tokens[index] ?? '';
  const before = tokens[index - 1] ?? '';
  if (token === 'keep' && tokens[index + 1]?.endsWith('ing')) return;
  if (determiners.has(before) && nouns.has(rootOf(token)) && direction.words === token) return;
  for (const side of direction.sides) {
    const isNegated = mode === 'negated' && side.axis !== timeAxis;
    const turned = isNegated !== isConverse(tokens, index);
    const key = keyOfSide(turned ? otherSide(side) : side);
    const isState = isPast(token) || beings.has(before);
    if (isState) reading.stated.set(key, direction.words);
    // A state can be asked for as well, unless it is one that came about.
    if (!isPast(token) || axes[side.axis]?.isState === true) reading.asked.set(key, direction.words);
  }
}

/** "Send me" is what "receive" is, and "do you sell" what "can I buy" is. */
function isConverse(tokens: readonly string[], index: number): boolean {
  const root = rootOf(tokens[index] ?? '');
  const toMe = tokens.slice(index + 1, index + 5).some((token) => token === 'me' || token === 'us');
  const byYou = tokens[index - 1] === 'you';
  return (givers.has(root) && (toMe || byYou)) || (takers.has(root) && byYou);
}

function readRoles(tokens: readonly string[], roles: { readonly from: Set<string>; readonly to: Set<string> }): void {
  const transforms = tokens.some((token) => transformations.has(rootOf(token)));
  for (const [index, token] of tokens.entries()) {
    const role = roleOf.get(token);
    const before = tokens[index - 1] ?? '';
    if (role === undefined || (token === 'to' && infinitives.has(before))) continue;
    const named = namedBehind(tokens, index);
    for (const root of named) roles[role].add(root);
    if (named.length > 0 && role === 'to' && transforms && !tokens.includes('from') && isNamed(tokens, index - 1)) {
      roles.from.add(rootOf(before));
    }
  }
}

const roleOf: ReadonlyMap<string, 'from' | 'to'> = new Map([
  ['from', 'from'],
  ['instead', 'from'],
  ['to', 'to'],
  ['into', 'to'],
]);

/** At most two roots behind "from" or "to"; none where a verb follows. */
function namedBehind(tokens: readonly string[], index: number): readonly string[] {
  const found: string[] = [];
  for (let at = index + 1; at < Math.min(tokens.length, index + 6) && found.length < 2; at += 1) {
    const token = tokens[at] ?? '';
    if (roleOf.has(token) || token === 'with' || (at === index + 1 && directionAt(tokens, at) !== undefined)) break;
    if (isNamed(tokens, at)) found.push(rootOf(token));
  }
  return found;
}

function isNamed(tokens: readonly string[], index: number): boolean {
  const token = tokens[index] ?? '';
  // "the US" is no pronoun.
  return isWord(token) && (!stopWords.has(token) || (token === 'us' && tokens[index - 1] === 'the'));
}
