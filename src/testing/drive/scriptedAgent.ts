import { ConfigurationError } from '../../machines/errors.ts';
import type { EvaluationOutput, ExecutionOutput } from '../../machines/types.ts';
import type {
  AgentCallOptions,
  AgentExecuteOptions,
  HandoffAgent,
  TaskEvaluationInput,
  TaskExecutionInput,
} from '../../services/agent.ts';

/** What one call does: it answers, with defaults for what is left out, throws an error, or does what a function does. */
type Scripted<Input, Options, Output> = Partial<Output> | Error | ((input: Input, options: Options) => unknown);

/** One call that is expected, and what it does. */
export type ScriptedCall =
  /** Defaults: it can handle the task, complexity 0.5, needs its own tier. */
  | { readonly evaluate: Scripted<TaskEvaluationInput, AgentCallOptions, EvaluationOutput> }
  /** Defaults: a result that names the agent, confidence 1. */
  | { readonly execute: Scripted<TaskExecutionInput, AgentExecuteOptions, ExecutionOutput> };

/** An agent that answers by a script, and says where it was not followed. */
export interface ScriptedAgent extends HandoffAgent, Disposable {
  /** @throws ConfigurationError where a call was not expected, or an expected one was not made. */
  assertConsumed(): void;
}

/**
 * An agent that expects exactly the calls of a script, in order:
 *
 *     using junior = scriptedAgent([{ evaluate: { canHandle: false, requiresTier: 2 } }], { agentId: 'junior' });
 *
 * A call that is not expected fails the execution, whatever the policy makes of errors. At the end of the block, or in
 * `assertConsumed()`, a call that was not made, or was not expected, is an error that shows the script and the position.
 */
export function scriptedAgent(
  script: readonly ScriptedCall[],
  { agentId = 'scripted' }: { readonly agentId?: string } = {},
): ScriptedAgent {
  let position = 0;
  let unexpected: ConfigurationError | undefined;

  function next<Kind extends 'evaluate' | 'execute'>(kind: Kind): Extract<ScriptedCall, Record<Kind, unknown>> {
    const call = script[position];
    if (call !== undefined && isOfKind(call, kind)) {
      position += 1;
      return call;
    }
    const expected = call === undefined ? 'its script is at its end' : `'${kindOf(call)}' is expected there`;
    unexpected ??= problem(`was called to ${kind} at position ${position + 1}, and ${expected}`);
    throw unexpected;
  }

  function problem(what: string): ConfigurationError {
    const lines = script.map((call, index) => `${index === position ? '>' : ' '} ${index + 1}. ${kindOf(call)}`);
    if (position >= script.length) lines.push('> end');
    return new ConfigurationError('script', `Scripted agent '${agentId}' ${what}.\n${lines.join('\n')}`);
  }

  function assertConsumed(): void {
    if (unexpected !== undefined) throw unexpected;
    const left = script.length - position;
    if (left > 0)
      throw problem(`was not called ${left === 1 ? 'once more' : `${left} times more`}, as its script says`);
  }

  return {
    agentId,
    evaluateTask: async (input, options) => {
      const { evaluate } = next('evaluate');
      const { tierLevel } = input;
      const defaults = { canHandle: true, complexityScore: 0.5, reasoning: 'As scripted.', requiresTier: tierLevel };
      return outcomeOf(evaluate, defaults, input, options);
    },
    executeTask: async (input, options) => {
      const { execute } = next('execute');
      const defaults = { result: `The answer of ${agentId}.`, confidence: 1, executionMetadata: {} };
      return outcomeOf(execute, defaults, input, options);
    },
    assertConsumed,
    [Symbol.dispose]: assertConsumed,
  };
}

async function outcomeOf<Input, Options, Output>(
  scripted: Scripted<Input, Options, Output>,
  defaults: Output,
  input: Input,
  options: Options,
): Promise<Output> {
  if (scripted instanceof Error) throw scripted;
  if (typeof scripted !== 'function') return { ...defaults, ...scripted };
  // What a function returns may be anything, as what a model says: it is checked like that.
  return JSON.parse(JSON.stringify(await scripted(input, options)) ?? 'null');
}

function isOfKind<Kind extends 'evaluate' | 'execute'>(
  call: ScriptedCall,
  kind: Kind,
): call is Extract<ScriptedCall, Record<Kind, unknown>> {
  return kind in call;
}

function kindOf(call: ScriptedCall): 'evaluate' | 'execute' {
  return 'evaluate' in call ? 'evaluate' : 'execute';
}
