import { isObject } from '../../src/machines/checks.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { failureOf, reportOf } from '../../src/machines/occurrence.ts';
import { levelOf, phaseOf } from '../../src/machines/stateName.ts';
import { formatScore, stateWords } from './format.ts';
import type { IconName } from './icons.tsx';

/** What a step means, beside its colour: `plain` says nothing special. */
export type Tone = 'plain' | 'exec' | 'esc' | 'cap' | 'bad';

/** A record as people read it. */
export interface Told {
  /** What happened, in a word or two. */
  readonly title: string;
  readonly tone: Tone;
  /** What it led to: `escalate`, `execute`, …; absent where the title says it all. */
  readonly pill?: string;
  readonly detail: string;
}

export const toneIcons: Readonly<Record<Tone, IconName | undefined>> = {
  plain: undefined,
  exec: 'check',
  esc: 'escalate',
  cap: 'cap',
  bad: 'failed',
};

export function told(record: TransitionRecord): Told {
  const { event, decision, from, to } = record;
  if (event.type === 'xstate.init') return { title: 'start', tone: 'plain', detail: stateWords(to) };
  if (event.type === 'escalate') return { title: 'escalated', tone: 'esc', detail: `${tierIn(from)} to ${tierIn(to)}` };
  if (event.type === 'wait') return { title: 'waits for a person', tone: 'plain', detail: waitUntil(event.deadline) };
  if (event.type === 'resume') return { title: 'resumed', tone: 'plain', detail: tierIn(to) };
  if (event.type === 'cancel')
    return { title: 'cancelled', tone: 'bad', detail: event.reason ?? 'The caller cancelled it.' };
  if (event.type === 'expire') return { title: 'time is over', tone: 'bad', detail: `ends ${to}` };
  if (decision !== undefined) {
    const needs = decision.canHandle ? 'can handle it' : `needs tier ${decision.requiresTier}`;
    return {
      title: 'evaluated',
      ...outcome(to),
      detail: `complexity ${formatScore(decision.complexityScore)} · ${needs}`,
    };
  }
  if ('error' in event) {
    const pill = from === to ? 'again' : to === 'failed' ? 'failed' : to === 'done' ? 'best answer so far' : 'escalate';
    return { title: 'call failed', tone: 'bad', pill, detail: oneLine(failureOf(event.error).message) };
  }
  return { title: 'executed', ...outcome(to), detail: answerText('output' in event ? event.output : undefined) };
}

/** The same in one sentence, for people who listen. */
export function sentence(record: TransitionRecord): string {
  const { title, pill, detail } = told(record);
  return `Tier ${record.tierLevel}: ${title}${pill === undefined ? '' : `, ${pill}`}. ${detail}.`;
}

/** Where the outcome of a call is from, in words; `undefined`: from the agent alone. */
export function originOf({ event }: TransitionRecord): string | undefined {
  const { byHand, recorded } = reportOf('output' in event ? event.output : 'error' in event ? event.error : undefined);
  if (recorded === true) return 'recorded';
  return byHand && `${byHand} by hand`;
}

/** True where a call failed, or the execution did not end with an answer. */
export function isFailure({ event, to }: TransitionRecord): boolean {
  return 'error' in event || to === 'failed' || to === 'cancelled' || event.type === 'expire';
}

/** All that a filter looks at. */
export function searchText(record: TransitionRecord): string {
  const { title, pill = '', detail } = told(record);
  const { agentId, tierLevel, from, to, event, decision } = record;
  const output = 'output' in event && isObject(event.output) ? event.output['result'] : undefined;
  return `${title} ${pill} ${detail} tier ${tierLevel} ${agentId} ${from ?? ''} ${to} ${decision?.reasoning ?? ''} ${typeof output === 'string' ? output : ''}`;
}

function outcome(to: TransitionRecord['to']): Pick<Told, 'tone' | 'pill'> {
  if (to === 'done') return { tone: 'exec', pill: 'done' };
  if (to === 'failed') return { tone: 'bad', pill: 'failed' };
  if (phaseOf(to) === 'executing') return { tone: 'exec', pill: 'execute' };
  if (phaseOf(to) === 'capped') return { tone: 'cap', pill: 'capped' };
  return { tone: 'esc', pill: 'escalate' };
}

function answerText(output: unknown): string {
  if (!isObject(output)) return 'The service returned nothing.';
  const { confidence, result } = output;
  const sure = typeof confidence === 'number' ? `confidence ${formatScore(confidence)}` : 'no confidence';
  return typeof result === 'string' ? `${sure} · ${oneLine(result)}` : sure;
}

function oneLine(text: string): string {
  return text.slice(0, 160).replaceAll(/\s+/g, ' ');
}

function tierIn(state: string | null): string {
  const level = levelOf(state);
  return level === undefined ? (state ?? '') : `tier ${level}`;
}

function waitUntil(deadline: string | null): string {
  return deadline === null ? 'no deadline' : `until ${deadline.slice(0, 16).replace('T', ' ')} UTC`;
}
