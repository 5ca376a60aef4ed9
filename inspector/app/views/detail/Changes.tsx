import type { JSX } from 'preact';

import type { FoldStep } from '../../../../src/machines/fold.ts';
import { ChangeList, stateChange } from './ChangeList.tsx';
import { contextDiff } from './contextDiff.ts';

interface ChangesProps {
  readonly step: FoldStep;
  readonly previous: FoldStep | undefined;
}

/** The machine's state and context, before and after the step. */
export function Changes({ step, previous }: ChangesProps): JSX.Element {
  const { record, snapshot } = step;
  const context = contextDiff(previous?.snapshot.context ?? {}, snapshot.context, ['seq', 'now', 'executionId']);
  return <ChangeList changes={[...stateChange(record.from, record.to), ...context]} />;
}
