import type { JsonValue } from '../../machines/types.ts';
import type { HandoffAgent } from '../agent.ts';
import { AgentCallError } from '../errors.ts';
import { openClient } from './client.ts';
import { createAsk, type Answer } from './conversation.ts';
import { evaluationForm, executionForm } from './modelOutput.ts';
import type { AgentSettings } from './options.ts';
import { evaluationMessages, executionMessages } from './prompts.ts';
import { createStringDeltas } from './resultDeltas.ts';

/** The two calls of an agent that asks a model. */
export function modelCalls(settings: AgentSettings): Omit<HandoffAgent, 'agentId'> {
  const { agentId, instructions, connection } = settings;
  const ask = createAsk(settings, () => openClient(agentId, connection));
  return {
    async evaluateTask(input, { abortSignal, idempotencyKey }) {
      const messages = evaluationMessages(input, instructions);
      const { value, report } = await ask({ messages, form: evaluationForm(), abortSignal, idempotencyKey });
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
