import { announce } from '../platform/node.ts';

let announced = false;
let unavailableAnnounced = false;

/** Says once per process that answers come from the sample base, and what to do about it. */
export function announceSample(): void {
  if (announced) return;
  announced = true;
  announce(
    'xstate-handoff: no provider is configured, so tasks are answered from the sample knowledge base of a made-up product. ' +
      'To go on, set OPENAI_API_KEY, or pass your own file as { knowledge }, or your own agents as { tiers }.',
  );
}

/** Says once per process that tasks pass semantic search by, and why. */
export function announceUnavailable(why: string): void {
  if (unavailableAnnounced) return;
  unavailableAnnounced = true;
  announce(`xstate-handoff: tasks pass by the tier of semantic search. ${why}`);
}
