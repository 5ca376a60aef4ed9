import { stripVTControlCharacters, styleText } from 'node:util';

import type { CompletedResult, HandoffResult } from '../execution/result.ts';
import { isObject } from '../machines/checks.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';

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
  const failure = failureIn(event);
  if (failure !== undefined)
    return { headline: `${who}: ${to === 'failed' ? 'failed' : 'failed, escalates'}`, reason: failure };
  if (to.endsWith('.escalating')) return { headline: `${who}: was not sure enough of its answer, escalates` };
  return to === 'done' ? { headline: `${who}: answered${took(record)}` } : undefined;
}

/** The same on one line. */
export function lineOf(record: TransitionRecord): string | undefined {
  const told = toldBy(record);
  return told && [told.headline, told.reason].filter((part) => part !== undefined).join(' – ');
}

/** What stands below an answer: where it came from, how sure it is, and what it cost. */
export function summaryOf(result: CompletedResult): string {
  const { finalTier, confidence, escalationCount, capped, durationMs } = result;
  return [
    `tier ${finalTier}${capped ? ', capped' : ''}`,
    `confidence ${roundedDown(confidence)}`,
    counted(escalationCount, 'escalation'),
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

/** `1 escalation`, `2 escalations`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** One line that fits: white space folded, control characters gone, cut with an ellipsis. */
export function fittedTo(columns: number, text: string): string {
  const line = printable(text).replaceAll(/[\n\t]+/g, ' ');
  return line.length <= columns ? line : `${line.slice(0, columns - 1)}…`;
}

export function dim(text: string): string {
  return styleText('dim', text);
}

export function bold(text: string): string {
  return styleText('bold', text);
}

function verdictOf({ decision, to }: TransitionRecord): string {
  if (decision?.capped === true || to === 'failed') return 'cannot handle it, and is the last tier allowed';
  return decision?.handoffDecision === 'execute' ? 'can handle it' : 'escalates';
}

function failureIn(event: TransitionRecord['event']): string | undefined {
  const error = 'error' in event ? event.error : undefined;
  return isObject(error) && typeof error['message'] === 'string' ? error['message'] : undefined;
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
