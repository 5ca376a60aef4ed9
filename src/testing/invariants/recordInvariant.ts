import { isDeepStrictEqual } from 'node:util';

import { isEvaluation } from '../../machines/checks.ts';
import { agentIdAt } from '../../machines/agentIdAt.ts';
import { failureOf, recordable } from '../../machines/occurrence.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { HandoffConfig } from '../../machines/types.ts';
import { phaseOf } from '../../machines/stateName.ts';
import type { History, Moment } from './history.ts';
import type { Invariant } from './invariant.ts';

export const recordSaysWhatHappened: Invariant = {
  name: 'record-says-what-happened',
  sentence: 'The record holds every event once and in order, with its id, its time, who acted and what was decided.',
  check: (history) => {
    const { records, moments } = history;
    const [first] = records;
    const begins = first === undefined ? 'There is no record at all.' : beginning(history, first);
    if (begins !== undefined) return begins;
    for (const [index, record] of records.entries()) {
      const problem = misplaced(history, record, index) ?? misdecided(record);
      if (problem !== undefined) return `Record ${index}: ${problem}`;
    }
    return moments && unrecorded(moments);
  },
};

function beginning({ config, input }: History, { event }: TransitionRecord): string | undefined {
  if (event.type !== 'xstate.init') return `It begins with '${event.type}'.`;
  const levels = ({ tiers }: HandoffConfig) => tiers.map(({ level }) => level).join(', ');
  if (levels(event.config) !== levels(config)) {
    return `It begins with tiers ${levels(event.config)}, and ${levels(config)} were asked for.`;
  }
  if (!isDeepStrictEqual(event.config, config)) return 'It begins under another configuration than was asked for.';
  return event.input.task === input.task ? undefined : `It begins with the task '${event.input.task}'.`;
}

function misplaced({ config, input, records }: History, record: TransitionRecord, index: number): string | undefined {
  const { seq, executionId, timestamp, from, tierLevel, agentId } = record;
  if (executionId !== input.executionId) return `its execution is ${executionId}, not ${input.executionId}.`;
  if (seq !== index) return `its number is ${seq}.`;
  if (!isTime(timestamp)) return `it has no time.`;
  const before = records[index - 1]?.to ?? null;
  if (from !== before) return `it leads on from ${from ?? 'the start'}, and the one before led to ${before}.`;
  const phase = index > 0 && phaseOf(from) === 'capped' ? 'capped' : 'executing';
  const acts = agentIdAt(config, tierLevel, phase);
  if (agentId !== acts) return `it says that '${agentId}' acted, and tier ${tierLevel} is '${acts}'.`;
}

function misdecided({ event, decision, ...record }: TransitionRecord): string | undefined {
  const { executionId, tierLevel, agentId, timestamp, from, to } = record;
  const asked = phaseOf(from) === 'evaluating' && to !== from;
  if (!asked) return decision && `it has a decision, and no tier was asked.`;
  if (decision === undefined) return 'the decision is missing.';
  const evaluated = 'output' in event && isEvaluation(event.output) ? event.output : undefined;
  const { canHandle = null, complexityScore = null, reasoning = '', requiresTier = null } = evaluated ?? {};
  const phase = phaseOf(to);
  const capped = phase === 'capped';
  const handoffDecision = capped || phase === 'executing' ? 'execute' : phase === 'escalating' ? 'escalate' : 'stop';
  const who = { executionId, tierLevel, agentId, timestamp };
  const reason = 'error' in event ? failureOf(event.error).reason : undefined;
  if ('error' in event && (decision.failure === undefined || decision.failure.reason !== reason)) {
    return `the decision does not say why the call failed, which is '${reason ?? 'unknown'}'.`;
  }
  const expected = { ...who, canHandle, complexityScore, reasoning, requiresTier, handoffDecision, capped };
  return differenceIn(decision, expected);
}

/** The first field in which a decision is not what it should be. */
function differenceIn(decision: object, expected: object): string | undefined {
  for (const [key, value] of Object.entries(expected)) {
    const found: unknown = Reflect.get(decision, key);
    if (found !== value) return `${key} of the decision is ${String(found)}, and should be ${String(value)}.`;
  }
}

function unrecorded(moments: readonly Moment[]): string | undefined {
  for (const { event, records, snapshot } of moments) {
    if (event === null) continue;
    const [record] = records;
    const where = JSON.stringify(snapshot.value);
    if (record === undefined) return `The event '${event.type}' left no record, in ${where}.`;
    const said: unknown = JSON.parse(JSON.stringify(record.event));
    const sent: unknown = JSON.parse(JSON.stringify(recordable(event)));
    if (!isDeepStrictEqual(said, sent)) return `Record ${record.seq} does not say what happened: '${event.type}'.`;
  }
}

function isTime(text: unknown): boolean {
  return typeof text === 'string' && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;
}
