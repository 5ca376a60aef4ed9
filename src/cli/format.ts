import { stripVTControlCharacters, styleText } from 'node:util';

import { cutText } from '../machines/cutText.ts';
import type { CompletedResult, HandoffResult } from '../run/result.ts';
import { score } from '../words/score.ts';
import { span } from '../words/span.ts';

/** Returns the line below an answer: its tier, its confidence, its cost and its time. */
export function summaryOf(result: CompletedResult): string {
  const { finalTier, confidence, escalationCount, capped, durationMs } = result;
  return [
    `tier ${finalTier}${capped ? ', capped' : ''}`,
    `confidence ${score(confidence)}`,
    counted(escalationCount, 'escalation'),
    `cost ${costOf(result)}`,
    span(durationMs),
  ].join(' · ');
}

export function costOf({ costUsd, usage }: Pick<HandoffResult, 'costUsd' | 'usage'>): string {
  const tokens = usage.inputTokens + usage.outputTokens;
  const counted = tokens === 0 ? '' : ` (${tokens} tokens${usage.unreportedCalls > 0 ? ' or more' : ''})`;
  if (costUsd === null) return `unknown${counted}`;
  return `${dollars(costUsd)}${counted}`;
}

export function dollars(costUsd: number): string {
  return costUsd === 0 ? '$0' : `$${costUsd.toFixed(6)}`;
}

/** Text without the control characters that would let an answer drive the terminal, or turn what it says around. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '');
}

/** `1 escalation`, `2 escalations`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** One line that fits: white space folded, control characters gone, cut with an ellipsis. */
export function fittedTo(columns: number, text: string): string {
  const line = printable(text).replaceAll(/[\n\t]+/g, ' ');
  return cutText(line, Math.max(1, columns));
}

/** A time for people at a terminal, to the minute or the second; as it is stored for programs. */
export function shownTime(
  { interactive }: { readonly interactive: boolean },
  time: string,
  to: 'minute' | 'second' = 'minute',
): string {
  return interactive ? `${time.slice(0, to === 'minute' ? 16 : 19).replace('T', ' ')}Z` : time;
}

export function dim(text: string): string {
  return styleText('dim', text);
}

export function bold(text: string): string {
  return styleText('bold', text);
}
