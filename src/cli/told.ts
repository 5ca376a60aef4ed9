import type { TransitionRecord } from '../machines/executionTypes.ts';
import { failureOf } from '../machines/occurrence.ts';
import type { FailureReason } from '../machines/failureReason.ts';
import type { Failure } from '../machines/types.ts';
import { phaseOf } from '../machines/stateName.ts';
import { seconds } from './format.ts';

/** What a record tells a person: a headline, and where there is one the reason behind it. */
export interface Told {
  readonly headline: string;
  readonly reason?: string;
}

/** `undefined` for records that say nothing new. */
export function toldBy(record: TransitionRecord): Told | undefined {
  const { event, decision, tierLevel, agentId, to } = record;
  const who = `tier ${tierLevel} ${agentId}`;
  if (decision !== undefined) {
    const headline = `${who}: ${verdictOf(record)}, complexity ${decision.complexityScore.toFixed(2)}`;
    return { headline, reason: decision.reasoning };
  }
  if (event.type === 'cancel') return { headline: `${who}: cancelled` };
  if (event.type === 'wait') {
    return { headline: `${who}: waits for a person${event.deadline === null ? '' : ` until ${event.deadline}`}` };
  }
  if ('error' in event) {
    const failure = failureOf(event.error);
    return { headline: `${who}: ${consequenceOf(record, failure)}`, reason: failure.message };
  }
  if (phaseOf(to) === 'escalating') return { headline: `${who}: was not sure enough of its answer, escalates` };
  return to === 'done' ? { headline: `${who}: answered${took(record)}` } : undefined;
}

/** The same on one line. */
export function lineOf(record: TransitionRecord): string | undefined {
  const told = toldBy(record);
  return told && [told.headline, told.reason].filter((part) => part !== undefined).join(' – ');
}

function verdictOf({ decision, to }: TransitionRecord): string {
  if (decision?.capped === true || to === 'failed') return 'cannot handle it, and is the last tier allowed';
  return decision?.handoffDecision === 'execute' ? 'can handle it' : 'escalates';
}

function consequenceOf({ to, timestamp, notBefore }: TransitionRecord, { reason = 'threw' }: Failure): string {
  if (notBefore === undefined) return to === 'failed' ? 'failed' : 'failed, escalates';
  return `${inWords(reason)}, tried again in ${seconds(Date.parse(notBefore) - Date.parse(timestamp))}`;
}

const words: Partial<Record<FailureReason, string>> = {
  network: 'no connection',
  timeout: 'timed out',
  unavailable: 'the server is busy or broken',
  http: 'the server answered with an error',
  threw: 'failed',
};

/** `rateLimited` as `rate limited`. */
export function inWords(reason: FailureReason): string {
  return words[reason] ?? reason.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function took({ durationMs }: TransitionRecord): string {
  return durationMs === undefined ? '' : ` in ${seconds(durationMs)}`;
}
