import type { ActorBook } from '../actors/actorBook.ts';
import { unknownExecution } from '../../src/run/errors.ts';
import { ConfigurationError } from '../../src/machines/errors.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import type { JsonValue } from '../../src/machines/types.ts';
import type { Command, Session } from '../protocol.ts';
import type { Ledger } from '../sources/ledger.ts';
import type { CallDesk } from '../stepping/callDesk.ts';
import { readMessage } from './commandSchema.ts';
import { beginFork, type ForkTools } from './forkCommand.ts';
import type { Hub } from './hub.ts';
import { pageWith } from './page.ts';
import type { Viewer } from './viewers.ts';

export interface CommandTools extends ForkTools {
  readonly hub: Hub;
  readonly desk: CallDesk;
  readonly book: ActorBook;
  readonly page: string;
  readonly title: string;
}

/** Does what a message of a viewer asks for, and replies. Never rejects. */
export async function serve(viewer: Viewer, text: string, tools: CommandTools): Promise<void> {
  const message = readMessage(text);
  const { commandId } = message;
  if (commandId === undefined) return;
  try {
    if ('error' in message) throw new ConfigurationError('command', message.error);
    const value = await run(viewer, message.command, tools);
    await viewer.send({ type: 'reply', commandId, ok: true, ...(value !== undefined && { value }) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await viewer.send({ type: 'reply', commandId, ok: false, error: reason });
  }
}

async function run(viewer: Viewer, command: Command, tools: CommandTools): Promise<JsonValue | undefined> {
  const { hub, desk, book, beginnings } = tools;
  switch (command.type) {
    case 'find':
      return find(command.executionId, hub);
    case 'open': {
      const ledger = hub.ledgerOf(command.sourceId);
      if ((await ledger.readAll(command.executionId)).length === 0) unknownExecution(command.executionId);
      await hub.viewers.follow(viewer, ledger, command.executionId);
      return undefined;
    }
    case 'set-stepping': {
      desk.setStepping(command.stepping);
      return undefined;
    }
    case 'verdict': {
      desk.decide(command.executionId, command.callId, command.verdict);
      return undefined;
    }
    case 'cancel': {
      const ledger = hub.ledgerOf(command.sourceId);
      const cancel = able(ledger, ledger.source.control?.cancel, 'cancelled');
      if (await cancel(command.executionId, command.reason)) return undefined;
      throw new ConfigurationError('executionId', `Execution ${command.executionId} is over already.`);
    }
    case 'respond': {
      const ledger = hub.ledgerOf(command.sourceId);
      const respond = able(ledger, ledger.source.control?.respond, 'answered');
      await beginnings.begin(command.executionId, () => respond(command.executionId, command.response));
      return undefined;
    }
    case 'resume': {
      const ledger = hub.ledgerOf(command.sourceId);
      const resume = able(ledger, ledger.source.control?.resume, 'resumed');
      await assertResumable(ledger, command.executionId);
      await beginnings.begin(command.executionId, () => resume(command.executionId));
      return undefined;
    }
    case 'fork':
      return beginFork(hub.ledgerOf(command.sourceId), command, tools);
    case 'send': {
      book.send(command.sessionId, command.event);
      return undefined;
    }
    case 'export':
      return pageWith(tools.page, await sessionOf(command.executionIds, tools));
  }
}

/** Lists an execution wherever it is, also one that is older than those that are listed. */
async function find(executionId: string, hub: Hub): Promise<boolean> {
  let isFound = false;
  for (const ledger of hub.ledgers) {
    if ((await ledger.readAll(executionId)).length === 0) continue;
    isFound = true;
    ledger.pin(executionId);
    hub.changed(ledger, executionId);
  }
  return isFound;
}

/** Returns the ability of a source, or throws the error that says that it has none. */
function able<Does>({ source }: Ledger, does: Does | undefined, what: string): Does {
  if (does !== undefined) return does;
  const message = `Nothing can be ${what} in '${source.name}' from here: it is only shown. Open the inspector with --config, or attach the pattern.`;
  throw new ConfigurationError('sourceId', message);
}

async function assertResumable(ledger: Ledger, executionId: string): Promise<void> {
  if (ledger.source.tail?.isLive(executionId)) {
    throw new ConfigurationError('executionId', `Execution ${executionId} runs here already.`);
  }
  const status = (await ledger.update(executionId))?.status ?? unknownExecution(executionId);
  if (status === 'running' || status === 'waiting') return;
  throw new ConfigurationError('executionId', `Execution ${executionId} is over: it ${status}. Fork it instead.`);
}

async function sessionOf(executionIds: readonly string[], { hub, title }: CommandTools): Promise<Session> {
  const executions: (readonly TransitionRecord[])[] = [];
  for (const executionId of executionIds) executions.push(await recordsOf(hub, executionId));
  return { format: 'xstate-handoff-session', version: 1, title, executions };
}

async function recordsOf(hub: Hub, executionId: string): Promise<readonly TransitionRecord[]> {
  for (const ledger of hub.ledgers) {
    const records = await ledger.read(executionId);
    if (records.length > 0) return records;
  }
  return unknownExecution(executionId);
}
