import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { Session } from '../../machines/session.ts';
import { isoTime } from '../../machines/time.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { startTime } from '../paths/outcomeEvent.ts';
import { pathLines, type Path } from '../paths/path.ts';

/** The shortest path on which something does not hold. */
export interface Counterexample {
  readonly invariant: Pick<Invariant, 'name' | 'sentence'>;
  /** What is wrong on this path. */
  readonly problem: string;
  readonly path: Path;
  /** The record of the real pattern, where that is what went otherwise. */
  readonly live?: readonly TransitionRecord[];
}

/** A counterexample for people: what does not hold, why, and the path, a line per outcome. */
export function printCounterexample({ invariant, problem, path }: Counterexample): string {
  const { config, input } = path;
  const highest = input.maxTier ?? config.tiers.at(-1)?.level;
  return [
    `Broken: ${named(invariant)}`,
    problem,
    `The shortest path that shows it, with ${config.tiers.length} tiers and maxTier ${highest}:`,
    ...pathLines(path).map((line) => `  ${line}`),
  ].join('\n');
}

/** An invariant's sentence, and its name where that says something else. */
export function named({ name, sentence }: Counterexample['invariant']): string {
  return name === sentence ? sentence : `${sentence} (${name})`;
}

/** A counterexample as a session, which `handoff inspect` opens once it is written to a file as JSON. */
export function counterexampleSession(counterexample: Counterexample): Session {
  const { invariant, problem, path, live } = counterexample;
  const records = withTimes(path.records);
  const last = records.at(-1);
  return {
    format: 'xstate-handoff-session',
    version: 1,
    title: invariant.name,
    executions: live === undefined || live.length === 0 ? [records] : [records, live],
    ...(last !== undefined && { focus: { executionId: last.executionId, seq: last.seq } }),
    note: [
      `Broken: **${named(invariant)}**`,
      problem,
      pathLines(path)
        .map((line, index) => `${index + 1}. ${line}`)
        .join('\n'),
    ].join('\n\n'),
  };
}

/** The same records with a second between events: no time passes on an explored path, and people like to see an order. */
function withTimes(records: readonly TransitionRecord[]): readonly TransitionRecord[] {
  let seconds = -1;
  return records.map((record) => {
    if (record.event.type !== 'escalate') seconds += 1;
    const time = isoTime(Date.parse(startTime) + seconds * 1_000);
    return JSON.parse(JSON.stringify(record).replaceAll(startTime, time));
  });
}
