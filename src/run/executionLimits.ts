import { isoTime } from '../machines/time.ts';
import type { Limits } from '../machines/types.ts';

/** The most that an execution may use. Checked before each call, so that only the call in flight can overrun it. */
export interface ExecutionLimits {
  /** Milliseconds for the whole execution, waits for people and processes that are down included; above 0, at most a hundred years. */
  readonly timeMs?: number | undefined;
  /** Input and output tokens of all calls together, a positive integer. A call that does not report its tokens counts as reaching it. */
  readonly tokens?: number | undefined;
  /** US dollars of all calls together, 0 or more. A call whose cost is not known counts as reaching it. */
  readonly costUsd?: number | undefined;
}

/** The limits as the machine takes them, of an execution that begins at `now` (milliseconds since the epoch). */
export function limitsFrom({ timeMs, tokens, costUsd }: ExecutionLimits, now: number): Limits {
  return {
    ...(timeMs !== undefined && { deadline: isoTime(now + timeMs) }),
    ...(tokens !== undefined && { tokens }),
    ...(costUsd !== undefined && { costUsd }),
  };
}
