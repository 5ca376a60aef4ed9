import { ConfigurationError } from '../machines/errors.ts';
import { configOfMachine } from '../machines/fold.ts';
import type { HandoffMachine } from '../machines/handoffMachine.ts';
import {
  asksPerson,
  type CallOutput,
  type EvaluateCall,
  type ExecuteCall,
  type PendingCall,
} from '../machines/pendingCall.ts';
import type { EvaluationOutput, ExecutionOutput } from '../machines/types.ts';
import { checkedOptions, optionsOf } from '../options/checkedOptions.ts';
import { anObject, milliseconds } from '../options/rules.ts';
import type { HandoffAgent } from './agent.ts';
import { humanAgent } from './humanAgent.ts';
import { callAgent } from './call.ts';
import { machineCalling } from './machineCalling.ts';
import { systemClock } from '../time/clock.ts';
import { sleepUntil } from '../time/timers.ts';

/** Options of `provideHandoffServices`. */
export interface HandoffServicesOptions {
  /**
   * Milliseconds that a call may take, above 0, at most a hundred years; `policy.tiers` may say otherwise of a tier.
   * Default: until the execution's deadline, if it has one.
   */
  readonly callTimeoutMs?: number | undefined;
  /** Who answers at the cap where `policy.atCap` is `human`. Default: nobody, and the call fails. */
  readonly human?: HandoffAgent | undefined;
}

const servicesOptions = optionsOf<HandoffServicesOptions>({
  callTimeoutMs: milliseconds,
  human: anObject<HandoffAgent>('an agent', ['evaluateTask', 'executeTask']),
});

/**
 * Returns a machine whose services call agents, and do all that whoever embeds the machine owes it: a call that is tried
 * again waits until `notBefore`, a call ends at the execution's deadline, what agents return is checked, and reports
 * carry the time. Nothing is stored: for that, and for people who answer, there is `createHandoffPattern`.
 *
 *     const machine = provideHandoffServices(createHandoffMachine({ tiers }), { 1: small, 2: large });
 *     createActor(machine, { input: { executionId, task, timestamp: new Date().toISOString() } }).start();
 *
 * A call of a tier that has no agent here fails with a ConfigurationError, and ends the execution.
 *
 * @throws ConfigurationError where an option is not valid.
 */
export function provideHandoffServices<Level extends number>(
  machine: HandoffMachine<Level>,
  agents: { readonly [level: number]: HandoffAgent },
  options: HandoffServicesOptions = {},
): HandoffMachine<Level> {
  const { callTimeoutMs, human = humanAgent() } = checkedOptions('provideHandoffServices', servicesOptions, options);
  const { policy } = configOfMachine(machine);

  function agentFor(call: PendingCall): HandoffAgent {
    const { tierLevel } = call.input;
    if (asksPerson(call, policy)) return human;
    const agent = agents[tierLevel];
    if (agent !== undefined) return agent;
    const message = `provideHandoffServices: there is no agent for tier ${tierLevel}. Give one for each tier of the machine.`;
    throw new ConfigurationError(`agents.${tierLevel}`, message);
  }

  function make(call: EvaluateCall, abortSignal: AbortSignal): Promise<EvaluationOutput>;
  function make(call: ExecuteCall, abortSignal: AbortSignal): Promise<ExecutionOutput>;
  function make(call: PendingCall, abortSignal: AbortSignal): Promise<CallOutput>;
  async function make(call: PendingCall, abortSignal: AbortSignal): Promise<CallOutput> {
    const { executionId, task, tierLevel, notBefore, deadline } = call.input;
    if (executionId === '' || task.trim() === '') {
      const path = executionId === '' ? 'input.executionId' : 'input.task';
      throw new ConfigurationError(path, `The machine was begun with an empty ${path}, so nothing is called for it.`);
    }
    const agent = agentFor(call);
    if (notBefore !== null) await sleepUntil(systemClock, Date.parse(notBefore), abortSignal);
    // A timer may be a millisecond early, and the machine looks at the time: the call ends after the deadline.
    const left = deadline === null ? Infinity : Math.max(1, Date.parse(deadline) + 1 - systemClock.now());
    const callLimit = Math.min(policy.tiers[tierLevel]?.callTimeoutMs ?? callTimeoutMs ?? Infinity, left);
    const settings = { clock: systemClock, callTimeoutMs: callLimit === Infinity ? undefined : callLimit };
    return callAgent(agent, call, { abortSignal }, settings);
  }

  return machineCalling(machine, make);
}
