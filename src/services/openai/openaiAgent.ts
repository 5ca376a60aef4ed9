import type { JsonValue } from '../../machines/types.ts';
import type { HandoffAgent } from '../agent.ts';
import { AgentCallError } from '../errors.ts';
import { openClient } from './connection.ts';
import { createAsk, type Answer } from './conversation.ts';
import { smallestCall } from './smallestCall.ts';
import { evaluationForm, executionForm } from './modelOutput.ts';
import { validSettings, type AgentSettings, type OpenAIAgentOptions } from './options.ts';
import { evaluationMessages, executionMessages } from './prompts.ts';
import { createStringDeltas } from './resultDeltas.ts';

/**
 * An agent that asks a model of OpenAI, or of any server that speaks its chat completions, through the official SDK
 * (the optional peer `openai`, loaded at the first call).
 *
 * The model answers in a fixed form. An answer that is not valid is sent back once with what is wrong; the usage of
 * both requests is summed. With `onTextDelta` the text of `result` arrives while it is written; should that answer
 * need repair, the repaired text is not streamed, and what `executeTask` returns counts.
 *
 * Its calls throw `AgentCallError` (refused, truncated, an HTTP status, no connection, a timeout, aborted) and
 * `AgentOutputError` (not valid after the repair), both with the usage and the cost as far as they are known.
 *
 * @throws ConfigurationError where an option is unknown or not valid, a key is missing, or the package `openai` is not
 *   installed.
 */
export function openaiAgent(options: OpenAIAgentOptions): HandoffAgent {
  const settings = validSettings(options);
  const { agentId, instructions, connection } = settings;
  const ask = createAsk(settings, () => openClient(agentId, connection));
  return {
    agentId,
    check: (options) => smallestCall(ask, instructions, options),
    async evaluateTask(input, { abortSignal, idempotencyKey }) {
      const messages = evaluationMessages(input, instructions);
      const { value, report } = await ask({
        messages,
        form: evaluationForm(input.tierLevel),
        abortSignal,
        idempotencyKey,
      });
      return { ...value, ...report };
    },
    async executeTask(input, { abortSignal, idempotencyKey, onTextDelta }) {
      const messages = executionMessages(input, instructions);
      const onText = onTextDelta === undefined ? undefined : resultTo(agentId, onTextDelta);
      const answer = await ask({ messages, form: executionForm(), abortSignal, idempotencyKey, onText });
      return { ...answer.value, executionMetadata: factsOf(settings, answer), ...answer.report };
    },
  };
}

function resultTo(agentId: string, onTextDelta: (delta: string) => unknown): (piece: string) => Promise<void> {
  const deltas = createStringDeltas('result');
  return async (piece) => {
    const delta = deltas(piece);
    if (delta === '') return;
    try {
      await onTextDelta(delta);
    } catch (cause) {
      throw new AgentCallError(agentId, 'threw', `Agent '${agentId}': onTextDelta threw. Let it not throw.`, { cause });
    }
  };
}

function factsOf(
  settings: AgentSettings,
  { completion, repaired }: Answer<unknown>,
): { readonly [key: string]: JsonValue } {
  const { finishReason, responseId } = completion;
  return {
    model: completion.model ?? settings.model,
    ...(finishReason !== null && { finishReason }),
    ...(responseId !== null && { responseId }),
    ...(repaired && { repaired }),
  };
}
