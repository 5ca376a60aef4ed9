import type { JSX } from 'preact';

import { SteppingControls } from '../stepping/SteppingControls.tsx';
import { shortId } from '../format.ts';
import { Icon, type IconName } from '../icons.tsx';
import type { ViewState } from '../shell/view.ts';
import { theme, nextTheme, type Theme } from '../shell/theme.ts';
import type { Store } from '../state/store.ts';
import { ConnectionPill } from './ConnectionPill.tsx';
import { exportSession } from './exportSession.ts';
import { figuresOf } from './figures.ts';
import './header.css';

const themeIcons: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };

export function Header({ store, view }: { readonly store: Store; readonly view: ViewState }): JSX.Element {
  const { title, sources, executions } = store.state.value;
  const execution = store.selected.value;
  const source = sources.find(({ sourceId }) => sourceId === execution?.sourceId);
  return (
    <header class="header">
      <h1 dir="auto">{title === '' ? 'handoff inspector' : title}</h1>
      {source !== undefined && source.name !== title && (
        <span class="crumb">
          <bdi>{source.name}</bdi>
        </span>
      )}
      {execution !== undefined && (
        <code class="crumb" title={execution.executionId}>
          {shortId(execution.executionId)}
        </code>
      )}
      <ConnectionPill store={store} />
      <span class="grow" />
      {store.connection.value.status === 'open' && store.canStep.value && <Stepping store={store} view={view} />}
      <StepButtons store={store} />
      <Figures store={store} />
      <span class="tools">
        <button
          type="button"
          disabled={executions.size === 0}
          title={executions.size === 0 ? 'There are no executions; actors cannot be exported' : exportTitle(store)}
          onClick={() => exportSession(store)}
        >
          <Icon name="download" />
          Export
        </button>
        <button
          type="button"
          class="icon"
          aria-label={`Theme: ${theme.value}`}
          title={`Theme: ${theme.value}`}
          onClick={nextTheme}
        >
          <Icon name={themeIcons[theme.value]} />
        </button>
        <button type="button" class="icon" aria-label="Keys" title="Keys (?)" onClick={() => view.open('keys')}>
          <Icon name="keys" />
        </button>
      </span>
    </header>
  );
}

function exportTitle(store: Store): string {
  return store.selection.value?.kind === 'execution' ? 'Export what is chosen' : 'Export every execution';
}

function Stepping({ store, view }: { readonly store: Store; readonly view: ViewState }): JSX.Element {
  const { stepping, paused } = store.state.value;
  const executionId = store.selected.value?.executionId;
  return (
    <SteppingControls
      stepping={stepping}
      hasHeld={paused.some((held) => held.executionId === executionId && held.reason !== 'mock')}
      onChange={(next) => store.order({ type: 'set-stepping', stepping: next })}
      onStep={() => store.stepOn()}
      onBreakpoints={() => view.open('breakpoints')}
    />
  );
}

function StepButtons({ store }: { readonly store: Store }): JSX.Element {
  const seq = store.seq.value;
  const length = store.length.value;
  const move = (name: IconName, label: string, disabled: boolean, run: () => void) => (
    <button type="button" class="icon" aria-label={label} title={label} disabled={disabled} onClick={run}>
      <Icon name={name} />
    </button>
  );
  return (
    <span class="steps" role="group" aria-label="Time travel">
      {move('first', 'First step', seq <= 0, () => store.moveTo(0))}
      {move('back', 'Step back', seq <= 0, () => store.moveBy(-1))}
      <span class="numbers soft place">{length === 0 ? 'no steps' : `step ${seq} of ${length - 1}`}</span>
      {move('forward', 'Step forward', seq >= length - 1, () => store.moveBy(1))}
      {move('last', 'Last step', seq >= length - 1, () => store.moveBy(Number.POSITIVE_INFINITY))}
      <button
        type="button"
        class="icon"
        aria-pressed={store.position.value === null}
        aria-label="Follow the end"
        title="Follow the end (f)"
        onClick={() => store.moveTo(null)}
      >
        <Icon name="follow" />
      </button>
    </span>
  );
}

/** Shows the cost up to the step that is shown. */
function Figures({ store }: { readonly store: Store }): JSX.Element {
  const fold = store.fold.value;
  if (fold?.status !== 'folded') return <span class="grow" />;
  const words = figuresOf(fold.step.snapshot.context, store.records.value);
  return (
    <span class="figures soft numbers" aria-label="Spent up to this step" title={words}>
      {words}
    </span>
  );
}
