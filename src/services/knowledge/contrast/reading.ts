import { stopWords } from '../text/stopWords.ts';
import { isWord } from '../text/tokens.ts';
import { axes, axisNamed } from './axes.ts';
import { directionAt, otherSide, rootOf, type Side } from './axisSides.ts';
import { pastForms } from './irregular.ts';
import {
  asking,
  avoidances,
  fillers,
  givers,
  nouns,
  relatives,
  subordinators,
  takers,
  troubleNegators,
  troubleWords,
  wishes,
} from './negation.ts';
import { isNegator, doubtedAt, isTroubleOf, isWhyNot, keepsHappening, withoutRhetoric } from './negators.ts';
import { quantitiesOf, type Quantity } from './quantities.ts';
import { readRoles } from './roles.ts';
import { sameWordsOf } from './sameWords.ts';

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
  /** What somebody says that they can do. */
  readonly able: ReadonlySet<string>;
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

const determiners = new Set(['a', 'an', 'the', 'my', 'our', 'your', 'this', 'that', 'any', 'some', 'its', 'their']);
const beings = new Set(['is', 'are', 'was', 'were', 'been', 'be', 'being', 'get', 'got', 'getting', 'gets']);

/** The axis that no negation turns round: not within a week is not after it. */
const timeAxis = axisNamed('before or after');

export function keyOfSide({ axis, side }: Side): string {
  return `${axis}:${side}`;
}

/** Reads a question, clause by clause. */
export function readingOf(text: string): Reading {
  const tokens = sameWordsOf(text);
  const reading = {
    tokens,
    asked: new Map<string, string>(),
    stated: new Map<string, string>(),
    said: new Set<string>(),
    negated: new Map<string, Negation>(),
    broken: new Set<string>(),
    able: new Set<string>(),
    doing: new Set<string>(),
    done: new Set<string>(),
    avoided: new Set<string>(),
    roles: { from: new Set<string>(), to: new Set<string>() },
  };
  const clauses = text
    .split(/[.?!;:,\n]+(?=\s|$)|\s+(?:but|and then)\s+|\s[–—-]\s/)
    .map((clause) => sameWordsOf(clause))
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
    quantities: quantitiesOf(text),
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

/** How a word is meant: asked for, turned round, not happening, avoided, or a mere circumstance. */
type Mode = 'said' | 'negated' | 'broken' | 'avoided' | 'circumstance';

interface Readable {
  readonly asked: Map<string, string>;
  readonly stated: Map<string, string>;
  readonly said: Set<string>;
  readonly negated: Map<string, Negation>;
  readonly broken: Set<string>;
  readonly able: Set<string>;
  readonly done: Set<string>;
  readonly doing: Set<string>;
  readonly avoided: Set<string>;
}

function readClause(all: readonly string[], reading: Readable): void {
  const tokens = withoutRhetoric(all);
  let mode: Mode = 'said';
  /** The negator that waits for what it negates. */
  let waiting: number | undefined;
  /** Where the last negator stands. */
  let refused = 0;
  let ofWish = false;
  for (const [index, token] of tokens.entries()) {
    const root = rootOf(token);
    const begun = modeBegunBy(tokens, index);
    // What is not so in a mere circumstance is not asked against.
    if (begun !== undefined && mode === 'circumstance' && begun !== 'avoided') continue;
    if (begun !== undefined) {
      if (begun !== 'negated' || token === 'never' || root === 'undo') readSides(tokens, index, 'said', reading);
      mode = begun;
      waiting = begun === 'negated' ? index : undefined;
      refused = waiting ?? refused;
      ofWish = begun === 'negated' && token === 'no';
      continue;
    }
    if (waiting !== undefined) {
      if (wishes.has(root)) ofWish = true;
      if (wishes.has(root) || fillers.has(token)) continue;
      const doubted = doubtedAt(tokens, index);
      if (doubted !== undefined && index < doubted) continue;
      const undoes = rootOf(tokens[waiting] ?? '') === 'undo';
      const isTrouble = !undoes && tokens[waiting] !== 'without' && !ofWish && isTroubleOf(tokens, index);
      if (isTrouble) mode = 'broken';
      else reading.negated.set(root, { words: spanOf(tokens, waiting, index), ofWish, undoes });
      waiting = undefined;
    } else if ((token === 'and' || token === 'or') && mode !== 'broken') mode = 'said';
    readSides(tokens, index, mode, reading, refused);
    if (mode === 'broken') reading.broken.add(root);
    else if (mode === 'said') {
      if (ability.test(tokens.slice(Math.max(0, index - 4), index).join(' '))) reading.able.add(root);
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
  if (isWhyNot(tokens, index)) return 'broken';
  if (rootOf(token) === 'undo' || isNegator(tokens, index)) return 'negated';
  if (token === 'no') return tokens.slice(0, index).some((word) => wishes.has(rootOf(word))) ? 'negated' : 'broken';
  if (token === 'not' && ['able', 'possible'].includes(next)) return 'broken';
  if (troubleNegators.has(token)) return 'broken';
  if (keepsHappening(tokens, index)) return 'circumstance';
  if (token === 'instead' || (token === 'rather' && next === 'than')) return 'avoided';
  return (subordinators.has(token) && tokens[index - 1] !== 'what') || (relatives.has(token) && index > 0)
    ? 'circumstance'
    : undefined;
}

/** Stands before what somebody says that they can do. */
const ability = /(?:^| )(?:i|we) (?:can|could|(?:am|was|were|are) able to)$/;

/** "Right now" and "all right" are no sides. */
const interjections = new Set(['now', 'away', 'after', 'before', 'back', 'all', 'thats', 'just']);

/** The words from one place to another, or, where these are many, its ends. */
function spanOf(tokens: readonly string[], from: number, to: number, last = tokens[to] ?? ''): string {
  const first = tokens[from] ?? '';
  const between = tokens.slice(from + 1, to);
  return [first, ...(between.length > 3 ? ['…'] : between), last].join(' ');
}

function isPast(token: string): boolean {
  return (/[^e]ed$/.test(token) && token !== 'required') || pastForms.has(token);
}

function readSides(tokens: readonly string[], index: number, mode: Mode, reading: Readable, negator = index): void {
  if (mode === 'avoided' || mode === 'circumstance' || mode === 'broken') return;
  const direction = directionAt(tokens, index);
  if (direction === undefined) return;
  const token = tokens[index] ?? '';
  const before = tokens[index - 1] ?? '';
  if (token === 'right' && (interjections.has(tokens[index + 1] ?? '') || interjections.has(before))) return;
  if (token === 'keep' && tokens[index + 1]?.endsWith('ing')) return;
  if (determiners.has(before) && nouns.has(rootOf(token)) && direction.words === token) return;
  for (const side of direction.sides) {
    const isNegated = mode === 'negated' && side.axis !== timeAxis;
    const turned = isNegated !== isConverse(tokens, index);
    const key = keyOfSide(turned ? otherSide(side) : side);
    const isState = isPast(token) || beings.has(before);
    const words = isNegated ? spanOf(tokens, negator, index, direction.words) : direction.words;
    if (isState) reading.stated.set(key, words);
    // A state can be asked for as well, unless it is one that came about.
    if (!isPast(token) || axes[side.axis]?.isState === true) reading.asked.set(key, words);
  }
}

/** "Send me" is what "receive" is, and "do you sell" what "can I buy" is. */
function isConverse(tokens: readonly string[], index: number): boolean {
  const root = rootOf(tokens[index] ?? '');
  const toMe = tokens.slice(index + 1, index + 5).some((token) => token === 'me' || token === 'us');
  const byYou = tokens[index - 1] === 'you';
  return (givers.has(root) && (toMe || byYou)) || (takers.has(root) && byYou);
}
