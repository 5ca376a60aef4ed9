import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { protocolVersion, type ForeignStep, type ServerMessage, type Source } from '../../protocol.ts';
import { emptyState, isFile, keyOf, type ExecutionKey, type InspectorState, type Speech } from './model.ts';

/** A state that is being made: its collections are copied once for a batch of messages, however many there are. */
interface Draft extends Omit<InspectorState, 'executions' | 'records' | 'speech' | 'actors' | 'steps'> {
  executions: Map<ExecutionKey, MapValue<'executions'>>;
  records: Map<ExecutionKey, readonly TransitionRecord[]>;
  speech: Map<ExecutionKey, Speech>;
  actors: Map<string, MapValue<'actors'>>;
  steps: Map<string, MapValue<'steps'>>;
}
/** Lists that belong to the draft alone, so that they can grow in place: however many messages, each is copied once. */
interface OwnLists {
  readonly records: Map<ExecutionKey, TransitionRecord[]>;
  readonly steps: Map<string, ForeignStep[]>;
}
type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };
type MapValue<Name extends keyof InspectorState> =
  InspectorState[Name] extends ReadonlyMap<string, infer Value> ? Value : never;

/** The state after more messages. What they do not touch keeps its identity. */
export function reduce(state: InspectorState, messages: readonly ServerMessage[]): InspectorState {
  const draft: Mutable<Draft> = {
    ...state,
    executions: new Map(state.executions),
    records: new Map(state.records),
    speech: new Map(state.speech),
    actors: new Map(state.actors),
    steps: new Map(state.steps),
  };
  const own: OwnLists = { records: new Map(), steps: new Map() };
  for (const message of messages) apply(draft, own, message);
  const touched = new Set(messages.map(({ type }) => type));
  const keeps = (...types: readonly ServerMessage['type'][]) => types.every((type) => !touched.has(type));
  return {
    ...draft,
    executions: keeps('hello', 'executions', 'removed') ? state.executions : draft.executions,
    records: keeps('hello', 'records', 'removed') ? state.records : draft.records,
    speech: keeps('hello', 'text-delta', 'text-reset', 'records', 'removed') ? state.speech : draft.speech,
    actors: keeps('hello', 'actors') ? state.actors : draft.actors,
    steps: keeps('hello', 'steps') ? state.steps : draft.steps,
  };
}

function apply(state: Mutable<Draft>, own: OwnLists, message: ServerMessage): void {
  switch (message.type) {
    case 'hello':
      own.records.clear();
      own.steps.clear();
      return begin(state, message);
    case 'sources':
      state.sources = withFiles(state, message.sources);
      return;
    case 'executions':
      for (const execution of message.executions) state.executions.set(keyOf(execution), execution);
      return;
    case 'removed':
      for (const executionId of message.executionIds) {
        const key = keyOf({ sourceId: message.sourceId, executionId });
        for (const collection of [state.executions, state.records, state.speech, own.records]) collection.delete(key);
      }
      return;
    case 'records':
      return append(state, own.records, message);
    case 'text-delta': {
      const key = keyOf(message);
      const before = state.speech.get(key);
      const text = before?.tierLevel === message.tierLevel ? before.text : '';
      state.speech.set(key, { tierLevel: message.tierLevel, text: text + message.delta });
      return;
    }
    case 'text-reset':
      state.speech.delete(keyOf(message));
      return;
    case 'paused':
      state.paused = message.calls;
      return;
    case 'stepping':
      state.stepping = message.stepping;
      return;
    case 'actors':
      for (const actor of message.actors) state.actors.set(actor.sessionId, actor);
      return;
    case 'steps':
      return appendSteps(state, own.steps, message);
    case 'notice':
      state.notices = [...state.notices, { level: message.level, message: message.message }].slice(-20);
      return;
    case 'reply':
  }
}

/** A relay says hello: what it said before is void, what was opened from files stays. */
function begin(state: Mutable<Draft>, hello: ServerMessage & { readonly type: 'hello' }): void {
  state.title = hello.title;
  state.sources = withFiles(state, hello.sources);
  state.stepping = hello.stepping;
  state.paused = [];
  const files = new Set([...state.executions].flatMap(([key, { sourceId }]) => (isFile(sourceId) ? [key] : [])));
  for (const collection of [state.executions, state.records, state.speech]) {
    for (const key of collection.keys()) if (!files.has(key)) collection.delete(key);
  }
  state.actors.clear();
  state.steps.clear();
  state.notices =
    hello.protocolVersion === protocolVersion
      ? emptyState.notices
      : [{ level: 'error', message: versionProblem(hello) }];
}

function withFiles({ sources }: Mutable<Draft>, told: readonly Source[]): readonly Source[] {
  const isTold = new Set(told.map(({ sourceId }) => sourceId));
  return [...sources.filter(({ sourceId }) => isFile(sourceId) && !isTold.has(sourceId)), ...told];
}

function versionProblem({ protocolVersion: theirs }: ServerMessage & { readonly type: 'hello' }): string {
  return `The program speaks version ${theirs} of the inspector's protocol, and this page version ${protocolVersion}. Reload the page, and update the older of the two.`;
}

/** Records that are there already are taken as they come again; a gap is left out until they are asked for. */
function append(
  state: Mutable<Draft>,
  own: Map<ExecutionKey, TransitionRecord[]>,
  message: ServerMessage & { readonly type: 'records' },
): void {
  const key = keyOf(message);
  const known = state.records.get(key) ?? [];
  if (message.from > known.length) return;
  let list = own.get(key);
  if (list === undefined) {
    list = known.slice(0, message.from);
    own.set(key, list);
  } else list.length = message.from;
  for (const record of message.records) list.push(record);
  state.records.set(key, list);
  state.speech.delete(key);
}

/** Steps that are there already are taken as they come again. Their numbers may have gaps: a relay forgets old ones. */
function appendSteps(
  state: Mutable<Draft>,
  own: Map<string, ForeignStep[]>,
  { sessionId, steps }: ServerMessage & { readonly type: 'steps' },
): void {
  const [first] = steps;
  if (first === undefined) return;
  const list = own.get(sessionId) ?? [...(state.steps.get(sessionId) ?? [])];
  while ((list.at(-1)?.index ?? -1) >= first.index) list.pop();
  for (const step of steps) list.push(step);
  own.set(sessionId, list);
  state.steps.set(sessionId, list);
}
