import type { FunctionComponent } from 'preact';

import type { Store } from '../state/store.ts';
import type { Row } from './timeline/rows.ts';

/** One way to look at the selected execution: a tab below its chart, and the key that shows it. */
export interface View {
  readonly id: string;
  /** The name on its tab, and beside its key in the sheet of keys. */
  readonly label: string;
  /** One character that no other key of the page has. */
  readonly key: string;
  /** Whether the selected execution has anything to show here; its tab is left out where it has not. */
  applies(store: Store): boolean;
  readonly Component: FunctionComponent<ViewProps>;
}

export interface ViewProps {
  readonly store: Store;
  /** The records of the selected execution, as the timeline shows them. */
  readonly rows: readonly Row[];
}
