import type { ChartEdge, Trigger } from './chart.ts';

/** Returns the trigger of a transition in a few words: `TIMER`, `load done`, `after 500 ms`. */
export function triggerWords(triggers: readonly Trigger[]): string {
  const words = triggers.map(({ event, guards }) =>
    [eventWords(event), ...guards.map((guard) => `[${guard}]`)].filter((part) => part !== '').join(' '),
  );
  return [...new Set(words)].filter((word) => word !== '').join(', ');
}

function eventWords(event: string): string {
  const [, kind, rest] = /^xstate\.(done\.actor|error\.actor|done\.state|snapshot|after)\.(.+)$/.exec(event) ?? [];
  if (kind === undefined || rest === undefined) return event === '*' ? 'any event' : event;
  if (kind === 'after') return /^\d+\./.test(rest) ? `after ${rest.split('.')[0]} ms` : `after ${rest.split('.')[0]}`;
  const name = kind === 'done.state' ? (rest.split('.').at(-1) ?? rest) : rest;
  return `${name} ${kind === 'error.actor' ? 'fails' : kind === 'snapshot' ? 'changes' : 'done'}`;
}

/** The transitions that any state can make, because they are those of the root. */
export function fromAnywhere(edges: readonly ChartEdge[]): string {
  const words = edges.flatMap(({ from, to, triggers }) => (from === '' ? [`${triggerWords(triggers)} → ${to}`] : []));
  return words.length === 0 ? '' : `From anywhere: ${words.join(', ')}`;
}
