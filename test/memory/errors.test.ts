import { expect, test } from 'vitest';

import { ConcurrentExecutionError, MemoryError } from '../../src/memory/errors.ts';

test('a failure of a store has written nothing, unless it says that this is not known', () => {
  expect(new MemoryError('sqlite', 'append', 'No room.')).toMatchObject({ outcome: 'unchanged', operation: 'append' });
  expect(new MemoryError('sqlite', 'append', 'No answer.', { outcome: 'unknown' })).toMatchObject({
    outcome: 'unknown',
  });
});

test('a writer that comes too late is told from where to go on', () => {
  const late = new ConcurrentExecutionError('e', 2, 4);
  expect(late).toMatchObject({ executionId: 'e', seq: 2, nextSeq: 4 });
  expect(late.message).toContain('already wrote record 2');
  expect(new ConcurrentExecutionError('e', 5, 4, { operation: 'append' }).message).toContain('would leave a gap');
  const rewrite = new ConcurrentExecutionError('e', 5, 4, { operation: 'rewrite' });
  expect(rewrite.message).toContain('5 records cannot take the place of the 4');
  expect(new ConcurrentExecutionError('e', 5, 0, { operation: 'rewrite' }).message).toContain('nothing to rewrite');
});
