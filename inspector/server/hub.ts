import type { ActorBook } from '../actors/actorBook.ts';
import { ConfigurationError } from '../../src/machines/errors.ts';
import type { InspectorSettings } from '../options.ts';
import { protocolVersion, type ListedExecution, type ServerMessage, type Source } from '../protocol.ts';
import type { ExecutionSource } from '../sources/executionSource.ts';
import { createLedger, type Ledger } from '../sources/ledger.ts';
import type { CallDesk } from '../stepping/callDesk.ts';
import { createViewers, type Viewer, type Viewers } from './viewers.ts';

/** Everything there is to show, and its viewers. */
export interface Hub {
  readonly viewers: Viewers;
  readonly ledgers: readonly Ledger[];
  /** True while no viewer is connected. */
  readonly isDeserted: boolean;
  /** @throws ConfigurationError where there is no such source. */
  ledgerOf(sourceId: string): Ledger;
  add(source: ExecutionSource): Ledger;
  remove(ledger: Ledger): void;
  /** Tells the viewers that an execution has changed. */
  changed(ledger: Ledger, executionId: string): void;
  /** Says hello to a viewer, then everything that is known, and then what has changed since. */
  welcome(viewer: Viewer): Promise<void>;
  dismiss(viewer: Viewer): void;
  notice(level: 'info' | 'error', message: string): void;
}

export interface HubOptions extends Pick<InspectorSettings, 'title' | 'redact' | 'maxExecutions'> {
  readonly desk: CallDesk;
  readonly book: ActorBook;
}

/** Milliseconds between two looks at a memory that others may write to. */
const pollEveryMs = 1_000;
/** Entries and steps per message. */
const perMessage = 200;

export function createHub({ title, redact, maxExecutions, desk, book }: HubOptions): Hub {
  const ledgers = new Map<string, Ledger>();
  const connected = new Set<Viewer>();
  const noticed = new Map<string, 'info' | 'error'>();
  const viewers = createViewers(failed);
  let dirty = new Map<Ledger, Set<string>>();
  let flushing = false;
  let looking = false;
  let polling: NodeJS.Timeout | undefined;
  let sourceCount = 0;

  function failed(error: unknown): void {
    notice('error', error instanceof Error ? error.message : String(error));
  }

  /** Says a thing once for as long as a viewer watches. */
  function notice(level: 'info' | 'error', message: string): void {
    if (noticed.has(message)) return;
    noticed.set(message, level);
    viewers.tell({ type: 'notice', level, message });
  }

  const sources = (): readonly Source[] =>
    [...ledgers.values()].map(({ sourceId, hasOlder, source: { name, control } }) => ({
      sourceId,
      name,
      readOnly: control === undefined,
      ...(hasOlder && { newestOnly: maxExecutions }),
    }));

  function changed(ledger: Ledger, executionId: string): void {
    if (connected.size === 0) return;
    dirty.set(ledger, (dirty.get(ledger) ?? new Set()).add(executionId));
    if (flushing) return;
    flushing = true;
    setImmediate(() => void flush());
  }

  /** Sends all changes of one turn of the event loop together. */
  async function flush(): Promise<void> {
    while (dirty.size > 0) {
      const batch = dirty;
      dirty = new Map();
      for (const [ledger, ids] of batch) await updateAll(ledger, [...ids]);
    }
    flushing = false;
  }

  async function updateAll(ledger: Ledger, executionIds: readonly string[]): Promise<void> {
    for (const part of chunked(executionIds)) {
      if (ledgers.get(ledger.sourceId) !== ledger) return;
      const entries: ListedExecution[] = [];
      const removed: string[] = [];
      for (const executionId of part) {
        try {
          const entry = await ledger.update(executionId);
          if (entry === undefined) removed.push(executionId);
          else entries.push(entry);
        } catch (error) {
          failed(error);
        }
      }
      if (entries.length > 0) viewers.tell({ type: 'executions', executions: entries });
      tellRemoved(ledger, removed);
      for (const { executionId } of entries) viewers.changed(ledger, executionId);
    }
  }

  function tellRemoved({ sourceId }: Ledger, executionIds: readonly string[]): void {
    if (executionIds.length > 0) viewers.tell({ type: 'removed', sourceId, executionIds });
  }

  async function refresh(ledger: Ledger): Promise<void> {
    const { hasOlder } = ledger;
    try {
      const news = await ledger.refresh();
      if (ledger.hasOlder !== hasOlder) viewers.tell({ type: 'sources', sources: sources() });
      tellRemoved(ledger, news.removed);
      await updateAll(ledger, news.changed);
    } catch (error) {
      failed(error);
    }
  }

  async function lookAgain(): Promise<void> {
    if (looking) return;
    looking = true;
    for (const ledger of ledgers.values()) if (ledger.source.polls) await refresh(ledger);
    looking = false;
  }

  /** Each message says how things are when it is asked for, so that none is older than what was told in between. */
  function* everything(): Generator<ServerMessage> {
    for (const { entries } of ledgers.values())
      for (const ids of chunked([...entries.keys()]))
        yield { type: 'executions', executions: ids.flatMap((id) => entries.get(id) ?? []) };
    yield { type: 'paused', calls: desk.paused };
    if (book.actors.length > 0) yield { type: 'actors', actors: book.actors };
    for (const { sessionId } of book.actors)
      for (const steps of chunked(book.stepsOf(sessionId))) yield { type: 'steps', sessionId, steps };
    for (const { source } of ledgers.values())
      if (source.note !== undefined) yield { type: 'notice', level: 'info', message: source.note };
    for (const [message, level] of noticed) yield { type: 'notice', level, message };
  }

  return {
    viewers,
    get ledgers() {
      return [...ledgers.values()];
    },
    get isDeserted() {
      return connected.size === 0;
    },
    ledgerOf: (sourceId) => {
      const ledger = ledgers.get(sourceId);
      if (ledger !== undefined) return ledger;
      throw new ConfigurationError('sourceId', `There is no source '${sourceId}' here any more. Reload the page.`);
    },
    add: (source) => {
      sourceCount += 1;
      const ledger = createLedger({ sourceId: `s${sourceCount}`, source, redact, maxExecutions });
      ledgers.set(ledger.sourceId, ledger);
      viewers.tell({ type: 'sources', sources: sources() });
      if (connected.size > 0) void refresh(ledger);
      return ledger;
    },
    remove: (ledger) => {
      ledgers.delete(ledger.sourceId);
      tellRemoved(ledger, [...ledger.entries.keys()]);
      viewers.tell({ type: 'sources', sources: sources() });
    },
    changed,
    welcome: async (viewer) => {
      connected.add(viewer);
      desk.watch();
      const { stepping } = desk;
      void viewer.send({ type: 'hello', protocolVersion, title, sources: sources(), stepping });
      viewers.add(viewer);
      polling ??= setInterval(() => void lookAgain(), pollEveryMs).unref();
      for (const message of everything()) await viewer.send(message);
      // An execution without a viewer is not known yet: it comes like any other news.
      await Promise.all([...ledgers.values()].map(refresh));
    },
    dismiss: (viewer) => {
      connected.delete(viewer);
      viewers.remove(viewer);
      if (connected.size > 0) return;
      clearInterval(polling);
      polling = undefined;
      noticed.clear();
    },
    notice,
  };
}

function* chunked<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let first = 0; first < items.length; first += perMessage) yield items.slice(first, first + perMessage);
}
