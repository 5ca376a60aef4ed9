import type { Redact } from '../src/memory/chain/applyRedaction.ts';
import { checkedOptions, optionsOf } from '../src/options/checkedOptions.ts';
import { aFunction, flag, integer, nonEmptyText, numberFrom, oneOf } from '../src/options/rules.ts';

/** Options of `createInspector`. All are optional; unknown ones are refused. */
export interface InspectorOptions {
  /** The port on 127.0.0.1, 0..65535. Default 0: any that is free. */
  readonly port?: number | undefined;
  /** Stands at the head of the page. Default `handoff inspector`. */
  readonly title?: string | undefined;
  /**
   * Makes of each record what the page gets to see of it, after the pattern's own `redact`. It may change texts and
   * nothing else. Where there is one, the texts of held calls come from the redacted records, and the text of answers is
   * not shown while it is written. It does not apply to machines that are not of this package.
   */
  readonly redact?: Redact | undefined;
  /** How many executions of each source are listed, the newest, 1..100,000. Default 1,000. */
  readonly maxExecutions?: number | undefined;
  /**
   * How many records of machines that no memory keeps are kept for the page, 100 or more. Default 20,000. Beyond it the
   * oldest go, and machine definitions and first records stay.
   */
  readonly maxBufferedRecords?: number | undefined;
  /** The fate of held calls when the last viewer is lost. `release` (default): they are made, and nothing is held any more. */
  readonly onDisconnect?: 'release' | 'hold' | undefined;
  /** Milliseconds a lost viewer has to come back, so that reloading the page releases nothing. 0 or more, default 2,000. */
  readonly releaseAfterMs?: number | undefined;
  /** Hold every call from the start, also before there is a viewer. Default false. */
  readonly paused?: boolean | undefined;
  /** Hold the process open until `close()`. Default false: only held calls do. */
  readonly keepAlive?: boolean | undefined;
}

/** The same, complete. */
export type InspectorSettings = {
  readonly [Key in Exclude<keyof InspectorOptions, 'redact'>]-?: Exclude<InspectorOptions[Key], undefined>;
} & { readonly redact: Redact | undefined };

const inspectorOptions = optionsOf<InspectorOptions>({
  port: integer(0, 65_535),
  title: nonEmptyText,
  redact: aFunction<Redact>(),
  maxExecutions: integer(1, 100_000),
  maxBufferedRecords: integer(100),
  onDisconnect: oneOf(['release', 'hold']),
  releaseAfterMs: numberFrom(0, 3_600_000),
  paused: flag,
  keepAlive: flag,
});

/** @throws ConfigurationError naming the first mistake. */
export function parseInspectorOptions(options: unknown): InspectorSettings {
  const {
    port = 0,
    title = 'handoff inspector',
    redact,
    maxExecutions = 1_000,
    maxBufferedRecords = 20_000,
    onDisconnect = 'release',
    releaseAfterMs = 2_000,
    paused = false,
    keepAlive = false,
  } = checkedOptions('createInspector', inspectorOptions, options);
  return { port, title, redact, maxExecutions, maxBufferedRecords, onDisconnect, releaseAfterMs, paused, keepAlive };
}
