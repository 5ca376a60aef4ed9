import type { Contrast } from './contrastBetween.ts';
import { rootOf } from './axisSides.ts';
import { tellingVerbs } from './negation.ts';
import type { Reading } from './reading.ts';

/** What is a trouble in one word, and what is told where there is none. */
const troubles: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    forget: 'remember know',
    fail: 'go work succeed',
    decline: 'go work accept',
    reject: 'go work accept',
    refuse: 'go work accept',
    crash: 'open work run start',
    freeze: 'work run',
    lose: 'find have',
  }).map(([trouble, told]) => [rootOf(trouble), told.split(' ').map(rootOf)]),
);

/** Verbs that report the same. */
const sameReports: readonly ReadonlySet<string>[] = ['sign log', 'receive get arrive come reach', 'remember know'].map(
  (verbs) => new Set(verbs.split(' ').map(rootOf)),
);

/** Something works in one, and does not in the other. */
export function oppositeReports(task: Reading, question: Reading): Contrast | undefined {
  const works = reportedWell(task, question);
  if (works !== undefined) return { reason: reason(task, question), agrees: (phrasing) => !isTrouble(phrasing) };
  const fails = reportedWell(question, task);
  return fails === undefined ? undefined : { reason: reason(task, question), agrees: isTrouble };
}

function reason({ text: task }: Reading, { text: question }: Reading): string {
  return `one says that it works, and one that it does not ("${shortened(task)}", "${shortened(question)}")`;
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

function isTrouble({ broken, said }: Reading): boolean {
  return broken.size > 0 || [...said].some((root) => troubles.has(root));
}

/** What one tells to be well that is a trouble in the other. */
function reportedWell(told: Reading, other: Reading): string | undefined {
  if (!told.tells || isTrouble(told) || told.negated.size > 0) return undefined;
  const missing = [...other.broken, ...[...other.said].flatMap((root) => troubles.get(root) ?? [])];
  return missing
    .flatMap((root) => [root, ...sameReports.filter((same) => same.has(root)).flatMap((same) => [...same])])
    .find((root) => isTold(root, told));
}

function isTold(root: string, { able, doing, done, tokens }: Reading): boolean {
  if (able.has(root)) return true;
  if (!doing.has(root) && !done.has(root)) return false;
  if (root === 'go') return tokens.includes('through');
  if (root === 'get') return done.has(root);
  return tellingVerbs.has(root);
}
