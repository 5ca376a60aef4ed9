import { z } from 'zod';

import type { CallReport, EvaluationOutput, ExecutionOutput, TaskExecution } from '../machines/types.ts';
import type {
  AgentCallOptions,
  AgentExecuteOptions,
  HandoffAgent,
  TaskEvaluationInput,
  TaskExecutionInput,
} from './agent.ts';
import { parseOptions } from './parseOptions.ts';

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

const OptionsSchema = z.strictObject({
  agentId: z.string().refine((id) => id.trim() !== '', 'it is empty. Give the agent a name'),
  evaluate: z.custom<FunctionAgentOptions['evaluate']>(isFunction, 'it is not a function. Pass one'),
  execute: z.custom<FunctionAgentOptions['execute']>(isFunction, 'it is not a function. Pass one'),
}) satisfies z.ZodType<FunctionAgentOptions>;

/**
 * An agent of your own code. What it returns is checked like a model's answer; return `usage` and `costUsd` beside it
 * where you know them, else the execution's cost is reported as unknown.
 *
 * @throws ConfigurationError where the id is empty, a function is missing, or an option is unknown.
 */
export function functionAgent(options: FunctionAgentOptions): HandoffAgent {
  const { agentId, evaluate, execute } = parseOptions('functionAgent', OptionsSchema, options);
  return {
    agentId,
    evaluateTask: async (input, callOptions) => evaluate(input, callOptions),
    executeTask: async (input, callOptions) => withMetadata(await execute(input, callOptions)),
  };
}

/** What is no execution is returned as it is: whoever called says what is wrong with it. */
function withMetadata(execution: FunctionExecution): ExecutionOutput {
  if (!isObject(execution)) return execution;
  const { executionMetadata = {} } = execution;
  return { ...execution, executionMetadata };
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
