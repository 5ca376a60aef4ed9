import { prefixes } from './axes.ts';
import { directionAt } from './axisSides.ts';
import type { Reading } from './reading.ts';
import { differingQuantities, hasQuantity, shownQuantity } from './quantities.ts';
import { tellingVerbs } from './negation.ts';
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
        reason: said(words, other.words),
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
    return { reason: said(asked, known), agrees: (phrasing) => phrasing[tense].has(asked) };
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
    return { reason: said(words, root), agrees: (phrasing) => phrasing.negated.has(root) };
  }
  for (const [root, { words, ofWish, undoes }] of question.negated) {
    if (undoes || !task.said.has(root) || (ofWish && endsSomething(task, root))) continue;
    return { reason: said(root, words), agrees: (phrasing) => phrasing.said.has(root) };
  }
  return undefined;
}

/** "Stop it from updating" and "update it". */
function avoidance(task: Reading, question: Reading): Contrast | undefined {
  const avoided = (one: Reading, other: Reading) =>
    [...one.avoided].find((root) => other.said.has(root) && !other.avoided.has(root) && !endsSomething(other, root));
  const root = avoided(task, question);
  if (root !== undefined)
    return { reason: said(`stop … ${root}`, root), agrees: (phrasing) => phrasing.avoided.has(root) };
  const other = avoided(question, task);
  if (other === undefined) return undefined;
  return { reason: said(other, `stop … ${other}`), agrees: (phrasing) => phrasing.said.has(other) };
}

/** Who does not want a thing wants to be rid of it: a question that ends it is not against that. */
function endsSomething({ asked, complainsOfExcess, said: roots }: Reading, root: string): boolean {
  const ends = asked.has('0:1') || asked.has('2:1') || complainsOfExcess;
  return ends && roots.has(root) && directionAt([root], 0) === undefined;
}

function isTold(root: string, { doing, done, tokens }: Reading): boolean {
  if (!doing.has(root) && !done.has(root)) return false;
  return tellingVerbs.has(root) || (root === 'go' && tokens.includes('through')) || (root === 'get' && done.has(root));
}

/** Something works in one, and does not in the other. */
function oppositeReports(task: Reading, question: Reading): Contrast | undefined {
  const common = (told: Reading, broken: Reading) =>
    told.tells ? [...broken.broken].find((root) => isTold(root, told)) : undefined;
  const works = common(task, question);
  if (works !== undefined && task.broken.size === 0) {
    return { reason: said(works, `not ${works}`), agrees: (phrasing) => phrasing.said.has(works) };
  }
  const fails = common(question, task);
  if (fails === undefined || question.broken.size > 0) return undefined;
  return { reason: said(`not ${fails}`, fails), agrees: (phrasing) => phrasing.broken.has(fails) };
}

/** From and to: "from A to B" is not "from B to A". */
function exchangedRoles({ roles: task }: Reading, { roles: question }: Reading): Contrast | undefined {
  const exchanged = (one: 'from' | 'to', other: 'from' | 'to') =>
    [...task[one]].find((root) => question[other].has(root) && !question[one].has(root) && !task[other].has(root));
  const root = exchanged('from', 'to');
  const found = root === undefined ? exchanged('to', 'from') : root;
  if (found === undefined) return undefined;
  const [one, other] = root === undefined ? (['to', 'from'] as const) : (['from', 'to'] as const);
  return { reason: said(`${one} ${found}`, `${other} ${found}`), agrees: ({ roles }) => roles[one].has(found) };
}

function otherQuantities(task: Reading, question: Reading): Contrast | undefined {
  const differing = differingQuantities(task.quantities, question.quantities);
  if (differing === undefined) return undefined;
  const [asked, known] = differing;
  return {
    reason: said(shownQuantity(asked), shownQuantity(known)),
    agrees: ({ quantities }) => hasQuantity(quantities, asked),
  };
}

/** C, C# and C++; .NET and net. */
function otherSpelling({ tokens: task }: Reading, { tokens: question }: Reading): Contrast | undefined {
  for (const token of task) {
    const other = question.find((candidate) => candidate !== token && bareOf(candidate) === bareOf(token));
    if (other === undefined || question.includes(token) || task.includes(other)) continue;
    return { reason: said(token, other), agrees: ({ tokens }) => tokens.includes(token) };
  }
  return undefined;
}

function bareOf(token: string): string {
  return token.replace(/^\./, '').replace(/[+#]+$/, '');
}

function otherScripts(task: Reading, question: Reading): Contrast | undefined {
  const opposite = oppositeInOtherScripts(task, question);
  return opposite && { reason: said(opposite.task, opposite.question), agrees: ({ text }) => opposite.agrees(text) };
}

function said(task: string, question: string): string {
  return `the task says "${task}", the question "${question}"`;
}
