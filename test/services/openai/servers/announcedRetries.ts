import { json } from '../bodies/reply.ts';
import type { Outcome } from './ask.ts';

export const limited = (headers: Readonly<Record<string, string>> = {}, status = 429) =>
  json({ error: { message: 'Slow down.', type: 'requests', code: 'rate_limit_exceeded' } }, status, headers);
export const failing = (status: number) => json({ error: { message: 'Not now.' } }, status);

/** The retries that were announced, each with the milliseconds between the failure and the earliest next call. */
export function retriesIn({ events, records }: Outcome) {
  const failed = records.filter(({ event }) => 'error' in event);
  return events
    .filter((event) => event.type === 'retry')
    .map((event, index) => ({
      event,
      waitMs: Date.parse(event.notBefore) - Date.parse(failed[index]?.timestamp ?? ''),
    }));
}
