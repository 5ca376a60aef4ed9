import { callInput, executeInput } from './context.ts';
import type { MachineSetup } from './machineSetup.ts';
import type { Verdict } from './policy.ts';
import { tierKey } from './record.ts';
import type { FinalState, HandoffConfig, Step, TierDefinition, TierPhase } from './types.ts';

/** The compound state of one tier. `above` are the tiers that `escalating` may lead to, nearest first. */
export function tierState(
  machine: MachineSetup,
  config: HandoffConfig,
  tier: TierDefinition,
  above: readonly TierDefinition[],
) {
  const { level } = tier;

  const step = (from: TierPhase, to: TierPhase | FinalState) => {
    const params: Step = { level, from, to };
    return [
      { type: 'settle', params },
      { type: 'record', params },
    ] as const;
  };
  const move = (from: TierPhase, to: Verdict) => ({ target: targetOf(to), actions: step(from, to) });
  const wait = (phase: TierPhase) => ({ actions: step(phase, phase) });
  const cancel = (from: TierPhase) => ({ target: targetOf('cancelled'), actions: step(from, 'cancelled') });

  const afterEvaluation = (to: Verdict) => ({
    ...move('evaluating', to),
    guard: { type: 'evaluationLeadsTo', params: { to } } as const,
  });
  const afterExecution = (from: TierPhase, to: Verdict) => ({
    ...move(from, to),
    guard: { type: 'executionLeadsTo', params: { to } } as const,
  });
  const afterFailure = (from: TierPhase) => [
    { ...move(from, 'escalating'), guard: { type: 'failureLeadsTo', params: { to: 'escalating' } } as const },
    move(from, 'failed'),
  ];

  return machine.createStateConfig({
    initial: 'evaluating',
    meta: { level, agentId: tier.agentId, name: tier.name ?? tier.agentId },
    states: {
      evaluating: {
        invoke: {
          src: 'evaluate',
          id: `${tierKey(level)}.evaluate`,
          input: ({ context }) => callInput(context, tier),
          onDone: [
            afterEvaluation('executing'),
            afterEvaluation('escalating'),
            afterEvaluation('capped'),
            move('evaluating', 'failed'),
          ],
          onError: afterFailure('evaluating'),
        },
        on: { cancel: cancel('evaluating') },
      },
      executing: {
        invoke: {
          src: 'execute',
          id: `${tierKey(level)}.execute`,
          input: ({ context }) => executeInput(config, context, tier),
          onDone: [
            afterExecution('executing', 'done'),
            afterExecution('executing', 'escalating'),
            move('executing', 'failed'),
          ],
          onError: afterFailure('executing'),
        },
        on: { cancel: cancel('executing'), wait: wait('executing') },
      },
      escalating: {
        always: above.map(({ level: next }) => ({
          target: `#handoff.${tierKey(next)}`,
          guard: { type: 'nextTierIs', params: { level: next } } as const,
          actions: { type: 'recordArrival', params: { from: level } } as const,
        })),
      },
      capped: {
        invoke: {
          src: 'execute',
          id: `${tierKey(level)}.execute`,
          input: ({ context }) => executeInput(config, context, tier),
          onDone: [afterExecution('capped', 'done'), move('capped', 'failed')],
          onError: move('capped', 'failed'),
        },
        on: { cancel: cancel('capped'), wait: wait('capped') },
      },
    },
  });
}

function targetOf(to: Verdict | FinalState): string {
  return to === 'done' || to === 'failed' || to === 'cancelled' ? `#handoff.${to}` : to;
}
