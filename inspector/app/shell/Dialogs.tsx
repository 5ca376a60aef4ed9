import type { JSX } from 'preact';

import { isObject } from '../../../src/machines/checks.ts';
import { BreakpointsDialog } from '../stepping/BreakpointsDialog.tsx';
import { ForkDialog } from '../stepping/ForkDialog.tsx';
import { configIn } from '../state/configIn.ts';
import type { Store } from '../state/store.ts';
import { KeysDialog } from './KeysDialog.tsx';
import type { ViewState } from './view.ts';

interface DialogsProps {
  readonly store: Store;
  readonly view: ViewState;
}

/** The dialog that is open. */
export function Dialogs(props: DialogsProps): JSX.Element | undefined {
  const { store, view } = props;
  const close = () => view.open(undefined);
  switch (view.dialog.value) {
    case 'keys':
      return <KeysDialog onClose={close} />;
    case 'breakpoints':
      return (
        <BreakpointsDialog
          stepping={store.state.value.stepping}
          tiers={configIn(store.records.value)?.tiers ?? []}
          onChange={(stepping) => store.send({ type: 'set-stepping', stepping })}
          onClose={close}
        />
      );
    case 'fork':
      return <Fork {...props} />;
    case undefined:
      return undefined;
  }
}

function Fork({ store, view }: DialogsProps): JSX.Element | undefined {
  const record = store.records.value[store.seq.value];
  const execution = store.selected.value;
  if (record === undefined || execution === undefined) return undefined;
  const { sourceId, executionId } = execution;
  return (
    <ForkDialog
      record={record}
      canRunLive={!store.readOnly.value}
      onFork={async (at, event, continuation) => {
        const reply = await store.send({ type: 'fork', sourceId, executionId, at, event, continuation });
        const forked = isObject(reply) ? reply['executionId'] : undefined;
        if (typeof forked !== 'string') return;
        view.showTab('compare');
        store.goTo({ id: forked, seq: null });
      }}
      onClose={() => view.open(undefined)}
    />
  );
}
