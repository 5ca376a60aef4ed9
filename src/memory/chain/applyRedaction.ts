import { isObject } from '../../machines/checks.ts';
import { ConfigurationError } from '../../machines/errors.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { canonicalJson } from './digest.ts';
import { erasableSlots, kindOf, valueAt } from './erasable.ts';
import { plainRecord } from './plainRecord.ts';

/**
 * Removes what must not be stored from a record, which is a copy of its own. Called for every record of an execution,
 * so a text is to be removed wherever it is: a decision repeats the reasoning of its evaluation.
 */
export type Redact = (record: TransitionRecord) => TransitionRecord;

/** Where an execution is found, ordered and listed, and what decides which way the machine goes. */
const kept: readonly string[] = [
  'executionId',
  'seq',
  'timestamp',
  'from',
  'to',
  'tierLevel',
  'agentId',
  'usage',
  'costUsd',
  'durationMs',
  'notBefore',
  'decision.executionId',
  'decision.timestamp',
  'decision.tierLevel',
  'decision.agentId',
  'decision.canHandle',
  'decision.complexityScore',
  'decision.requiresTier',
  'decision.handoffDecision',
  'decision.capped',
  'decision.model',
  'event.type',
  'event.actorId',
  'event.timestamp',
  'event.deadline',
  'event.config',
  'event.input.executionId',
  'event.input.maxTier',
  'event.input.timestamp',
  'event.input.limits',
  'event.input.forkedFrom',
  'event.output.canHandle',
  'event.output.complexityScore',
  'event.output.requiresTier',
  'event.output.confidence',
  'event.output.usage',
  'event.output.costUsd',
  'event.output.model',
  'event.output.timestamp',
  'event.output.durationMs',
  'event.error.code',
  'event.error.reason',
  'event.error.status',
  'event.error.transient',
  'event.error.retryAfterMs',
  'event.error.usage',
  'event.error.costUsd',
  'event.error.model',
  'event.error.timestamp',
  'event.error.durationMs',
];

/**
 * What `redact` makes of a plain copy of the record. It may change texts, and must leave what replaying depends on.
 *
 * @throws ConfigurationError where it throws, or naming the first thing it changed that must stay.
 */
export function applyRedaction(record: TransitionRecord, redact: Redact): TransitionRecord {
  const plain = plainRecord(record);
  const redacted = plainResult(plain, redact);
  const changed =
    kept.find((path) => !same(valueAt(plain, path.split('.')), valueAt(redacted, path.split('.')))) ??
    erasableSlots.find(({ keys }) => shape(valueAt(plain, keys)) !== shape(valueAt(redacted, keys)))?.path;
  if (changed === undefined) return redacted;
  throw new ConfigurationError(
    'redact',
    `redact changed '${changed}' of record ${plain.seq} of execution '${plain.executionId}', and it could not be replayed any more. Replace texts by other texts, and leave the rest.`,
  );
}

function plainResult(plain: TransitionRecord, redact: Redact): TransitionRecord {
  const where = `record ${plain.seq} of execution '${plain.executionId}'`;
  let redacted: unknown;
  try {
    // A copy of a copy: redact may change its argument, and `plain` is what it is compared with.
    redacted = redact(structuredClone(plain));
    if (isRecord(redacted)) return plainRecord(redacted);
  } catch (cause) {
    throw new ConfigurationError('redact', `redact failed on ${where}. Let it return every record.`, { cause });
  }
  throw new ConfigurationError('redact', `redact returned no record for ${where}. Return it, not a promise of it.`);
}

function isRecord(value: unknown): value is TransitionRecord {
  return isObject(value) && 'executionId' in value && isObject(value['event']);
}

function shape(value: unknown): string {
  return value === undefined ? 'absent' : kindOf(value);
}

function same(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || canonicalJson(a) === canonicalJson(b);
}
