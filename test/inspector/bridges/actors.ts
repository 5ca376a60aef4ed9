import { assign, createActor, createMachine, fromPromise, type InspectionEvent } from 'xstate';

import { createHandoffMachine, type EvaluateLogic, type ExecuteLogic } from '../../../src/machines/handoffMachine.ts';

const timestamp = '2026-01-01T00:00:00.000Z';

export class RateLimited extends Error {
  override readonly name = 'RateLimited';
  readonly code = 'rate_limited';
}

/** Fails at tier 1 and declines at tier 2, which is its cap: it escalates once and executes capped. */
export function startEscalation(inspect: (inspected: InspectionEvent) => void) {
  const evaluate: EvaluateLogic = fromPromise(async ({ input }) => {
    if (input.tierLevel === 1) throw new RateLimited('Too many requests.');
    return { canHandle: false, complexityScore: 0.9, reasoning: 'too hard', requiresTier: 3 };
  });
  const execute: ExecuteLogic = fromPromise(async () => ({ result: 'a try', confidence: 0.4, executionMetadata: {} }));
  const tiers = [
    { level: 1, agentId: 'junior' },
    { level: 2, agentId: 'senior' },
    { level: 3, agentId: 'expert' },
  ] as const;
  const machine = createHandoffMachine({ tiers }).provide({ actors: { evaluate, execute } });
  return createActor(machine, {
    id: 'escalation',
    inspect,
    input: { executionId: 'e1', task: 'a task', timestamp, maxTier: 2 },
  }).start();
}

/** Nested and parallel, with a guard, a delay, an invoked actor and an automatic transition. */
export const playerMachine = createMachine(
  {
    id: 'player',
    type: 'parallel',
    context: { plays: 0 },
    states: {
      sound: { initial: 'on', states: { on: { on: { MUTE: 'off' } }, off: { on: { MUTE: 'on' } } } },
      track: {
        initial: 'stopped',
        states: {
          stopped: {
            on: {
              PLAY: {
                target: 'loading',
                guard: 'hasTrack',
                actions: assign({ plays: ({ context }) => context.plays + 1 }),
              },
            },
          },
          loading: { invoke: { id: 'loader', src: 'load', onDone: 'loaded', onError: 'stopped' } },
          loaded: { always: 'playing' },
          playing: {
            tags: ['busy'],
            after: { 3_600_000: 'stopped' },
            initial: 'normal',
            states: { normal: { on: { FASTER: 'fast' } }, fast: {} },
          },
        },
      },
    },
  },
  { guards: { hasTrack: () => true }, actors: { load: fromPromise(async () => 'a track') } },
);
