import type { HandoffAgent, AgentCallOptions, TaskEvaluationInput } from '../../services/agent.ts';
import type { Clock } from '../../time/clock.ts';
import { humanAgent } from '../../services/humanAgent.ts';
import { drawBehaviour, type Behaviour } from './behaviour.ts';
import { clockOf, type Life } from './life.ts';
import type { SimulatedCall } from './ledger.ts';
import type { Scene } from './scene.ts';

/** The agents of a process, and the person at the cap. */
export interface Cast {
  readonly agents: ReadonlyMap<number, HandoffAgent>;
  readonly human: HandoffAgent;
}

export function castFor(scene: Scene, life: Life): Cast {
  const { config, humanLevels, humanDeadlineMs } = scene.plan.ladder;
  const deadline = humanDeadlineMs === undefined ? {} : { deadlineMs: humanDeadlineMs };
  const person = (agentId: string) => watched(scene, life, humanAgent({ agentId, ...deadline }), true);
  return {
    agents: new Map(
      config.tiers.map(({ level, agentId }) => [
        level,
        humanLevels.includes(level) ? person(agentId) : simulatedAgent(scene, life, agentId),
      ]),
    ),
    human: person(config.humanAgentId),
  };
}

/** An agent that does whatever the seed makes it do. */
function simulatedAgent(scene: Scene, life: Life, agentId: string): HandoffAgent {
  const clock = clockOf(scene.clock, life);
  const levels = scene.plan.ladder.config.tiers.map(({ level }) => level);

  async function answer(kind: SimulatedCall['kind'], input: TaskEvaluationInput, options: AgentCallOptions) {
    const call = announce(scene, life, { kind, input, options, human: false });
    const behaviour = drawBehaviour(scene, { kind, agentId, number: call.number, levels });
    try {
      await passes(clock, behaviour, options.abortSignal);
      if ('error' in behaviour) throw behaviour.error;
      call.said = behaviour.output;
      return behaviour.output;
    } finally {
      call.ended = true;
    }
  }

  return {
    agentId,
    evaluateTask: async (input, options) => unchecked(await answer('evaluate', input, options)),
    executeTask: async (input, options) => unchecked(await answer('execute', input, options)),
  };
}

/** What a model says may be anything, whatever its type promises: whoever calls it has to check. */
function unchecked(said: unknown) {
  const key: string = 'said';
  return Reflect.get({ said }, key);
}

/** A real agent whose calls are seen. */
function watched(scene: Scene, life: Life, agent: HandoffAgent, human: boolean): HandoffAgent {
  async function seen<T>(call: SimulatedCall, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      call.ended = true;
    }
  }
  return {
    agentId: agent.agentId,
    evaluateTask: (input, options) =>
      seen(announce(scene, life, { kind: 'evaluate', input, options, human }), agent.evaluateTask(input, options)),
    executeTask: (input, options) =>
      seen(announce(scene, life, { kind: 'execute', input, options, human }), agent.executeTask(input, options)),
  };
}

interface Announcement {
  readonly kind: SimulatedCall['kind'];
  readonly input: TaskEvaluationInput;
  readonly options: AgentCallOptions;
  readonly human: boolean;
}

function announce({ witness, trace, clock }: Scene, life: Life, { kind, input, options, human }: Announcement) {
  const { idempotencyKey, abortSignal } = options;
  const { task, tierLevel } = input;
  const ledger = witness.ledgers.find(({ plan }) => plan.task === task);
  if (ledger === undefined) throw new Error(`No execution has the task '${task}'.`);
  trace.add(ledger.plan.executionId, `${life.id} calls tier ${tierLevel} to ${kind}, key ${idempotencyKey}`);
  const arriving = { kind, tierLevel, task, processId: life.id, startedAt: clock.now(), abortSignal, human };
  const call = witness.called(ledger, arriving, idempotencyKey);
  const aborted = () => {
    call.abortedAt = clock.now();
  };
  abortSignal.addEventListener('abort', aborted, { once: true });
  return call;
}

/** Settles when the agent would answer; where it minds an abort, that makes it fail at once. */
function passes(clock: Clock, { afterMs, heedsAbort }: Behaviour, abortSignal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (afterMs !== undefined) clock.schedule(resolve, afterMs);
    const abort = () => reject(new Error('It was aborted.'));
    if (!heedsAbort) return;
    if (abortSignal.aborted) abort();
    else abortSignal.addEventListener('abort', abort, { once: true });
  });
}
