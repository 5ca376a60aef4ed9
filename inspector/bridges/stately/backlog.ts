import type { StatelyMessage } from './message.ts';

/** Messages for a receiver that is not there yet. Those that introduce actors stay longest. */
export interface Backlog {
  readonly messages: readonly StatelyMessage[];
  add(message: StatelyMessage): void;
  /** Empties it. */
  drain(): readonly StatelyMessage[];
}

/** `limit`: how many messages it keeps, 1 or more, default 2,000. */
export function createBacklog(limit = 2_000): Backlog {
  let messages: StatelyMessage[] = [];
  return {
    get messages() {
      return messages;
    },
    add: (message) => {
      messages.push(message);
      if (messages.length <= limit) return;
      const dispensable = messages.findIndex(({ type }) => type !== '@xstate.actor');
      messages.splice(Math.max(dispensable, 0), 1);
    },
    drain: () => {
      const drained = messages;
      messages = [];
      return drained;
    },
  };
}
