import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';

import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import type { JsonValue } from '../../../src/machines/types.ts';
import type { Command, ListedExecution, ServerMessage, Session } from '../../protocol.ts';
import { errorText } from '../errorText.ts';
import type { Connection, ConnectionState } from './connection.ts';
import type { FoldView } from './folder.ts';
import { foldOf } from './foldOf.ts';
import { emptyState, isFile, keyOf, type ExecutionKey, type InspectorState } from './model.ts';
import { reduce } from './reduce.ts';
import { messagesOf } from './session.ts';
import { steppingKeys, type SteppingKeys } from './steppingKeys.ts';
import type { Place } from './link.ts';

/** The selection: an execution, an actor of another machine, or nothing yet. */
export type Selection =
  | { readonly kind: 'execution'; readonly key: ExecutionKey }
  | { readonly kind: 'actor'; readonly sessionId: string }
  | undefined;

export interface Store extends SteppingKeys {
  readonly state: ReadonlySignal<InspectorState>;
  readonly connection: ReadonlySignal<ConnectionState>;
  readonly selection: ReadonlySignal<Selection>;
  /** Other executions whose paths are counted together with the selected one. */
  readonly compared: Signal<ReadonlySet<ExecutionKey>>;
  /** The `seq` that is looked at; `null`: the end, whatever comes. */
  readonly position: ReadonlySignal<number | null>;
  readonly note: ReadonlySignal<string | undefined>;
  readonly selected: ReadonlySignal<ListedExecution | undefined>;
  readonly records: ReadonlySignal<readonly TransitionRecord[]>;
  /** How many steps there are. */
  readonly length: ReadonlySignal<number>;
  /** The position as a number: the last one while the end is followed; -1 where there is nothing. */
  readonly seq: ReadonlySignal<number>;
  readonly fold: ReadonlySignal<FoldView | undefined>;
  readonly readOnly: ReadonlySignal<boolean>;
  /** False where nothing that is shown runs, so that no call can be held. */
  readonly canStep: ReadonlySignal<boolean>;
  readonly place: ReadonlySignal<Place | undefined>;
  /** The execution that the address names while it is not here. */
  readonly missing: ReadonlySignal<string | undefined>;
  receive(messages: readonly ServerMessage[]): void;
  openSession(session: Session, name: string): void;
  attach(connection: Connection): void;
  setConnection(state: ConnectionState): void;
  select(key: ExecutionKey, seq?: number | null): void;
  selectActor(sessionId: string, seq?: number | null): void;
  /** The execution so many places further down the list. */
  selectNeighbour(places: number): void;
  /** Makes a command known to fail only by a notice. */
  order(command: Command): void;
  /** Goes to a place, or remembers it until its execution or actor comes. */
  goTo(place: Place): void;
  moveTo(seq: number | null): void;
  moveBy(steps: number): void;
  send(command: Command): Promise<JsonValue | undefined>;
  tell(level: 'info' | 'error', message: string): void;
  dismiss(): void;
  retry(): void;
}

const noRecords: readonly TransitionRecord[] = [];

export function createStore(): Store {
  const state = signal<InspectorState>(emptyState);
  const connection = signal<ConnectionState>({ status: 'none' });
  const selection = signal<Selection>(undefined);
  const compared = signal<ReadonlySet<ExecutionKey>>(new Set());
  const position = signal<number | null>(null);
  const note = signal<string | undefined>(undefined);
  const wanted = signal<Place | undefined>(undefined);
  const missing = signal<string | undefined>(undefined);
  let relay: Connection | undefined;
  let files = 0;

  const executions = computed(() => state.value.executions);
  const allRecords = computed(() => state.value.records);
  const key = computed(() => (selection.value?.kind === 'execution' ? selection.value.key : undefined));
  const selected = computed(() => (key.value === undefined ? undefined : executions.value.get(key.value)));
  const records = computed(() =>
    key.value === undefined ? noRecords : (allRecords.value.get(key.value) ?? noRecords),
  );
  const length = computed(() => {
    const current = selection.value;
    if (current?.kind !== 'actor') return records.value.length;
    // The numbers of its steps may have gaps.
    return (state.value.steps.get(current.sessionId)?.at(-1)?.index ?? -1) + 1;
  });
  const seq = computed(() => Math.min(position.value ?? Number.POSITIVE_INFINITY, length.value - 1));
  const readOnly = computed(() => {
    const sourceId = selected.value?.sourceId;
    return state.value.sources.find((source) => source.sourceId === sourceId)?.readOnly ?? true;
  });

  const canStep = computed(() => {
    const live = state.value.sources.filter(({ sourceId }) => !isFile(sourceId));
    return connection.value.status !== 'none' && (live.length === 0 || live.some((source) => !source.readOnly));
  });

  const fold = foldOf({ key, records, seq });

  const place = computed<Place | undefined>(() => {
    const id = selection.value?.kind === 'actor' ? selection.value.sessionId : selected.value?.executionId;
    return id === undefined ? undefined : { id, seq: position.value };
  });

  const select = (chosen: ExecutionKey, at: number | null = null) => {
    batch(() => {
      selection.value = { kind: 'execution', key: chosen };
      position.value = at;
      wanted.value = undefined;
      missing.value = undefined;
    });
    const execution = state.value.executions.get(chosen);
    if (execution !== undefined && records.value.length < execution.length) ask(execution);
  };
  const selectActor = (sessionId: string, at: number | null = null) => {
    batch(() => {
      selection.value = { kind: 'actor', sessionId };
      position.value = at;
      wanted.value = undefined;
    });
  };
  const ask = ({ sourceId, executionId }: Pick<ListedExecution, 'sourceId' | 'executionId'>) => {
    if (relay !== undefined && !isFile(sourceId)) send({ type: 'open', sourceId, executionId }).catch(say);
  };
  const send = (command: Command) =>
    relay?.send(command) ??
    Promise.reject(new Error('Nothing can be run from a file: attach the inspector to a program.'));
  const tell = (level: 'info' | 'error', message: string) => receive([{ type: 'notice', level, message }]);
  const say = (error: unknown) => tell('error', errorText(error));

  const order = (command: Command) => void send(command).catch(say);

  const receive = (messages: readonly ServerMessage[]) => {
    const saysHello = messages.some(({ type }) => type === 'hello');
    batch(() => {
      // A relay that says hello again tells everything anew: what was looked at is looked for.
      if (saysHello) wanted.value ??= place.value;
      state.value = reduce(state.value, messages);
      settle();
    });
    if (saysHello) seek().catch(say);
    for (const message of messages) {
      if (message.type === 'records' && message.from > (allRecords.value.get(keyOf(message))?.length ?? 0))
        ask(message);
    }
  };
  /** Asks the relay for what the address wants, where it is not listed. */
  const seek = async () => {
    const id = wanted.value?.id;
    if (id === undefined || relay === undefined) return;
    const isFound = await send({ type: 'find', executionId: id });
    missing.value = isFound === true || wanted.value?.id !== id ? undefined : id;
  };
  /** Selects what the address wants as soon as it is there, or the first execution where it wants nothing. */
  const settle = () => {
    const place = wanted.value;
    if (place !== undefined) {
      for (const [found, { executionId }] of executions.value) {
        if (executionId === place.id) return select(found, place.seq);
      }
      if (state.value.actors.has(place.id)) return selectActor(place.id, place.seq);
    }
    const current = selection.value;
    if (current?.kind === 'execution' && !executions.value.has(current.key)) selection.value = undefined;
    if (selection.value !== undefined || place !== undefined) return;
    const newest = newestFirst(executions.value)[0];
    if (newest !== undefined) return select(keyOf(newest));
    const [actor] = state.value.actors.keys();
    if (actor !== undefined) selectActor(actor);
  };

  return {
    ...steppingKeys({ state, selected, canStep, tell, order }),
    state,
    connection,
    selection,
    compared,
    position,
    note,
    selected,
    records,
    length,
    seq,
    fold,
    readOnly,
    canStep,
    place,
    missing,
    receive,
    select,
    send,
    tell,
    openSession: (session, name) => {
      files += 1;
      const sourceId = `file:${files}`;
      batch(() => {
        note.value = session.note;
        wanted.value ??= session.focus && { id: session.focus.executionId, seq: session.focus.seq };
        if (files > 1 || wanted.value === undefined) selection.value = undefined;
        receive(messagesOf(session, { sourceId, name, readOnly: true }, state.value.sources));
        if (state.value.title === '') state.value = { ...state.value, title: session.title };
        if (relay === undefined) missing.value = wanted.value?.id;
      });
    },
    attach: (attached) => {
      relay = attached;
    },
    setConnection: (next) => {
      connection.value = next;
    },
    selectActor,
    goTo: (next) => {
      wanted.value = next;
      settle();
      seek().catch(say);
    },
    moveTo: (next) => {
      position.value = next === null ? null : Math.max(0, Math.min(next, length.value - 1));
    },
    moveBy: (steps) => {
      position.value = Math.max(0, Math.min(seq.value + steps, length.value - 1));
    },
    order,
    selectNeighbour: (places) => {
      const list = newestFirst(executions.value);
      const index = list.findIndex((execution) => keyOf(execution) === key.value);
      const next = list[Math.max(0, Math.min(index + places, list.length - 1))];
      if (next !== undefined) select(keyOf(next));
    },
    dismiss: () => {
      state.value = { ...state.value, notices: [] };
    },
    retry: () => relay?.retry(),
  };
}

export function newestFirst(executions: ReadonlyMap<ExecutionKey, ListedExecution>): readonly ListedExecution[] {
  return [...executions.values()].toSorted((a, b) =>
    a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0,
  );
}
