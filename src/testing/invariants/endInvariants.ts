import { isFinal } from '../../machines/stateName.ts';
import { endOf } from './history.ts';
import type { Invariant } from './invariant.ts';

export const alwaysEnds: Invariant = {
  name: 'always-ends',
  sentence: 'From every state an end can be reached, and no execution goes on for ever.',
  check: ({ records, end, dead, moments }) => {
    const state = records.at(-1)?.to ?? 'nowhere';
    if (dead === 'stuck') return `From ${state} no end can be reached any more.`;
    if (dead === 'endless')
      return `It may go on for ever: it comes back to ${state} more often than its tiers and retries allow.`;
    const over = end !== null || moments?.at(-1)?.snapshot.status === 'done';
    if (over !== isFinal(state)) return `It is ${over ? '' : 'not '}over, and its record ends in ${state}.`;
  },
};

export const cancelSettles: Invariant = {
  name: 'cancel-settles',
  sentence: 'Cancelling ends the execution at once, from every state.',
  check: ({ records, moments = [] }) => {
    for (const { event, snapshot, records: made } of moments) {
      if (event?.type !== 'cancel') continue;
      const [record] = made;
      if (record?.to !== 'cancelled' || snapshot.status !== 'done') {
        return `It was cancelled, and ${record === undefined ? 'nothing happened' : `went to ${record.to}`}.`;
      }
      if (endOf(snapshot)?.status !== 'cancelled') return 'It was cancelled, and its output does not say so.';
    }
    const ignored = records.find(({ event, to }) => (event.type === 'cancel') !== (to === 'cancelled'));
    return ignored && `Record ${ignored.seq} goes to ${ignored.to} on '${ignored.event.type}'.`;
  },
};
