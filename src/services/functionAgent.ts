import { ConfigurationError } from '../machines/errors.ts';
import type { CallReport, EvaluationOutput, TaskExecution } from '../machines/types.ts';
import type {
  AgentCallOptions,
  AgentExecuteOptions,
  HandoffAgent,
  TaskEvaluationInput,
  TaskExecutionInput,
} from './agent.ts';

/** A `TaskExecution` whose metadata may be left out, with what the call used and cost. */
export type FunctionExecution = Omit<TaskExecution, 'executionMetadata'> &
  Partial<Pick<TaskExecution, 'executionMetadata'>> &
  CallReport;

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

/**
 * An agent of your own code. What it returns is checked like a model's answer; return `usage` and `costUsd` beside it
 * where you know them, else the execution's cost is reported as unknown.
 *
 * @throws ConfigurationError where the id is empty or a function is missing.
 */
export function functionAgent({ agentId, evaluate, execute }: FunctionAgentOptions): HandoffAgent {
  if (agentId === '')
    throw new ConfigurationError('agentId', 'functionAgent: agentId is empty. Give the agent a name.');
  for (const [name, value] of Object.entries({ evaluate, execute })) {
    if (typeof value !== 'function') {
      throw new ConfigurationError(name, `functionAgent '${agentId}': ${name} is not a function. Pass one.`);
    }
  }
  return {
    agentId,
    evaluateTask: async (input, options) => evaluate(input, options),
    executeTask: async (input, options) => {
      const { executionMetadata = {}, ...execution } = await execute(input, options);
      return { ...execution, executionMetadata };
    },
  };
}
