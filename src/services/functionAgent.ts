import type { CallReport, EvaluationOutput, ExecutionOutput, TaskExecution } from '../machines/types.ts';
import type {
  AgentCallOptions,
  AgentExecuteOptions,
  HandoffAgent,
  TaskEvaluationInput,
  TaskExecutionInput,
} from './agent.ts';
import { checkedOptions, optionsOf, required } from '../options/checkedOptions.ts';
import { aFunction, nonEmptyText } from '../options/rules.ts';

/** A `TaskExecution` whose metadata may be left out, with what the call used and cost. */
export type FunctionExecution = Omit<TaskExecution, 'executionMetadata'> &
  CallReport & { readonly executionMetadata?: TaskExecution['executionMetadata'] | undefined };

export interface FunctionAgentOptions {
  /** Stands in every decision and record of this agent. */
  readonly agentId: string;
  readonly evaluate: (
    input: TaskEvaluationInput,
    options: AgentCallOptions,
  ) => EvaluationOutput | Promise<EvaluationOutput>;
  readonly execute: (
    input: TaskExecutionInput,
    options: AgentExecuteOptions,
  ) => FunctionExecution | Promise<FunctionExecution>;
}

const functionAgentOptions = optionsOf<FunctionAgentOptions>({
  agentId: required(nonEmptyText),
  evaluate: required(aFunction<FunctionAgentOptions['evaluate']>()),
  execute: required(aFunction<FunctionAgentOptions['execute']>()),
});

/**
 * An agent of your own code. What it returns is checked like a model's answer; return `usage` and `costUsd` beside it
 * where you know them, else the execution's cost is reported as unknown.
 *
 * @throws ConfigurationError where the id is empty, a function is missing, or an option is unknown.
 */
export function functionAgent(options: FunctionAgentOptions): HandoffAgent {
  const { agentId, evaluate, execute } = checkedOptions('functionAgent', functionAgentOptions, options);
  return {
    agentId,
    evaluateTask: async (input, callOptions) => evaluate(input, callOptions),
    executeTask: async (input, callOptions) => withMetadata(await execute(input, callOptions)),
  };
}

/** What is no execution is returned as it is: whoever called says what is wrong with it. */
function withMetadata(execution: FunctionExecution): ExecutionOutput {
  if (typeof execution !== 'object' || execution === null) return execution;
  const { executionMetadata = {} } = execution;
  return { ...execution, executionMetadata };
}
