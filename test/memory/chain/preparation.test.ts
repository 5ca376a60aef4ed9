import { expect, test } from 'vitest';

import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { prepareAfter } from '../../../src/memory/chain/preparation.ts';
import { verifyRecords } from '../../../src/memory/chain/verifyRecords.ts';
import { sampleRecords } from '../../../src/testing/store/sampleRecords.ts';

const records = sampleRecords('prepared', { task: 'secret task' });
const redact = (record: TransitionRecord): TransitionRecord =>
  JSON.parse(JSON.stringify(record).replaceAll('secret task', 'a task'));

test('records that are prepared in several runs make one chain', () => {
  const begun = records.slice(0, 2).map(prepareAfter(undefined, { seals: true }));
  const resumed = records.slice(2).map(prepareAfter(begun.at(-1), { seals: true }));
  expect(verifyRecords([...begun, ...resumed])).toMatchObject({ valid: true, length: records.length });
});

test('records are redacted before they are sealed, and also where they are not sealed', () => {
  const sealed = records.map(prepareAfter(undefined, { seals: true, redact }));
  expect(verifyRecords(sealed)).toMatchObject({ valid: true });
  const unsealed = records.map(prepareAfter(undefined, { seals: false, redact }));
  for (const prepared of [sealed, unsealed]) expect(JSON.stringify(prepared)).not.toContain('secret');
  expect(unsealed[0]).not.toHaveProperty('seal');
});
