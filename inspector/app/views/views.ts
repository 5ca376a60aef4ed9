import { CompareView } from './compare/CompareView.tsx';
import { isFork } from './compare/forkOf.ts';
import { SequenceView } from './sequence/SequenceView.tsx';
import { TimelineView } from './timeline/TimelineView.tsx';
import { TotalsView } from './totals/TotalsView.tsx';
import type { View } from './view.ts';

const always = () => true;

/** The views of an execution, in the order of their tabs. The first one shows where a chosen one does not apply. */
export const views = [
  { id: 'timeline', label: 'Timeline', key: '1', applies: always, Component: TimelineView },
  { id: 'sequence', label: 'Sequence', key: '2', applies: always, Component: SequenceView },
  { id: 'totals', label: 'Totals', key: '3', applies: always, Component: TotalsView },
  { id: 'compare', label: 'Compare', key: '4', applies: isFork, Component: CompareView },
] as const satisfies readonly View[];

export type ViewId = (typeof views)[number]['id'];
