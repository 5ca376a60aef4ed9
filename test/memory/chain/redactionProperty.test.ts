import { describe, expect, test } from 'vitest';

import { ConfigurationError } from '../../../src/machines/errors.ts';
import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { foldRecords } from '../../../src/machines/fold.ts';
import { reportOf } from '../../../src/machines/occurrence.ts';
import { erasableFields } from '../../../src/memory/chain/erasable.ts';
import { applyRedaction } from '../../../src/memory/chain/applyRedaction.ts';
import { eraseFields } from '../../../src/memory/chain/eraseFields.ts';
import { recordBatch } from '../../../src/memory/recordBatch.ts';
import { summaryOf } from '../../../src/memory/summary.ts';
import { phaseOf } from '../../../src/machines/stateName.ts';
import { explorePaths } from '../../../src/testing/paths/explorePaths.ts';
import { mutationsOf } from './mutations.ts';
import { recordedRun } from './recordedRun.ts';

type Records = readonly TransitionRecord[];

const tiers = [1, 2].map((level) => ({ level, agentId: `a${level}` }));
const policies = [
  { maxRetries: 1, minConfidence: 0.5 },
  { maxRetries: 0, atCap: 'human' },
  { maxRetries: 0, atCap: 'reject', onLimit: 'best-effort', minConfidence: 0.5 },
] as const;

/** One run for each kind of record that the explorations and a stored run have, and where in it the record stands. */
const kinds = new Map<string, { readonly records: Records; readonly index: number }>();
for (const policy of policies) {
  const alphabet = { requiredTiers: [2] };
  for (const { records } of explorePaths({ tiers, policy }, { alphabet, maxPaths: 3_000 }).everyPath()) keep(records);
}
keep(await recordedRun());
keep(madeByHand());

function keep(records: Records): void {
  for (const [index, record] of records.entries()) {
    const { event, from, to, decision } = record;
    const says = 'output' in event ? event.output : 'error' in event ? event.error : {};
    const kind = [
      event.type.slice(0, 12),
      phaseOf(from),
      phaseOf(to),
      decision?.limit,
      ...Object.keys(record).toSorted(),
      ...Object.keys(Object(says)).toSorted(),
    ].join(' ');
    if (!kinds.has(kind)) kinds.set(kind, { records, index });
  }
}

/** A run with every mark that a debugger leaves. */
function madeByHand(): Records {
  const run = explorePaths({ tiers, policy: { maxRetries: 0 } }, { alphabet: { requiredTiers: [2] } })
    .everyPath()
    .map(({ records }) => records)
    .find((records) => records.length >= 4);
  const editedInput = { task: 'another', context: '', previousAttempts: [] };
  const marks = { byHand: 'input', recorded: true, coercions: ['a read as b'], model: { asked: 'm' }, editedInput };
  return (run ?? []).map((record) => {
    const { event, decision } = record;
    if (!('output' in event)) return record;
    return {
      ...record,
      event: { ...event, output: { ...Object(event.output), ...marks } },
      ...(decision !== undefined && { decision: { ...decision, model: marks.model } }),
    };
  });
}

/** All that a run says, but for its texts. */
function meaningOf(records: Records): string {
  const erased = eraseFields(records, erasableFields);
  const batch = recordBatch('test', erased);
  return JSON.stringify([
    foldRecords(erased).map(({ snapshot: { value, status, context, output } }) => [value, status, context, output]),
    erased.map(({ decision }) => decision ?? null),
    records.map(({ event }) => {
      const said = reportOf('output' in event ? event.output : 'error' in event ? event.error : {});
      const { byHand, recorded, coercions, editedInput, model } = said;
      return [byHand, recorded, coercions?.length, Object.keys(editedInput ?? {}), model];
    }),
    batch && summaryOf(batch),
  ]);
}

describe('no change that redact may make alters a state, a decision, a mark or a figure', () => {
  test('of any kind of record that the machine makes', () => {
    const altered: string[] = [];
    let accepted = 0;
    for (const [offset, [kind, { records, index }]] of [...kinds].entries()) {
      const record = records[index];
      const before = meaningOf(records);
      let count = offset;
      for (const { what, value } of mutationsOf(record)) {
        count += 1;
        // A fifth of all changes, others for each kind: the kinds have most of their fields in common.
        if (count % 5 !== 0 || record === undefined) continue;
        const redacted = redactedTo(record, value);
        if (redacted === undefined) continue;
        accepted += 1;
        if (meaningAfter(records.with(index, redacted)) !== before) altered.push(`${kind}: ${what}`);
      }
    }
    expect(altered).toEqual([]);
    expect(kinds.size).toBeGreaterThan(25);
    expect(accepted).toBeGreaterThan(500);
  });
});

function meaningAfter(records: Records): string {
  try {
    return meaningOf(records);
  } catch (error) {
    return String(error);
  }
}

/** What is stored where `redact` makes this of the record; `undefined`: it is refused. */
function redactedTo(record: TransitionRecord, value: unknown): TransitionRecord | undefined {
  try {
    return applyRedaction(record, () => JSON.parse(JSON.stringify(value)));
  } catch (error) {
    if (ConfigurationError.isInstance(error)) return undefined;
    throw error;
  }
}
