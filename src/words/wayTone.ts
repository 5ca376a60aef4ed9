import type { TransitionRecord } from '../machines/executionTypes.ts';
import { phaseOf } from '../machines/stateName.ts';

/** How a way through the machine is drawn: its colour, its line and the shape of its number. */
export type WayTone = 'escalate' | 'execute' | 'capped' | 'failed' | 'neutral';

/** The words of a way on a chart; none where it says nothing special. */
export const wayWords: { readonly [T in WayTone]: string } = {
  escalate: 'escalates',
  execute: 'goes ahead',
  capped: 'does its best at the cap',
  failed: 'failed',
  neutral: '',
};

/** Returns how the way of a record is drawn. */
export function wayToneOf({ event, from, to }: TransitionRecord): WayTone {
  if (to === 'failed') return 'failed';
  if (to === 'cancelled' || event.type === 'xstate.init') return 'neutral';
  if (event.type === 'escalate' || phaseOf(to) === 'escalating') return 'escalate';
  if (from === to) return 'error' in event ? 'failed' : 'neutral';
  return phaseOf(to) === 'capped' || phaseOf(from) === 'capped' ? 'capped' : 'execute';
}

/** Returns a record in one word, for a badge: `escalate`, `done`, `waits`. */
export function badgeOf(record: TransitionRecord): string {
  const { event, to } = record;
  if (to === 'done' || to === 'cancelled') return to;
  if (event.type === 'xstate.init') return 'start';
  if (event.type === 'wait') return 'waits';
  if (event.type === 'resume') return 'resumed';
  if (event.type === 'suspend') return 'suspended';
  if (event.type === 'move') return 'moved';
  const tone = wayToneOf(record);
  return tone === 'neutral' ? 'step' : tone;
}
