import { errorText } from '../../errorText.ts';
import type { Row } from './rows.ts';

export interface TimelineFilter {
  readonly text: string;
  readonly regex: boolean;
  readonly failedOnly: boolean;
  /** Milliseconds since the beginning; `null`: no end there. */
  readonly from: number | null;
  readonly to: number | null;
}

export const noFilter: TimelineFilter = { text: '', regex: false, failedOnly: false, from: null, to: null };

/** The rows that match. An invalid regular expression leaves all rows visible, and its error is told. */
export interface Filtered {
  readonly rows: readonly Row[];
  readonly problem?: string;
}

/** All rows are looked at, however many there are. */
export function filterRows(rows: readonly Row[], filter: TimelineFilter): Filtered {
  if (isEmpty(filter)) return { rows };
  const { failedOnly, from, to } = filter;
  const matcher = matcherOf(filter);
  const within = rows.filter(
    ({ failed, start, duration }) =>
      (!failedOnly || failed) && (from === null || start + duration >= from) && (to === null || start <= to),
  );
  if (typeof matcher === 'string') return { rows: within, problem: matcher };
  return { rows: matcher === undefined ? within : within.filter((row) => matcher(row.text())) };
}

export function isEmpty({ text, failedOnly, from, to }: TimelineFilter): boolean {
  return text === '' && !failedOnly && from === null && to === null;
}

function matcherOf({ text, regex }: TimelineFilter): ((candidate: string) => boolean) | string | undefined {
  if (text === '') return undefined;
  if (!regex) {
    const wanted = text.toLowerCase();
    return (candidate) => candidate.toLowerCase().includes(wanted);
  }
  try {
    const pattern = new RegExp(text, 'i');
    return (candidate) => pattern.test(candidate);
  } catch (error) {
    return `This is not a regular expression: ${errorText(error).replace(/^Invalid regular expression: /, '')}.`;
  }
}
