import { isObject } from './checks.ts';
import { ReplayError } from './errors.ts';
import type { RecordedEvent, TransitionRecord } from './executionTypes.ts';
import { fieldsOfRecord, valueAt } from './recordFields.ts';

/** Whether a record is what the machine expects at an index, in all that follows from the event. */
export function agrees(expected: TransitionRecord, record: TransitionRecord, index: number): boolean {
  return record.seq === index && isSame(expected, record);
}

/** What the machine derives from an event. Texts are not: they may be redacted or erased. */
const derivedFields = fieldsOfRecord.filter(({ derived, erasable, type }) => derived && !erasable && type !== 'object');

/** Whether two records say the same of all that the machine derives. */
function isSame(expected: TransitionRecord, record: TransitionRecord): boolean {
  const decided = expected.decision !== undefined;
  if (decided !== (record.decision !== undefined)) return false;
  return derivedFields.every(
    ({ keys }) => (keys[0] === 'decision' && !decided) || isEqual(valueAt(expected, keys), valueAt(record, keys)),
  );
}

/** The names of what is compared in usage and in models, in an order of their own. */
const parts = ['inputTokens', 'outputTokens', 'cachedInputTokens', 'asked', 'answered'];

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || (isObject(a) && isObject(b) && JSON.stringify(a, parts) === JSON.stringify(b, parts));
}

const eventTypes: ReadonlySet<string> = new Set([
  'xstate.init',
  'cancel',
  'wait',
  'resume',
  'suspend',
  'expire',
  'move',
  'escalate',
] satisfies RecordedEvent['type'][]);

/** The error that says what the machine expected in place of a record. */
export function disagreement(
  expected: TransitionRecord | undefined,
  record: TransitionRecord,
  index: number,
): ReplayError {
  const found = `record ${record.seq} goes from ${record.from ?? 'the start'} to ${record.to}`;
  const wanted =
    expected === undefined
      ? eventTypes.has(record.event.type) || 'actorId' in record.event
        ? `the machine does nothing on '${record.event.type}' here`
        : `its event '${record.event.type}' is not one of this version: a newer version of this package may have written it`
      : expected.to === record.to && expected.seq === record.seq
        ? 'the machine derives another decision, agent, time, usage or cost from the event'
        : `the machine goes to ${expected.to} with record ${expected.seq}`;
  return new ReplayError(
    index,
    `Execution ${record.executionId} cannot be replayed at entry ${index}: ${found}, but ${wanted}.`,
  );
}
