import type { ListedExecution, PausedCall, Source } from '../../../protocol.ts';
import { formatCount, formatDuration } from '../../format.ts';
import type { IconName } from '../../icons.tsx';
import type { Tone } from '../../../../src/words/recordWords.ts';

/** How an execution stands, in words. */
export interface Standing {
  readonly words: string;
  readonly icon: IconName | undefined;
  readonly tone: Tone;
}

/** `now`: milliseconds since the epoch; `undefined` where only how it stood then is known. */
export function standingOf(
  execution: ListedExecution,
  held: PausedCall | undefined,
  now: number | undefined,
): Standing {
  const { status, tierLevel, updatedAt, capped, failedCalls } = execution;
  const tier = `tier ${tierLevel}`;
  if (held !== undefined) return { words: `${tier} · paused`, icon: 'pause', tone: 'plain' };
  switch (status) {
    case 'running':
      return { words: execution.live ? `${tier} · running` : `${tier} · not over`, icon: undefined, tone: 'plain' };
    case 'waiting':
      return { words: `waiting${sinceWords(updatedAt, now)}`, icon: 'person', tone: 'esc' };
    case 'cancelled':
      return { words: `${tier} · cancelled`, icon: 'cancelled', tone: 'bad' };
    case 'failed':
      return { words: `${tier} · failed`, icon: 'failed', tone: 'bad' };
    case 'completed':
      return capped
        ? { words: `${tier} · capped`, icon: 'cap', tone: 'cap' }
        : { words: `${tier} · answered${failedCalls > 0 ? ' after an error' : ''}`, icon: 'check', tone: 'exec' };
  }
}

function sinceWords(time: string, now: number | undefined): string {
  return now === undefined ? ' for a person' : ` · ${formatDuration(Math.max(0, now - Date.parse(time)))}`;
}

export function hasFailed({ status }: ListedExecution): boolean {
  return status === 'failed' || status === 'cancelled';
}

/** The text that the search looks at: task, id, tier, how it stands, and what its failed calls said. */
export function searchableText(execution: ListedExecution): string {
  const { task, executionId, tierLevel, status, capped, failureText } = execution;
  return `${task} ${executionId} tier ${tierLevel} ${status} ${capped ? 'capped' : ''} ${failureText}`.toLowerCase();
}

/** Returns which executions the list leaves out; empty where it is complete. */
export function unlistedWords(sources: readonly Source[]): string {
  return sources
    .flatMap(({ name, newestOnly }) =>
      newestOnly === undefined
        ? []
        : [` · the newest ${formatCount(newestOnly)} of ${name}: older ones are not listed`],
    )
    .join('');
}
