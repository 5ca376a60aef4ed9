import type { InspectionEvent } from 'xstate';

import type { HandoffPattern } from '../src/pattern/handoffPattern.ts';
import type { SharedMemory } from '../src/memory/sharedMemory.ts';
import { createActorBook } from './actors/actorBook.ts';
import { embeddedMachines } from './actors/embeddedMachines.ts';
import { createStatelyReceiver } from './bridges/stately/createStatelyReceiver.ts';
import type { GatedServices, Services } from './gateService.ts';
import type { InspectorSettings } from './options.ts';
import type { ServerMessage, Session } from './protocol.ts';
import { attachPattern, type Attachment } from './server/attachment.ts';
import { serve } from './server/commands.ts';
import { createHub } from './server/hub.ts';
import { createPresence } from './server/presence.ts';
import { startRelayServer, type RelayServerOptions } from './server/relayServer.ts';
import type { ExecutionSource } from './sources/executionSource.ts';
import { createForkPattern, type ForkPattern } from './sources/forkPattern.ts';
import { parseSession, sessionMemory } from './sources/sessionMemory.ts';
import { createBeginnings } from './stepping/beginnings.ts';
import { createCallDesk } from './stepping/callDesk.ts';
import { createForkPlans } from './stepping/forkPlans.ts';

/** The visual debugger, as long as it is open. */
export interface Inspector {
  /** Where the page is. It holds the key to everything that can be done there: keep it to yourself. */
  readonly url: string;
  /**
   * Where any XState 5 application reports its actors, also from another process, through the official
   * `createWebSocketInspector({ url })` of `@statelyai/inspect`. It holds the same key as `url`. Each connection's actors
   * stand under a name of its own: `app1`, `app2`, ….
   */
  readonly statelyUrl: string;
  /**
   * Shows the executions of a pattern: those that it runs, and those in its memory, also those from before. Returns what
   * detaches it; held calls then go on, and forks whose calls were to be answered by hand are cancelled.
   */
  attach(pattern: HandoffPattern, options?: SourceOptions): () => void;
  /** For `createActor(machine, { inspect: inspector.inspect })`: machines of this package and any other. */
  readonly inspect: (event: InspectionEvent) => void;
  /**
   * Puts the services of a machine that you run yourself behind the debugger, so that it can hold their calls. Give the
   * machine what it returns, and its `clock` to the actor.
   *
   * @throws ConfigurationError where `evaluate` or `execute` is not a function.
   */
  gate(services: Services): GatedServices;
  /** Shows a memory, read only. It stays yours: close it after the inspector. Returns what takes it away. */
  addMemory(memory: SharedMemory, options?: SourceOptions): () => void;
  /** Shows a session, and its note to everybody who comes. Returns what takes it away. @throws ConfigurationError or MemoryError where it is not one. */
  addSession(session: Session, options?: SourceOptions): Promise<() => void>;
  /** Settles as soon as no page is connected: at once where none is. */
  deserted(): Promise<void>;
  /** Lets everything that is held go on, and ends. May be called again. */
  close(): Promise<void>;
}

/** Options of `attach` and of the other ways to show executions. */
export interface SourceOptions {
  /** Stands beside its executions. Default: what it is. */
  readonly name?: string | undefined;
}

export interface OpenOptions extends InspectorSettings, Pick<RelayServerOptions, 'heartbeatMs' | 'maxBufferedBytes'> {
  /** The text of the page. */
  readonly page: string;
}

/** Puts the debugger together. @throws ConfigurationError where its port cannot be had. */
export async function openInspector(options: OpenOptions): Promise<Inspector> {
  const { title, redact, maxExecutions, maxBufferedRecords, paused, keepAlive, page } = options;
  const tell = (message: ServerMessage) => hub.viewers.tell(message);
  const plans = createForkPlans();
  const beginnings = createBeginnings();
  const desk = createCallDesk({
    paused,
    plans,
    changed: (what) => {
      if (what === 'stepping') tell({ type: 'stepping', stepping: desk.stepping });
      else tell({ type: 'paused', calls: desk.paused });
      server.holdOpen(keepAlive || desk.paused.length > 0);
    },
  });
  const book = createActorBook({
    maxSteps: maxBufferedRecords,
    actorChanged: (actor) => tell({ type: 'actors', actors: [actor] }),
    stepAdded: (sessionId, step) => tell({ type: 'steps', sessionId, steps: [step] }),
  });
  const hub = createHub({ title, redact, maxExecutions, desk, book });
  const attachmentTools = { hub, desk, plans, beginnings, maxBufferedRecords, redacts: redact !== undefined };
  const embedded = embeddedMachines({ ...attachmentTools, book });
  const attachments = new Set<Attachment>();
  let applications = 0;
  let forks: { readonly runs: ForkPattern; readonly attachment: Attachment } | undefined;

  function attach(pattern: HandoffPattern, name: string, mayCall = true): Attachment {
    const attachment = attachPattern(pattern, { name, mayCall }, attachmentTools);
    attachments.add(attachment);
    return attachment;
  }

  function add(source: ExecutionSource): () => void {
    const ledger = hub.add(source);
    return () => hub.remove(ledger);
  }

  const tools = {
    ...attachmentTools,
    book,
    page,
    title,
    forksOf: (parent: Parameters<ForkPattern['adopt']>[0]) => {
      const runs = forks?.runs ?? createForkPattern();
      forks ??= { runs, attachment: attach(runs.pattern, 'forks', false) };
      runs.adopt(parent);
      return forks.attachment.ledger;
    },
  };

  const presence = createPresence({ ...options, hub, desk });
  const server = await startRelayServer({
    ...options,
    joined: presence.joined,
    left: presence.left,
    received: (viewer, text) => void serve(viewer, text, tools),
    reporting: () => {
      applications += 1;
      return createStatelyReceiver({ sink: book, application: `app${applications}` });
    },
  });
  server.holdOpen(keepAlive);

  return {
    url: server.url,
    statelyUrl: server.applicationUrl,
    attach: (pattern, { name = 'pattern' } = {}) => {
      const attachment = attach(pattern, name);
      return () => {
        if (attachments.delete(attachment)) attachment.detach();
      };
    },
    inspect: embedded.inspect,
    gate: embedded.gate,
    addMemory: (memory, { name = 'memory' } = {}) => add({ name, memory, polls: true }),
    addSession: async (session, { name = session.title } = {}) => {
      const memory = await sessionMemory(parseSession(session));
      return add({ name, memory, polls: false, note: session.note });
    },
    deserted: presence.deserted,
    close: async () => {
      presence.end();
      desk.release();
      for (const attachment of attachments) attachment.detach();
      attachments.clear();
      await server.close();
    },
  };
}
