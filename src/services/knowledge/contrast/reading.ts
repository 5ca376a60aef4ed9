import { stopWords } from '../text/stopWords.ts';
import { isWord, tokensOf } from '../text/tokens.ts';
import { directionAt, otherSide, rootOf, type Side } from './axisSides.ts';
import { otherNames } from './kinds.ts';
import {
  asking,
  avoidances,
  fillers,
  negativeQuestion,
  negators,
  nouns,
  relatives,
  subordinators,
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
  /** The roots that are said, and not negated, avoided or part of a mere circumstance. */
  readonly said: ReadonlySet<string>;
  /** The roots that a negation turns round. */
  readonly negated: ReadonlyMap<string, Negation>;
  /** What does not happen, where something is broken. */
  readonly broken: ReadonlySet<string>;
  /** It tells something, and asks nothing. */
  readonly tells: boolean;
  /** There is too much of something. */
  readonly complainsOfExcess: boolean;
  readonly quantities: readonly Quantity[];
  /** The roots behind "from" and behind "to". */
  readonly roles: { readonly from: ReadonlySet<string>; readonly to: ReadonlySet<string> };
}

export interface Negation {
  readonly words: string;
  /** It is said of something that is not wanted or needed. */
  readonly ofWish: boolean;
  /** What was done is to be undone: nothing is said against doing it. */
  readonly undoes: boolean;
}

const determiners = new Set(['a', 'an', 'the', 'my', 'our', 'your', 'this', 'that', 'any', 'some', 'its', 'their']);
const beings = new Set(['is', 'are', 'was', 'were', 'been', 'be', 'being', 'get', 'got', 'getting', 'gets']);

/** The axis on which being somewhere and going there are one: signed out, sign out. */
const stateAndAction = 1;

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
    text,
    tells: !text.includes('?') && !asks && !tokens.some((token) => troubleWords.has(rootOf(token))),
    complainsOfExcess: tokens.includes('too'),
    quantities: quantitiesOf(tokens),
  };
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
}

function readClause(all: readonly string[], reading: Readable): void {
  const tokens = negativeQuestion.test(`${all.join(' ')} `) ? all.filter((token) => !isAuxiliary(token)) : all;
  let mode: Mode = 'said';
  /** The negator that waits for what it negates. */
  let waiting: string | undefined;
  let ofWish = false;
  for (const [index, token] of tokens.entries()) {
    const root = rootOf(token);
    const begun = modeBegunBy(tokens, index);
    if (begun !== undefined) {
      if (begun === 'circumstance') readSides(tokens, index, 'said', reading);
      mode = begun;
      waiting = begun === 'negated' ? token : undefined;
      ofWish = begun === 'negated' && token === 'no';
      continue;
    }
    if (waiting !== undefined) {
      if (wishes.has(root)) ofWish = true;
      if (wishes.has(root) || fillers.has(token)) continue;
      const undoes = rootOf(waiting) === 'undo';
      const isTrouble =
        !undoes && waiting !== 'without' && !ofWish && troubleVerbs.has(root) && !isImperative(tokens, waiting);
      if (isTrouble) mode = 'broken';
      else reading.negated.set(root, { words: `${waiting} … ${token}`, ofWish, undoes });
      waiting = undefined;
    } else if ((token === 'and' || token === 'or') && mode !== 'broken') mode = 'said';
    readSides(tokens, index, mode, reading);
    if (mode === 'broken') reading.broken.add(root);
    else if (mode === 'said' && isWord(token) && !stopWords.has(token)) reading.said.add(root);
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
  return /nt$/.test(token) && (negators.has(token) || troubleNegators.has(token));
}

/** "Don't send it", not "it doesn't work". */
function isImperative(tokens: readonly string[], negator: string): boolean {
  return tokens[0] === negator && (negator === 'dont' || negator === 'never');
}

function isPast(token: string): boolean {
  return /[^e]ed$/.test(token);
}

function readSides(tokens: readonly string[], index: number, mode: Mode, reading: Readable): void {
  if (mode === 'avoided' || mode === 'circumstance' || mode === 'broken') return;
  const direction = directionAt(tokens, index);
  if (direction === undefined) return;
  const token = tokens[index] ?? '';
  const before = tokens[index - 1] ?? '';
  if (determiners.has(before) && nouns.has(rootOf(token)) && direction.words === token) return;
  for (const side of direction.sides) {
    const key = keyOfSide(mode === 'negated' ? otherSide(side) : side);
    const isState = isPast(token) || beings.has(before);
    if (isState) reading.stated.set(key, direction.words);
    // A state can be asked for as well, unless it is one that came about.
    if (!isPast(token) || side.axis === stateAndAction) reading.asked.set(key, direction.words);
  }
}

function readRoles(tokens: readonly string[], roles: { readonly from: Set<string>; readonly to: Set<string> }): void {
  for (const [index, token] of tokens.entries()) {
    if (token !== 'from' && token !== 'to' && token !== 'into' && token !== 'instead') continue;
    let taken = 0;
    for (const follower of tokens.slice(index + 1, index + 6)) {
      if (follower === 'from' || follower === 'to' || follower === 'into' || follower === 'with') break;
      if (
        stopWords.has(follower) ||
        !isWord(follower) ||
        directionAt(tokens, tokens.indexOf(follower, index)) !== undefined
      )
        continue;
      roles[token === 'from' || token === 'instead' ? 'from' : 'to'].add(rootOf(follower));
      taken += 1;
      if (taken === 2) break;
    }
  }
}
