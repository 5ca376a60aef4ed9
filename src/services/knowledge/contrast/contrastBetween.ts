import { axisNamed, prefixes } from './axes.ts';
import { directionAt, rootOf } from './axisSides.ts';
import { keyOfSide, type Reading } from './reading.ts';
import { oppositeReports } from './reports.ts';
import { asWritten } from './sameWords.ts';
import { differingQuantities, hasQuantity } from './quantities.ts';
import { oppositeInOtherScripts } from './otherScripts.ts';

/** In what a task differs from a question that is near to it. */
export interface Contrast {
  /** For people: what the task says, and what the question says. */
  readonly reason: string;
  /** True for another phrasing that says in this what the task says. */
  readonly agrees: (phrasing: Reading) => boolean;
}

/** Every way in which a task asks for something else than a question does. The first that applies is given. */
const rules: readonly ((task: Reading, question: Reading) => Contrast | undefined)[] = [
  oppositeDirections,
  oppositePrefix,
  negation,
  avoidance,
  oppositeReports,
  exchangedRoles,
  otherQuantities,
  otherSpelling,
  otherScripts,
];

/** What makes a task another question than the one it was found by, or `undefined`. See `axes.ts` and `negation.ts`. */
export function contrastBetween(task: Reading, question: Reading): Contrast | undefined {
  for (const rule of rules) {
    const contrast = rule(task, question);
    if (contrast !== undefined) return contrast;
  }
  return undefined;
}

function oppositeDirections(task: Reading, question: Reading): Contrast | undefined {
  for (const level of ['asked', 'stated'] as const) {
    const others = question.directions[level];
    for (const [axis, { side, words }] of task.directions[level]) {
      const other = others.get(axis);
      if (other === undefined || other.side === side) continue;
      return {
        reason: said(task, words, question, other.words),
        agrees: (phrasing) => phrasing.directions[level].get(axis)?.side === side,
      };
    }
  }
  return undefined;
}

/** "unlock" and "lock", "deactivate" and "activate", where nothing else says that the same is meant. */
function oppositePrefix(task: Reading, question: Reading): Contrast | undefined {
  const others = question.directions.asked;
  if ([...task.directions.asked].some(([axis, { side }]) => others.get(axis)?.side === side)) return undefined;
  for (const tense of ['doing', 'done'] as const) {
    const [asked, known] =
      prefixed(task[tense], question[tense]) ?? prefixed(question[tense], task[tense])?.toReversed() ?? [];
    if (asked === undefined || known === undefined) continue;
    return { reason: said(task, asked, question, known), agrees: (phrasing) => phrasing[tense].has(asked) };
  }
  return undefined;
}

/** A root of one that is, without its prefix, a root of the other, and that root. */
function prefixed(one: ReadonlySet<string>, other: ReadonlySet<string>): readonly [string, string] | undefined {
  for (const root of one) {
    const prefix = prefixes.find(
      (start) => root.startsWith(start) && root.length > start.length + 2 && other.has(root.slice(start.length)),
    );
    if (prefix === undefined) continue;
    const rest = root.slice(prefix.length);
    if (!other.has(root) && !one.has(rest)) return [root, rest];
  }
  return undefined;
}

function negation(task: Reading, question: Reading): Contrast | undefined {
  for (const [root, { words, ofWish, undoes }] of task.negated) {
    if (undoes || !question.said.has(root) || (ofWish && endsSomething(question, root))) continue;
    return { reason: said(task, words, question, root), agrees: (phrasing) => phrasing.negated.has(root) };
  }
  for (const [root, { words, ofWish, undoes }] of question.negated) {
    if (undoes || !task.said.has(root) || (ofWish && endsSomething(task, root))) continue;
    return { reason: said(task, root, question, words), agrees: (phrasing) => phrasing.said.has(root) };
  }
  return undefined;
}

/** "Stop it from updating" and "update it". */
function avoidance(task: Reading, question: Reading): Contrast | undefined {
  const avoided = (one: Reading, other: Reading) =>
    [...one.avoided].find((root) => other.said.has(root) && !other.avoided.has(root) && !endsSomething(other, root));
  const root = avoided(task, question);
  if (root !== undefined)
    return { reason: said(task, `stop … ${root}`, question, root), agrees: (phrasing) => phrasing.avoided.has(root) };
  const other = avoided(question, task);
  if (other === undefined) return undefined;
  return { reason: said(task, other, question, `stop … ${other}`), agrees: (phrasing) => phrasing.said.has(other) };
}

const endings = [axisNamed('begun or ended'), axisNamed('more or less')];

/** Who does not want a thing wants to be rid of it: a question that ends it is not against that. */
function endsSomething({ asked, complainsOfExcess, said: roots }: Reading, root: string): boolean {
  const ends = complainsOfExcess || endings.some((axis) => asked.has(keyOfSide({ axis, side: 1 })));
  return ends && roots.has(root) && directionAt([root], 0) === undefined;
}

/** From and to: "from A to B" is not "from B to A". */
function exchangedRoles(asks: Reading, known: Reading): Contrast | undefined {
  const [task, question] = [asks.roles, known.roles];
  const exchanged = (one: 'from' | 'to', other: 'from' | 'to') =>
    [...task[one]].find((root) => question[other].has(root) && !question[one].has(root) && !task[other].has(root));
  const root = exchanged('from', 'to');
  const found = root === undefined ? exchanged('to', 'from') : root;
  if (found === undefined) return undefined;
  const [one, other] = root === undefined ? (['to', 'from'] as const) : (['from', 'to'] as const);
  return {
    reason: said(asks, `${one} ${found}`, known, `${other} ${found}`),
    agrees: ({ roles }) => roles[one].has(found),
  };
}

function otherQuantities(task: Reading, question: Reading): Contrast | undefined {
  const differing = differingQuantities(task.quantities, question.quantities);
  if (differing === undefined) return undefined;
  const [asked, known] = differing;
  return {
    reason: said(task, asked.shown, question, known.shown),
    agrees: ({ quantities }) => hasQuantity(quantities, asked),
  };
}

/** C, C# and C++; .NET and net. */
function otherSpelling(asks: Reading, known: Reading): Contrast | undefined {
  const [task, question] = [asks.tokens, known.tokens];
  for (const token of task) {
    const other = question.find((candidate) => candidate !== token && bareOf(candidate) === bareOf(token));
    if (other === undefined || question.includes(token) || task.includes(other)) continue;
    return { reason: said(asks, token, known, other), agrees: ({ tokens }) => tokens.includes(token) };
  }
  return undefined;
}

function bareOf(token: string): string {
  return token.replace(/^\./, '').replace(/[+#]+$/, '');
}

function otherScripts(task: Reading, question: Reading): Contrast | undefined {
  const opposite = oppositeInOtherScripts(task, question);
  return (
    opposite && {
      reason: said(task, opposite.task, question, opposite.question),
      agrees: ({ text }) => opposite.agrees(text),
    }
  );
}

/** A root is given as the word it was, and all words as they were written. */
function said(task: Reading, words: string, question: Reading, others: string): string {
  return `the task says "${quoted(task, words)}", the question "${quoted(question, others)}"`;
}

function quoted({ text, tokens }: Reading, words: string): string {
  const parts = words.split(' ').map((word) => {
    const token = tokens.includes(word) ? word : (tokens.find((one) => rootOf(one) === word) ?? word);
    return asWritten(token, text);
  });
  return parts.join(' ');
}
