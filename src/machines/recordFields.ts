import { isObject } from './checks.ts';
import type { TransitionRecord } from './executionTypes.ts';
import type { CallReport, EvaluationOutput, ExecutionOutput, Failure } from './types.ts';

/** What a person asking to have data removed calls it. */
export type ErasableField = 'task' | 'context' | 'reasoning' | 'result' | 'metadata' | 'errorMessage' | 'cancelReason';

/** What stands at a path. `object`: the fields below it; `plain`: JSON data that is one value to this package. */
export type FieldType =
  | 'executionId'
  | 'seq'
  | 'time'
  | 'state'
  | 'level'
  | 'text'
  | 'texts'
  | 'number'
  | 'amount'
  | 'flag'
  | 'usage'
  | 'model'
  | 'plain'
  | 'object';

/** All that this package knows of one field of a record. */
export interface RecordField {
  readonly type: FieldType;
  /** May be absent where what it belongs to is there. */
  readonly optional?: true;
  readonly nullable?: true;
  /** Which way the machine goes, what it counts, or where the execution is found and listed depends on it. */
  readonly routes?: true;
  /** The machine makes it from the event: a replay comes to the same, or the record is not what happened. */
  readonly derived?: true;
  /** Says how something came about: who made it, under which name, after what. */
  readonly mark?: true;
  /** Text of a person or an agent: the chain keeps a salted hash of it, so that it can be removed. */
  readonly erasable?: ErasableField;
  /** Differs between the same execution on two clocks, or under two ids. */
  readonly incidental?: true;
}

/** What is one value to this package, whatever it holds. */
type Whole =
  | 'usage'
  | 'model'
  | 'config'
  | 'limits'
  | 'forkedFrom'
  | 'executionMetadata'
  | 'coercions'
  | 'previousAttempts'
  | 'seal';

type PathsOf<T> = {
  [Key in keyof T & string]-?: Key extends Whole
    ? Key
    : NonNullable<T[Key]> extends object
      ? Key | `${Key}.${PathsOf<NonNullable<T[Key]>>}`
      : Key;
}[keyof T & string];

/** The fields of all members of a union. */
type Merged<Union> = {
  [Key in Union extends unknown ? keyof Union : never]-?: Union extends { readonly [Name in Key]?: infer Value }
    ? Value
    : never;
};

type DescribedEvent = Omit<Merged<TransitionRecord['event']>, 'output' | 'error'> & {
  readonly output: EvaluationOutput & ExecutionOutput;
  readonly error: Failure & CallReport;
};

/** The path of a field of a record: `event.input.task`. */
export type RecordPath = PathsOf<Omit<TransitionRecord, 'event'> & { readonly event: DescribedEvent }>;

const time = { type: 'time', routes: true, incidental: true } as const;
const amount = { type: 'amount', optional: true, routes: true } as const;
const mark = { type: 'plain', optional: true, mark: true } as const;

/** What a service says of its call, beside its answer or its error. */
const report = {
  usage: { type: 'usage', optional: true, routes: true },
  costUsd: { type: 'amount', optional: true, nullable: true, routes: true },
  timestamp: { ...time, optional: true },
  durationMs: { ...amount, incidental: true },
  model: { type: 'model', optional: true, routes: true },
  coercions: { type: 'texts', optional: true, erasable: 'metadata' },
  byHand: mark,
  recorded: mark,
  editedInput: { type: 'object', optional: true },
  'editedInput.task': { type: 'text', optional: true, erasable: 'task' },
  'editedInput.context': { type: 'text', optional: true, erasable: 'context' },
  'editedInput.previousAttempts': { type: 'plain', optional: true, erasable: 'reasoning' },
} as const satisfies Record<string, RecordField>;

const failure = {
  name: { type: 'text', mark: true },
  code: { type: 'text', routes: true },
  message: { type: 'text', erasable: 'errorMessage' },
  reason: { type: 'text', optional: true, routes: true },
  status: { ...amount },
  transient: { type: 'flag', optional: true, routes: true },
  retryAfterMs: { ...amount },
} as const satisfies Record<string, RecordField>;

type Below<Owner extends string, Fields> = {
  [Key in keyof Fields & string as `${Owner}.${Key}`]: Fields[Key];
};

function below<const Owner extends string, const Fields extends Record<string, RecordField>>(
  owner: Owner,
  fields: Fields,
  also?: Partial<RecordField>,
): Below<Owner, Fields>;
function below(owner: string, fields: Record<string, RecordField>, also: Partial<RecordField> = {}): object {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [
      `${owner}.${key}`,
      field.erasable === undefined ? { ...field, ...also } : field,
    ]),
  );
}

/**
 * Every field of a record, by its path. What `redact` must leave alone, what can be erased, what an imported record must
 * look like, what a replay compares and what may differ between two runs is made from it; a field of
 * `TransitionRecord` that is not in it does not compile.
 */
const recordFields: { readonly [Path in RecordPath]: RecordField } = {
  executionId: { type: 'executionId', routes: true, derived: true, incidental: true },
  seq: { type: 'seq', routes: true, derived: true },
  timestamp: { ...time, derived: true },
  event: { type: 'object' },
  from: { type: 'state', nullable: true, routes: true, derived: true },
  to: { type: 'state', routes: true, derived: true },
  tierLevel: { type: 'level', routes: true, derived: true },
  agentId: { type: 'text', routes: true, derived: true },
  usage: { type: 'usage', optional: true, derived: true },
  costUsd: { ...amount, derived: true },
  durationMs: { ...amount, derived: true, incidental: true },
  notBefore: { ...time, optional: true, derived: true },
  seal: { type: 'plain', optional: true, incidental: true },

  decision: { type: 'object', optional: true, derived: true },
  'decision.executionId': { type: 'executionId', derived: true, incidental: true },
  'decision.tierLevel': { type: 'level', derived: true },
  'decision.agentId': { type: 'text', derived: true },
  'decision.canHandle': { type: 'flag', nullable: true, derived: true },
  'decision.complexityScore': { type: 'number', nullable: true, derived: true },
  'decision.reasoning': { type: 'text', erasable: 'reasoning' },
  'decision.requiresTier': { type: 'level', nullable: true, derived: true },
  'decision.handoffDecision': { type: 'text', derived: true },
  'decision.capped': { type: 'flag', derived: true },
  'decision.failure': { type: 'object', optional: true, derived: true },
  ...below('decision.failure', failure, { derived: true }),
  'decision.limit': { type: 'text', optional: true, derived: true },
  'decision.model': { type: 'model', optional: true, derived: true },
  'decision.timestamp': { type: 'time', derived: true, incidental: true },

  'event.type': { type: 'text', routes: true },
  'event.actorId': { type: 'text', optional: true, routes: true },
  'event.timestamp': { ...time, optional: true },
  'event.deadline': { ...time, optional: true, nullable: true },
  'event.reason': { type: 'text', optional: true, erasable: 'cancelReason' },
  'event.config': { type: 'plain', optional: true, routes: true },
  'event.input': { type: 'object', optional: true },
  'event.input.executionId': { type: 'executionId', routes: true, incidental: true },
  'event.input.task': { type: 'text', erasable: 'task' },
  'event.input.context': { type: 'text', optional: true, erasable: 'context' },
  'event.input.maxTier': { type: 'number', optional: true, routes: true },
  'event.input.limits': { type: 'plain', optional: true, routes: true },
  'event.input.forkedFrom': { type: 'plain', optional: true, routes: true, incidental: true },
  'event.input.timestamp': time,
  'event.output': { type: 'object', optional: true },
  'event.output.canHandle': { type: 'flag', optional: true, routes: true },
  'event.output.complexityScore': { type: 'number', optional: true, routes: true },
  'event.output.reasoning': { type: 'text', optional: true, erasable: 'reasoning' },
  'event.output.requiresTier': { type: 'level', optional: true, routes: true },
  'event.output.result': { type: 'text', optional: true, erasable: 'result' },
  'event.output.confidence': { type: 'number', optional: true, routes: true },
  'event.output.executionMetadata': { type: 'plain', optional: true, erasable: 'metadata' },
  ...below('event.output', report),
  'event.error': { type: 'object', optional: true },
  ...below('event.error', failure),
  ...below('event.error', report),
};

/** A field with its path taken apart. */
export interface FieldAt extends RecordField {
  readonly path: string;
  readonly keys: readonly string[];
}

/** Every field of a record, in the order of the table. */
export const fieldsOfRecord: readonly FieldAt[] = Object.entries(recordFields).map(([path, field]) => ({
  ...field,
  path,
  keys: path.split('.'),
}));

/** Returns what stands at a path of any value; `undefined` where nothing does. */
export function valueAt(value: unknown, keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}
