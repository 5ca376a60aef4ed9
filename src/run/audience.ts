import { warnOf } from './observers.ts';
import type { HandoffEvent, HandoffResult, WaitingResult } from './result.ts';

/** A caller in this process who awaits an execution. */
export interface Follower {
  readonly onEvent?: ((event: HandoffEvent) => unknown) | undefined;
  /** `onEvent` is shown the text of answers while it is written. Default false. */
  readonly textDeltas?: boolean | undefined;
  /** Settles as soon as a person is being waited for. Default false. */
  readonly returnOnWait?: boolean | undefined;
  readonly resolve: (result: HandoffResult) => void;
  readonly reject: (error: unknown) => void;
}

/** The callers in this process who await one execution, also while it waits for a person and nothing of it runs. */
export interface Audience {
  readonly isEmpty: boolean;
  /** Whether events are for anybody. */
  readonly listens: boolean;
  /** Whether text is for anybody while it is written. */
  readonly wantsText: boolean;
  add(follower: Follower): void;
  /** Hands everybody over to another audience. */
  moveTo(other: Audience): void;
  /** Tells everybody who listens; settles when all of them want to go on. An error of theirs is a warning. */
  tell(event: HandoffEvent): Promise<void>;
  /** A person is being waited for: those leave who do not wait with it. */
  pause(result: WaitingResult): void;
  resolve(result: HandoffResult): void;
  reject(error: unknown): void;
}

export function createAudience(executionId: string): Audience {
  const followers = new Set<Follower>();
  const some = (quality: (follower: Follower) => boolean) => {
    for (const follower of followers) if (quality(follower)) return true;
    return false;
  };

  async function show({ onEvent }: Follower, event: HandoffEvent): Promise<void> {
    try {
      await onEvent?.(event);
    } catch (error) {
      warnOf(executionId, `'${event.type}'`, error);
    }
  }

  return {
    get isEmpty() {
      return followers.size === 0;
    },
    get listens() {
      return some(({ onEvent }) => onEvent !== undefined);
    },
    get wantsText() {
      return some(({ textDeltas = false }) => textDeltas);
    },
    add: (follower) => void followers.add(follower),
    moveTo: (other) => {
      for (const follower of followers) other.add(follower);
      followers.clear();
    },
    tell: async (event) => {
      const isText = event.type === 'text-delta' || event.type === 'text-reset';
      const told = [...followers].filter(({ textDeltas = false }) => textDeltas || !isText);
      await Promise.all(told.map((follower) => show(follower, event)));
    },
    pause: (result) => {
      for (const follower of followers) {
        if (follower.returnOnWait !== true) continue;
        followers.delete(follower);
        follower.resolve(result);
      }
    },
    resolve: (result) => {
      for (const { resolve } of followers) resolve(result);
      followers.clear();
    },
    reject: (error) => {
      for (const { reject } of followers) reject(error);
      followers.clear();
    },
  };
}
