import type {
  AgentCallOptions,
  AgentEvaluation,
  AgentExecution,
  AgentExecuteOptions,
  HandoffAgent,
  TaskEvaluationInput,
  TaskExecutionInput,
} from './agent.ts';
import { checkedOptions, optionsOf, required } from '../options/checkedOptions.ts';
import { aFunction, nonEmptyText } from '../options/rules.ts';

/** Options of `functionAgent`. */
export interface FunctionAgentOptions {
  /** Stands in every decision and record of this agent. */
  readonly agentId: string;
  readonly evaluate: (
    input: TaskEvaluationInput,
    options: AgentCallOptions,
  ) => AgentEvaluation | Promise<AgentEvaluation>;
  readonly execute: (
    input: TaskExecutionInput,
    options: AgentExecuteOptions,
  ) => AgentExecution | Promise<AgentExecution>;
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
    executeTask: async (input, callOptions) => execute(input, callOptions),
  };
}
