import { phaseOf } from '../../../../src/machines/stateName.ts';
import { wayWords } from '../../../../src/words/wayTone.ts';
import { stateWords } from '../../../../src/words/place.ts';
import type { Chart } from './chart.ts';
import type { PathStep } from './path.ts';

/** The chart in words: where the execution stands, and how it came there. */
export function chartSentence(
  { kind, nodes }: Chart,
  current: string | null,
  path: readonly PathStep[],
  executions: ReadonlyMap<string, number> | undefined,
): string {
  const tiers = nodes.filter(({ tier }) => tier !== undefined).length;
  const what =
    kind === 'tiers'
      ? `Statechart of ${tiers} ${tiers === 1 ? 'tier' : 'tiers'}`
      : `Statechart of ${nodes.length} states`;
  if (executions !== undefined) return `${what}, with how often each way was taken.`;
  if (current === null) return `${what}. Nothing is selected.`;
  const escalations = path.filter(({ from, to }) => phaseOf(from) === 'escalating' && phaseOf(to) === 'evaluating');
  const climbed =
    kind !== 'tiers' || escalations.length === 0
      ? ''
      : `, after ${escalations.length} ${escalations.length === 1 ? 'escalation' : 'escalations'}`;
  return `${what}. It stands at ${stateWords(current)}${climbed}.`;
}

/** Returns the name of a mark on the chart; many steps of one edge are told as one. */
export function stepsSentence(steps: readonly [PathStep, ...PathStep[]]): string {
  if (steps.length <= 3) return steps.map(stepSentence).join('; ');
  const [first] = steps;
  const last = steps.at(-1) ?? first;
  return `${steps.length} steps, ${first.seq} to ${last.seq}. The last is ${stepSentence(last)}`;
}

/** Returns the name of a step on the chart: `Step 2: tier 1, evaluating to tier 1, escalating, escalates`. */
export function stepSentence({ seq, from, to, tone }: PathStep): string {
  const way =
    from === null
      ? `begins at ${stateWords(to)}`
      : from === to
        ? `stays at ${stateWords(to)}`
        : `${stateWords(from)} to ${stateWords(to)}`;
  return [`Step ${seq}: ${way}`, wayWords[tone]].filter((part) => part !== '').join(', ');
}
