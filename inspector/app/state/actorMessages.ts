import type { ForeignSink } from '../../bridges/foreignSink.ts';
import type { ForeignActor, ServerMessage } from '../../protocol.ts';

/** Takes actors that are reported to the page itself, as the messages that a relay would have sent of them. */
export function actorMessages(tell: (message: ServerMessage) => void): ForeignSink {
  const actors = new Map<string, ForeignActor>();
  const lengths = new Map<string, number>();

  function put(actor: ForeignActor): void {
    actors.set(actor.sessionId, actor);
    tell({ type: 'actors', actors: [actor] });
  }

  return {
    put,
    add: (sessionId, step) => {
      const index = lengths.get(sessionId) ?? 0;
      lengths.set(sessionId, index + 1);
      tell({ type: 'steps', sessionId, steps: [{ index, ...step }] });
    },
    setStatus: (sessionId, status) => {
      const actor = actors.get(sessionId);
      if (actor !== undefined) put({ ...actor, status });
    },
  };
}
