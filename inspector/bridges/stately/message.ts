import type { ForeignStep } from '../../protocol.ts';
import type { JsonValue } from '../../../src/machines/types.ts';

/** The version of `@statelyai/inspect` whose messages these are. */
export const statelyVersion = '0.7.2';

/** The message by which a receiver asks a window for messages. */
export const statelyConnected = { type: '@statelyai.connected' } as const;

/** The message by which a window says that no more messages come from it. */
export const statelyDisconnected = { type: '@statelyai.disconnected' } as const;

interface MessageBase {
  readonly sessionId: string;
  readonly rootId: string;
  /** Milliseconds since 1970, as text. */
  readonly createdAt: string;
  readonly id: null;
  readonly _version: string;
}

/** A snapshot on the wire. */
export type StatelySnapshot = {
  readonly [Part in (typeof statelySnapshotParts)[number]]?: JsonValue;
};

export const statelySnapshotParts = [
  'status',
  'value',
  'context',
  'output',
  'error',
  'tags',
  'children',
  'historyValue',
] as const;

/** One message of `@statelyai/inspect`'s wire. */
export type StatelyMessage =
  | (MessageBase & {
      readonly type: '@xstate.actor';
      readonly name: string;
      readonly parentId?: string;
      /** The machine's configuration as JSON text. */
      readonly definition: string;
      readonly snapshot: StatelySnapshot;
    })
  | (MessageBase & {
      readonly type: '@xstate.event';
      readonly sourceId?: string;
      readonly event: ForeignStep['event'];
    })
  | (MessageBase & {
      readonly type: '@xstate.snapshot';
      readonly event: ForeignStep['event'];
      readonly snapshot: StatelySnapshot;
    });
