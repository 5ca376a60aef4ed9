import { isDeepStrictEqual } from 'node:util';

import { isObject } from '../../machines/checks.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { failureOf, reportOf } from '../../machines/occurrence.ts';
import { TaskEvaluationSchema, TaskExecutionSchema } from '../../services/schemas.ts';
import { causeOf, type Ledger } from './ledger.ts';

/** Where a call's end is recorded otherwise than it was, in words. */
export function unheardOf(ledger: Ledger, { event, usage }: TransitionRecord, index: number): string | undefined {
  if (!('actorId' in event)) return undefined;
  const writer = ledger.writers[index] ?? '';
  const cause = causeOf(ledger.records, index);
  const text = 'output' in event ? textOf(event.output) : '';
  if (ledger.answers.has(text)) {
    const again = ledger.records
      .slice(0, index)
      .some((record) => 'output' in record.event && textOf(record.event.output) === text);
    return again ? `'${text}' counts a second time.` : undefined;
  }
  // Whichever process notices that nobody answered in time says so.
  const lapsed = 'error' in event && failureOf(event.error).reason === 'deadline';
  if (lapsed && ledger.calls.some(({ human, seq }) => human && seq === cause)) return undefined;
  const number = /\bcall (\d+)\b/.exec(text)?.[1];
  const call = ledger.calls.find((made) =>
    number === undefined ? made.seq === cause && made.processId === writer : made.number === Number(number),
  );
  if (call === undefined) return `${writer} made no such call.`;
  if (call.seq !== cause) return `'${text}' answers the call that record ${call.seq} caused, not ${cause}.`;
  if (call.processId !== writer) return `'${text}' was said to ${call.processId}, and ${writer} wrote it.`;
  if (number === undefined) return undefined;
  if (!isDeepStrictEqual(usage, reportOf(call.said).usage)) return 'its usage is not what the agent said.';
  return 'output' in event ? misread(event.output, call.said) : undefined;
}

/** What was valid as it was said, and is recorded otherwise. */
function misread(output: unknown, said: unknown): string | undefined {
  const valid = TaskEvaluationSchema.safeParse(said).data ?? TaskExecutionSchema.safeParse(said).data ?? {};
  for (const [key, value] of Object.entries(valid)) {
    const recorded: unknown = isObject(output) ? output[key] : undefined;
    if (isDeepStrictEqual(recorded, value)) continue;
    return `its ${key} is ${JSON.stringify(recorded)}, and the agent said ${JSON.stringify(value)}.`;
  }
}

/** The text of an answer or of a judgement. */
function textOf(output: unknown): string {
  if (!isObject(output)) return '';
  const { result, reasoning } = output;
  return typeof result === 'string' ? result : typeof reasoning === 'string' ? reasoning : '';
}
