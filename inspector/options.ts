import { z } from 'zod';

import type { Redact } from '../src/memory/chain/applyRedaction.ts';
import { parseOptions } from '../src/services/parseOptions.ts';

/** Options of `createInspector`. All are optional; unknown ones are refused. */
export interface InspectorOptions {
  /** The port on 127.0.0.1, 0..65535. Default 0: any that is free. */
  readonly port?: number;
  /** Stands at the head of the page. Default `handoff inspector`. */
  readonly title?: string;
  /**
   * Makes of each record what the page gets to see of it, after the pattern's own `redact`. It may change texts and
   * nothing else. Where there is one, the texts of held calls come from the redacted records, and the text of answers is
   * not shown while it is written. It does not apply to machines that are not of this package.
   */
  readonly redact?: Redact;
  /** How many executions of each source are listed, the newest, 1..100,000. Default 1,000. */
  readonly maxExecutions?: number;
  /**
   * How many records of machines that no memory keeps are kept for the page, 100 or more. Default 20,000. Beyond it the
   * oldest go, and machine definitions and first records stay.
   */
  readonly maxBufferedRecords?: number;
  /** What becomes of held calls when the last viewer is lost. `release` (default): they are made, and nothing is held any more. */
  readonly onDisconnect?: 'release' | 'hold';
  /** Milliseconds a lost viewer has to come back, so that reloading the page releases nothing. 0 or more, default 2,000. */
  readonly releaseAfterMs?: number;
  /** Hold every call from the start, also before there is a viewer. Default false. */
  readonly paused?: boolean;
  /** Hold the process open until `close()`. Default false: only held calls do. */
  readonly keepAlive?: boolean;
}

/** The same, complete. */
export interface InspectorSettings extends Required<Omit<InspectorOptions, 'redact'>> {
  readonly redact: Redact | undefined;
}

const OptionsSchema: z.ZodType<InspectorOptions> = z.strictObject({
  port: z.int().min(0).max(65_535).exactOptional(),
  title: z.string().min(1).exactOptional(),
  redact: z.custom<Redact>((value) => typeof value === 'function', 'expected a function').exactOptional(),
  maxExecutions: z.int().min(1).max(100_000).exactOptional(),
  maxBufferedRecords: z.int().min(100).exactOptional(),
  onDisconnect: z.enum(['release', 'hold']).exactOptional(),
  releaseAfterMs: z.number().min(0).max(3_600_000).exactOptional(),
  paused: z.boolean().exactOptional(),
  keepAlive: z.boolean().exactOptional(),
});

/** @throws ConfigurationError naming the first mistake. */
export function parseInspectorOptions(options: unknown): InspectorSettings {
  const { redact, ...given } = parseOptions('createInspector', OptionsSchema, options);
  return {
    port: 0,
    title: 'handoff inspector',
    maxExecutions: 1_000,
    maxBufferedRecords: 20_000,
    onDisconnect: 'release',
    releaseAfterMs: 2_000,
    paused: false,
    keepAlive: false,
    ...given,
    redact,
  };
}
