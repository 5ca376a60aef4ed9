import type { HandoffAgent } from '../agent.ts';
import type { ModelCalls } from './modelCalls.ts';
import { validSettings, type OpenAIAgentOptions } from './options.ts';

/**
 * An agent that asks a model of OpenAI, or of any server that speaks its chat completions, through the official SDK
 * (the optional peer `openai`, loaded at the first call).
 *
 * The model answers in a fixed form. An answer that is not valid is sent back once with what is wrong; the usage of
 * both requests is summed. A parameter that the server refuses is left out or renamed from then on, which stands in
 * `executionMetadata.adapted` and in `coercions`. With `onTextDelta` the text of `result` arrives while it is written,
 * and nothing of what the model thinks before; should that answer need repair, `onTextReset` takes its text back, and the
 * repaired one follows in one piece.
 *
 * Its calls throw `AgentCallError` (see `FailureReason`) and `AgentOutputError` (not valid after the repair), both with
 * the usage and the cost as far as they are known.
 *
 * Whether the package `openai` is installed is only known at the first call: it rejects with a `ConfigurationError` where
 * it is not.
 *
 * @throws ConfigurationError where an option is unknown or not valid, or a key is missing.
 */
export function openaiAgent(options: OpenAIAgentOptions): HandoffAgent {
  const settings = validSettings(options);
  let loading: Promise<ModelCalls> | undefined;
  const calls = () => (loading ??= import('./modelCalls.ts').then(({ modelCalls }) => modelCalls(settings)));
  return {
    agentId: settings.agentId,
    check: async (callOptions) => (await calls()).check(callOptions),
    evaluateTask: async (input, callOptions) => (await calls()).evaluateTask(input, callOptions),
    executeTask: async (input, callOptions) => (await calls()).executeTask(input, callOptions),
  };
}
