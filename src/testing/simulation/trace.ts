import { hash } from 'node:crypto';

import { isoTime } from '../../machines/time.ts';
import type { Clock } from '../../time/clock.ts';

/** Everything that happens in a world, in order. */
export interface Trace {
  add(executionId: string, text: string): void;
  /** What happened to one execution. */
  of(executionId: string): readonly string[];
  /** SHA-256 (FIPS 180-4) of all of it, lower-case hexadecimal. */
  digest(): string;
}

interface Line {
  readonly at: number;
  readonly executionId: string;
  readonly text: string;
}

export function createTrace(clock: Pick<Clock, 'now'>): Trace {
  const lines: Line[] = [];
  return {
    add: (executionId, text) => void lines.push({ at: clock.now(), executionId, text }),
    of: (executionId) =>
      lines.flatMap(({ at, executionId: id, text }) => (id === executionId ? [`${isoTime(at)} ${text}`] : [])),
    digest: () => hash('sha256', lines.map(({ at, executionId, text }) => `${at} ${executionId} ${text}`).join('\n')),
  };
}
