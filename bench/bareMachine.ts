import { assign, createActor, fromPromise, setup, toPromise } from 'xstate';

/** The same states as a three-tier escalation and nothing in them: it takes no task and returns no answer. */
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

interface Judged {
  readonly canHandle: boolean;
  readonly reasoning: string;
}

function judgedIn(event: object): Judged | undefined {
  const output: unknown = 'output' in event ? event.output : undefined;
  return isJudged(output) ? output : undefined;
}

function isJudged(value: unknown): value is Judged {
  return typeof value === 'object' && value !== null && 'canHandle' in value && 'reasoning' in value;
}

/** The same states doing the job by hand: takes a task, notes what each tier said, returns the answer. No record, no policy. */
export function workingMachine(evaluate: (tier: number) => Promise<Judged>, execute: () => Promise<string>) {
  const machine = setup({
    types: {
      context: {} as { readonly task: string; readonly reasons: readonly string[]; readonly answer: string | null },
      input: {} as { readonly task: string },
      output: {} as string | null,
    },
    actors: {
      evaluate: fromPromise<Judged, { readonly task: string; readonly tier: number }>(({ input }) =>
        evaluate(input.tier),
      ),
      execute: fromPromise<string, { readonly task: string }>(() => execute()),
    },
    actions: {
      note: assign(({ context, event }) => ({ reasons: [...context.reasons, judgedIn(event)?.reasoning ?? ''] })),
      keep: assign(({ event }) => ({ answer: 'output' in event ? String(event.output) : null })),
    },
    guards: { canHandle: ({ event }) => judgedIn(event)?.canHandle === true },
  });
  const tier = (level: number, next: string | null) =>
    machine.createStateConfig({
      initial: 'evaluating',
      states: {
        evaluating: {
          invoke: {
            src: 'evaluate',
            id: `tier${level}.evaluate`,
            input: ({ context }) => ({ task: context.task, tier: level }),
            onDone: [
              {
                guard: 'canHandle',
                target: 'executing',
                actions: 'note',
              },
              { target: next === null ? 'capped' : 'escalating', actions: 'note' },
            ],
            onError: '#working.failed',
          },
        },
        executing: {
          invoke: {
            src: 'execute',
            id: `tier${level}.execute`,
            input: ({ context }) => ({ task: context.task }),
            onDone: { target: '#working.done', actions: 'keep' },
            onError: '#working.failed',
          },
        },
        escalating: { always: next === null ? [] : [{ target: next }] },
        capped: {
          invoke: {
            src: 'execute',
            id: `tier${level}.execute`,
            input: ({ context }) => ({ task: context.task }),
            onDone: { target: '#working.done', actions: 'keep' },
            onError: '#working.failed',
          },
        },
      },
    });
  return machine.createMachine({
    id: 'working',
    context: ({ input }) => ({ task: input.task, reasons: [], answer: null }),
    initial: 'tier1',
    states: {
      tier1: tier(1, '#working.tier2'),
      tier2: tier(2, '#working.tier3'),
      tier3: tier(3, null),
      done: { type: 'final' },
      failed: { type: 'final' },
    },
    output: ({ context }) => context.answer,
  });
}

export function runWorking(machine: ReturnType<typeof workingMachine>): Promise<unknown> {
  return toPromise(createActor(machine, { input: { task: 'a task' } }).start());
}
