import type { ServerMessage } from '../protocol.ts';
import type { Ledger } from '../sources/ledger.ts';
import type { TextEvent } from '../sources/patternSource.ts';

/** A page that is connected. */
export interface Viewer {
  /** Settles when the message is on its way, or the viewer is gone. Never rejects. */
  send(message: ServerMessage): Promise<void>;
}

/** Records of one execution per message. */
const recordsPerMessage = 500;

interface Follower {
  readonly ledger: Ledger;
  readonly executionId: string;
  /** The `seq` of the record that comes next. */
  next: number;
  pumping: Promise<void> | undefined;
  again: boolean;
}

/** The viewers, and which executions each of them follows. */
export interface Viewers {
  add(viewer: Viewer): void;
  remove(viewer: Viewer): void;
  tell(message: ServerMessage): void;
  /** Sends all records of an execution to a viewer, and those to come. Settles when those that are there are sent. */
  follow(viewer: Viewer, ledger: Ledger, executionId: string): Promise<void>;
  /** An execution has more records: sends them to those who follow it. */
  changed(ledger: Ledger, executionId: string): void;
  text(ledger: Ledger, executionId: string, event: TextEvent): void;
}

export function createViewers(failed: (error: unknown) => void): Viewers {
  const followers = new Map<Viewer, Map<string, Follower>>();

  async function pump(viewer: Viewer, follower: Follower): Promise<void> {
    const { ledger, executionId } = follower;
    do {
      follower.again = false;
      const records = await ledger.read(executionId);
      while (follower.next < records.length && followers.has(viewer)) {
        const from = follower.next;
        const part = records.slice(from, from + recordsPerMessage);
        follower.next += part.length;
        await viewer.send({ type: 'records', sourceId: ledger.sourceId, executionId, from, records: part });
      }
    } while (follower.again && followers.has(viewer));
  }

  /** One pump per follower at a time keeps records in order. */
  function push(viewer: Viewer, follower: Follower): Promise<void> {
    follower.again = true;
    follower.pumping ??= pump(viewer, follower).finally(() => {
      follower.pumping = undefined;
    });
    return follower.pumping;
  }

  function following(ledger: Ledger, executionId: string): readonly (readonly [Viewer, Follower])[] {
    const key = keyOf(ledger, executionId);
    return [...followers].flatMap(([viewer, followed]) => {
      const follower = followed.get(key);
      return follower === undefined ? [] : [[viewer, follower] as const];
    });
  }

  return {
    add: (viewer) => void followers.set(viewer, new Map()),
    remove: (viewer) => void followers.delete(viewer),
    tell: (message) => {
      for (const viewer of followers.keys()) void viewer.send(message);
    },
    follow: (viewer, ledger, executionId) => {
      const followed = followers.get(viewer);
      const key = keyOf(ledger, executionId);
      const follower = followed?.get(key) ?? { ledger, executionId, next: 0, pumping: undefined, again: false };
      follower.next = 0;
      followed?.set(key, follower);
      return push(viewer, follower);
    },
    changed: (ledger, executionId) => {
      for (const [viewer, follower] of following(ledger, executionId)) push(viewer, follower).catch(failed);
    },
    text: (ledger, executionId, event) => {
      for (const [viewer] of following(ledger, executionId))
        void viewer.send({ ...event, sourceId: ledger.sourceId, executionId });
    },
  };
}

function keyOf({ sourceId }: Ledger, executionId: string): string {
  return `${sourceId}\n${executionId}`;
}
