import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import type { ListedExecution, PausedCall } from '../../protocol.ts';
import { formatDuration } from '../format.ts';
import type { IconName } from '../icons.tsx';
import { told, type Tone } from '../words.ts';

/** How an execution stands, in words. */
export interface Standing {
  readonly words: string;
  readonly icon: IconName | undefined;
  readonly tone: Tone;
}

/** `now`: milliseconds since the epoch. */
export function standingOf(
  execution: ListedExecution,
  records: readonly TransitionRecord[],
  held: PausedCall | undefined,
  now: number,
): Standing {
  const { status, tierLevel, updatedAt } = execution;
  const tier = `tier ${tierLevel}`;
  if (held !== undefined) return { words: `${tier} · paused`, icon: 'pause', tone: 'plain' };
  switch (status) {
    case 'running':
      return { words: execution.live ? `${tier} · running` : `${tier} · not over`, icon: undefined, tone: 'plain' };
    case 'waiting':
      return {
        words: `waits for a person · ${formatDuration(Math.max(0, now - Date.parse(updatedAt)))}`,
        icon: 'person',
        tone: 'esc',
      };
    case 'cancelled':
      return { words: `${tier} · cancelled`, icon: 'cancelled', tone: 'bad' };
    case 'failed':
      return { words: `${tier} · failed`, icon: 'failed', tone: 'bad' };
    case 'completed': {
      if (records.at(-1)?.from?.endsWith('.capped') === true)
        return { words: `${tier} · capped`, icon: 'cap', tone: 'cap' };
      const after = records.some(({ event }) => 'error' in event) ? ' after an error' : '';
      return { words: `${tier} · answered${after}`, icon: 'check', tone: 'exec' };
    }
  }
}

export function hasFailed({ status }: ListedExecution): boolean {
  return status === 'failed' || status === 'cancelled';
}

/** The text that the search looks at: task, id, tier, status, and the errors of its records. */
export function searchableText(execution: ListedExecution, records: readonly TransitionRecord[]): string {
  const { task, executionId, tierLevel, status } = execution;
  const errors = records.flatMap((record) => ('error' in record.event ? [told(record).detail] : []));
  return `${task} ${executionId} tier ${tierLevel} ${status} ${errors.join(' ')}`.toLowerCase();
}
