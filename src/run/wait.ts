import type { HandoffSnapshot, Standing } from '../machines/fold.ts';
import type { MachineEvent } from '../machines/occurrence.ts';
import { serviceDone, serviceFailed, serviceId } from '../machines/serviceId.ts';
import { isoTime } from '../machines/time.ts';
import type { ExecutionOutput } from '../machines/types.ts';
import { CallFailure } from '../services/call.ts';
import { AgentCallError } from '../services/errors.ts';
import { free } from '../services/free.ts';

/** The deadline of a wait that begins at `now`, milliseconds since the epoch; `null`: it has none. */
export function deadlineOf(now: number, deadlineMs: number | undefined): string | null {
  return deadlineMs === undefined ? null : isoTime(now + deadlineMs);
}

/** The time at which an execution that waits goes on by itself, in milliseconds since the epoch; infinite: never. */
export function dueOf({ context: { waiting, limits } }: Pick<HandoffSnapshot, 'context'>): number {
  const ends = [waiting?.deadline, limits.deadline].flatMap((end) => end ?? []);
  return Math.min(...ends.map((end) => Date.parse(end)));
}

/** The answer of a person as the event that ends the call in flight. */
export function answerEvent({ snapshot: { context } }: Standing, answer: ExecutionOutput, now: number): MachineEvent {
  const since = Date.parse(context.waiting?.since ?? context.now);
  const timing = { timestamp: isoTime(now), durationMs: Math.max(0, now - since) };
  return serviceDone(serviceId(context.tierLevel, 'execute'), { ...answer, ...free, ...timing });
}

/** The event by which a wait ends that no person answered in time: its own deadline has passed, or that of the execution. */
export function lapseEvent({ snapshot: { context } }: Standing, agentId: string, now: number): MachineEvent {
  const { waiting, limits, tierLevel } = context;
  const timestamp = isoTime(now);
  if (waiting === null || (limits.deadline !== undefined && Date.parse(limits.deadline) <= now))
    return { type: 'expire', timestamp };
  const durationMs = Math.max(0, now - Date.parse(waiting.since));
  const failure = new CallFailure(lapsed(agentId, waiting.deadline), timestamp, durationMs);
  return serviceFailed(serviceId(tierLevel, 'execute'), failure);
}

/** The error of a call whose person did not answer in time. */
export function lapsed(agentId: string, deadline: string | null): AgentCallError {
  const message = `Nobody answered for '${agentId}' before ${deadline}.`;
  return new AgentCallError(agentId, 'deadline', message, { report: free });
}
