import { stripVTControlCharacters, styleText } from 'node:util';

import { isObject } from '../machines/policy.ts';
import type { Failure, TransitionRecord } from '../machines/types.ts';
import type { CompletedResult, HandoffResult } from '../execution/result.ts';

/** One decision or outcome as a line for people; `undefined` for records that say nothing new. */
export function lineOf(record: TransitionRecord): string | undefined {
  const { event, decision, tierLevel, agentId, to } = record;
  const who = `tier ${tierLevel} ${agentId}`;
  if (decision !== undefined) {
    const outcome = decision.capped
      ? 'cannot handle it, and is the last tier allowed: does its best'
      : decision.handoffDecision === 'execute'
        ? 'can handle it'
        : to === 'failed'
          ? 'cannot handle it, and is the last tier allowed'
          : 'escalates';
    return `${who}: ${outcome} (complexity ${decision.complexityScore.toFixed(2)}) – ${decision.reasoning}`;
  }
  if (event.type === 'wait')
    return `${who}: waits for a person${event.deadline === null ? '' : ` until ${event.deadline}`}`;
  if (event.type === 'cancel') return `${who}: cancelled`;
  if (isFailedCall(event))
    return `${who}: ${to === 'failed' ? 'failed' : 'failed, escalates'} – ${event.error.message}`;
  if (to.endsWith('.escalating')) return `${who}: was not sure enough of its answer, escalates`;
  return to === 'done' ? `${who}: answered${took(record)}` : undefined;
}

/** What stands below an answer: where it came from, how sure it is, and what it cost. */
export function summaryOf(result: CompletedResult): string {
  const { finalTier, confidence, escalationCount, capped, durationMs } = result;
  return [
    `tier ${finalTier}${capped ? ', capped' : ''}`,
    `confidence ${roundedDown(confidence)}`,
    `${escalationCount} ${escalationCount === 1 ? 'escalation' : 'escalations'}`,
    `cost ${costOf(result)}`,
    seconds(durationMs),
  ].join(' · ');
}

export function costOf({ costUsd, usage }: Pick<HandoffResult, 'costUsd' | 'usage'>): string {
  const tokens = usage.inputTokens + usage.outputTokens;
  const counted = tokens === 0 ? '' : ` (${tokens} tokens${usage.unreportedCalls > 0 ? ' or more' : ''})`;
  if (costUsd === null) return `unknown${counted}`;
  return `${costUsd === 0 ? '$0' : `$${costUsd.toFixed(6)}`}${counted}`;
}

/** Text without the control characters that would let an answer drive the terminal. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/(?![\n\t])\p{Cc}/gu, '');
}

export function dim(text: string): string {
  return styleText('dim', text);
}

export function bold(text: string): string {
  return styleText('bold', text);
}

function isFailedCall(event: TransitionRecord['event']): event is typeof event & { readonly error: Failure } {
  return 'error' in event && isObject(event.error) && typeof event.error['message'] === 'string';
}

function took({ durationMs }: TransitionRecord): string {
  return durationMs === undefined ? '' : ` in ${seconds(durationMs)}`;
}

function seconds(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** Two decimals, never more than it is: 0.996 is not certain. */
function roundedDown(score: number): string {
  return (Math.floor(score * 100) / 100).toFixed(2);
}
