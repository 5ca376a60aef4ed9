import { describe, expect, test } from 'vitest';

import { createFolder } from '../../../inspector/app/state/folder.ts';
import { foldRecords } from '../../../src/machines/fold.ts';
import { demoSession } from '../support/demoSession.ts';
import { longExecution } from '../support/longExecution.ts';

describe('the fold of the page', () => {
  test('is the fold of the library at every position, microsteps included', async () => {
    for (const records of (await demoSession()).executions) {
      const steps = foldRecords(records);
      const folder = createFolder();
      expect(folder.advance(records, 1_000)).toBe(true);
      for (const [seq, { snapshot }] of steps.entries()) {
        const view = folder.at(records, seq);
        expect(view.status === 'folded' && JSON.stringify(view.step.snapshot.context)).toBe(
          JSON.stringify(snapshot.context),
        );
        expect(view.status === 'folded' && view.previous?.record.seq).toBe(seq === 0 ? undefined : seq - 1);
      }
    }
  });

  test('goes on in slices, says how far it is, and answers between its marks', () => {
    const records = longExecution(300);
    const folder = createFolder();
    expect(folder.at(records, 299)).toEqual({ status: 'folding', progress: 0 });
    expect(folder.advance(records, -1)).toBe(false);
    const progress = folder.at(records, 299);
    expect(progress.status === 'folding' && progress.progress > 0).toBe(true);
    while (!folder.advance(records, -1));
    const view = folder.at(records, 131);
    expect(view.status === 'folded' && view.step.record.seq).toBe(131);
  });

  test('takes what is appended without folding the rest again, and starts over for other records', () => {
    const records = longExecution(200);
    const folder = createFolder();
    folder.advance(records.slice(0, 150), 1_000);
    expect(folder.at(records, 149).status).toBe('folded');
    expect(folder.at(records, 150).status).toBe('folding');
    folder.advance(records, 1_000);
    expect(folder.at(records, 199).status).toBe('folded');
    expect(folder.at(longExecution(200), 10).status).toBe('folding');
  });

  test('shows what can be replayed before a record that cannot', () => {
    const records = longExecution(20).map((record) =>
      record.seq === 12 ? { ...record, to: 'done' as const } : record,
    );
    const folder = createFolder();
    folder.advance(records, 1_000);
    expect(folder.at(records, 11).status).toBe('folded');
    const broken = folder.at(records, 15);
    expect(broken.status === 'broken' && broken.message).toContain('cannot be replayed at entry 12');
  });
});
