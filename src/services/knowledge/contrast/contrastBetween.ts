import { axes, prefixes } from './axes.ts';
import { directionAt } from './axisSides.ts';
import { keyOfSide, type Reading } from './reading.ts';
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

/** The axes on which a reading asks for one side only, and that side. */
export function sidesAsked({ asked }: Reading): ReadonlyMap<number, { readonly side: 0 | 1; readonly words: string }> {
  return oneSided(asked);
}

function oneSided(
  sides: ReadonlyMap<string, string>,
): ReadonlyMap<number, { readonly side: 0 | 1; readonly words: string }> {
  const found = new Map<number, { readonly side: 0 | 1; readonly words: string }>();
  for (const axis of axes.keys()) {
    const one = sides.get(keyOfSide({ axis, side: 0 }));
    const other = sides.get(keyOfSide({ axis, side: 1 }));
    if (one !== undefined && other === undefined) found.set(axis, { side: 0, words: one });
    if (other !== undefined && one === undefined) found.set(axis, { side: 1, words: other });
  }
  return found;
}

function oppositeDirections(task: Reading, question: Reading): Contrast | undefined {
  for (const level of ['asked', 'stated'] as const) {
    const others = oneSided(question[level]);
    for (const [axis, { side, words }] of oneSided(task[level])) {
      const other = others.get(axis);
      if (other === undefined || other.side === side) continue;
      return {
        reason: said(words, other.words),
        agrees: (phrasing) => oneSided(phrasing[level]).get(axis)?.side === side,
      };
    }
  }
  return undefined;
}

/** "unlock" and "lock", "deactivate" and "activate". */
function oppositePrefix(task: Reading, question: Reading): Contrast | undefined {
  const prefixed = (word: string, others: ReadonlySet<string>) =>
    prefixes
      .map((prefix) => (word.startsWith(prefix) ? word.slice(prefix.length) : ''))
      .find((rest) => rest.length > 2 && others.has(rest));
  const agrees = (root: string) => (phrasing: Reading) => phrasing.said.has(root);
  for (const root of task.said) {
    const rest = prefixed(root, question.said);
    if (rest !== undefined && !question.said.has(root) && !task.said.has(rest))
      return { reason: said(root, rest), agrees: agrees(root) };
  }
  for (const root of question.said) {
    const rest = prefixed(root, task.said);
    if (rest !== undefined && !task.said.has(root) && !question.said.has(rest))
      return { reason: said(rest, root), agrees: agrees(rest) };
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

/** Who does not want a thing wants to be rid of it: a question that ends it is not against that. */
function endsSomething({ asked, complainsOfExcess, said: roots }: Reading, root: string): boolean {
  const ends = asked.has('0:1') || asked.has('2:1') || complainsOfExcess;
  return ends && roots.has(root) && directionAt([root], 0) === undefined;
}

/** Something works in one, and does not in the other. */
function oppositeReports(task: Reading, question: Reading): Contrast | undefined {
  const common = (told: Reading, broken: Reading) =>
    told.tells ? [...broken.broken].find((root) => tellingVerbs.has(root) && told.said.has(root)) : undefined;
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
