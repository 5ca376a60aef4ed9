import { fromPromise } from 'xstate';

import { ConfigurationError } from '../machines/errors.ts';
import type { HandoffMachine } from '../machines/handoffMachine.ts';
import type { CallOutput, EvaluateCall, ExecuteCall, PendingCall } from '../machines/pendingCall.ts';
import type { EvaluateInput, EvaluationOutput, ExecuteInput, ExecutionOutput } from '../machines/types.ts';
import { checkedOptions, optionsOf } from '../options/checkedOptions.ts';
import { milliseconds } from '../options/rules.ts';
import type { HandoffAgent } from './agent.ts';
import { callAgent } from './call.ts';
import { systemClock } from '../time/clock.ts';
import { sleepUntil } from '../time/timers.ts';

/** Options of `provideHandoffServices`. */
export interface HandoffServicesOptions {
  /** Milliseconds that a call may take, above 0, at most a hundred years. Default: until the execution's deadline, if it has one. */
  readonly callTimeoutMs?: number | undefined;
}

const servicesOptions = optionsOf<HandoffServicesOptions>({ callTimeoutMs: milliseconds });

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
  const { callTimeoutMs } = checkedOptions('provideHandoffServices', servicesOptions, options);

  function make(call: EvaluateCall, abortSignal: AbortSignal): Promise<EvaluationOutput>;
  function make(call: ExecuteCall, abortSignal: AbortSignal): Promise<ExecutionOutput>;
  async function make(call: PendingCall, abortSignal: AbortSignal): Promise<CallOutput> {
    const { tierLevel, notBefore, deadline } = call.input;
    const agent = agents[tierLevel];
    if (agent === undefined) {
      const message = `provideHandoffServices: there is no agent for tier ${tierLevel}. Give one for each tier of the machine.`;
      throw new ConfigurationError(`agents.${tierLevel}`, message);
    }
    if (notBefore !== null) await sleepUntil(systemClock, Date.parse(notBefore), abortSignal);
    const left = deadline === null ? undefined : Math.max(1, Date.parse(deadline) - systemClock.now());
    const callLimit = Math.min(callTimeoutMs ?? Infinity, left ?? Infinity);
    const settings = { clock: systemClock, callTimeoutMs: callLimit === Infinity ? undefined : callLimit };
    return callAgent(agent, call, { abortSignal }, settings);
  }

  return machine.provide({
    actors: {
      evaluate: fromPromise<EvaluationOutput, EvaluateInput>(({ input, signal }) =>
        make({ kind: 'evaluate', input }, signal),
      ),
      execute: fromPromise<ExecutionOutput, ExecuteInput>(({ input, signal }) =>
        make({ kind: 'execute', input }, signal),
      ),
    },
  });
}
