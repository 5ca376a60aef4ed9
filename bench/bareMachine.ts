import { createActor, fromPromise, setup, toPromise } from 'xstate';

/** The same states as a three-tier escalation, hand-written, with no context, no record and no policy. */
export function bareMachine(evaluate: (tier: number) => Promise<boolean>, execute: () => Promise<string>) {
  const machine = setup({
    actors: {
      evaluate: fromPromise<boolean, number>(({ input }) => evaluate(input)),
      execute: fromPromise<string>(() => execute()),
    },
    guards: { canHandle: ({ event }) => 'output' in event && event.output === true },
  });
  const tier = (level: number, next: string | null) =>
    machine.createStateConfig({
      initial: 'evaluating',
      states: {
        evaluating: {
          invoke: {
            src: 'evaluate',
            id: `tier${level}.evaluate`,
            input: level,
            onDone: [{ guard: 'canHandle', target: 'executing' }, { target: next === null ? 'capped' : 'escalating' }],
            onError: '#bare.failed',
          },
        },
        executing: {
          invoke: { src: 'execute', id: `tier${level}.execute`, onDone: '#bare.done', onError: '#bare.failed' },
        },
        escalating: { always: next === null ? [] : [{ target: next }] },
        capped: {
          invoke: { src: 'execute', id: `tier${level}.execute`, onDone: '#bare.done', onError: '#bare.failed' },
        },
      },
    });
  return machine.createMachine({
    id: 'bare',
    initial: 'tier1',
    states: {
      tier1: tier(1, '#bare.tier2'),
      tier2: tier(2, '#bare.tier3'),
      tier3: tier(3, null),
      done: { type: 'final' },
      failed: { type: 'final' },
    },
  });
}

export function runBare(machine: ReturnType<typeof bareMachine>): Promise<unknown> {
  return toPromise(createActor(machine).start());
}
