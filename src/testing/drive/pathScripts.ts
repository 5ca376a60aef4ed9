import type { AgentExecuteOptions } from '../../services/agent.ts';
import { isInterruption, type Outcome } from '../paths/outcome.ts';
import { answerOf, budgetEnd, type CallInFlight } from '../paths/outcomeEvent.ts';
import type { Path } from '../paths/path.ts';
import { scriptedAgent, type ScriptedAgent, type ScriptedCall } from './scriptedAgent.ts';
import type { SimulatedClock } from '../../time/simulatedClock.ts';

/** What a script needs of the execution that it plays in. */
export interface Stage {
  readonly clock: SimulatedClock;
  readonly cancel: () => void;
}

/** The agents that make a path happen. */
export interface Cast {
  readonly agents: ReadonlyMap<number, ScriptedAgent>;
  readonly human: ScriptedAgent;
}

/** What follows once a person has been asked; `undefined`: nobody is on this path. */
function afterWait({ steps }: Path): Outcome | undefined {
  return steps[steps.findIndex(({ outcome }) => outcome.kind === 'wait') + 1]?.outcome;
}

/** Scripted agents for every tier of a path, and for its person. */
export function castFor(path: Path, stage: Stage): Cast {
  const { config, steps } = path;
  const calls = steps.filter(({ call }) => !call.waiting);
  const agentFor = (agentId: string, isTheirs: (call: CallInFlight) => boolean) => {
    const theirs = calls.filter(({ call }) => isTheirs(call));
    return scriptedAgent(
      theirs.map(({ call, outcome }) => scriptedCall(path, call, outcome, stage)),
      { agentId },
    );
  };
  return {
    agents: new Map(
      config.tiers.map(({ level, agentId }) => [
        level,
        agentFor(agentId, (call) => !call.isPersons && call.level === level),
      ]),
    ),
    human: agentFor(config.humanAgentId, ({ isPersons }) => isPersons),
  };
}

function scriptedCall(path: Path, call: CallInFlight, outcome: Outcome, { clock, cancel }: Stage): ScriptedCall {
  if (call.phase !== 'evaluating') return { execute: (_input, options) => play(options) };
  return { evaluate: (_input, options) => play(options) };

  function play({ abortSignal, waitForResponse }: AgentExecuteOptions): unknown {
    if (outcome.kind === 'wait') return waitForResponse?.(afterWait(path)?.kind === 'error' ? { deadlineMs: 1 } : {});
    if (isInterruption(outcome)) {
      if (outcome.kind === 'cancel') queueMicrotask(cancel);
      return untilAborted(abortSignal);
    }
    if (outcome.spend === 'all time') clock.skipTo(budgetEnd);
    const answer = answerOf(outcome, call);
    if ('throws' in answer) throw answer.throws;
    return answer.returns;
  }
}

/** A call that only ends when it is aborted. */
function untilAborted(abortSignal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  abortSignal.addEventListener('abort', () => reject(new Error('The call was aborted.')), { once: true });
  return promise;
}
