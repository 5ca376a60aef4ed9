import type { JsonValue } from '../../machines/types.ts';
import type { HandoffAgent } from '../agent.ts';
import { AgentCallError } from '../errors.ts';
import { openClient } from './connection.ts';
import { createAsk, type Reply } from './conversation.ts';
import { evaluationForm, executionForm } from './modelOutput.ts';
import { validSettings, type AgentSettings, type OpenAIAgentOptions } from './options.ts';
import { evaluationMessages, executionMessages } from './prompts.ts';
import { createScrubber, scrubbedJson } from './secrets.ts';
import { createShownText } from './shownText.ts';

/**
 * An agent that asks a model of OpenAI, or of any server that speaks its chat completions, through the official SDK
 * (the optional peer `openai`, loaded at the first call).
 *
 * The model answers in a fixed form. An answer that is not valid is sent back once with what is wrong; the usage of
 * both requests is summed. A parameter that the server refuses is left out or renamed from then on, which stands in
 * `executionMetadata.adapted` and in `coercions`. With `onTextDelta` the text of `result` arrives while it is written,
 * and nothing of what the model thinks before; should that answer need repair, the repaired text is not streamed, and
 * what `executeTask` returns counts.
 *
 * Its calls throw `AgentCallError` (see `FailureReason`) and `AgentOutputError` (not valid after the repair), both with
 * the usage and the cost as far as they are known.
 *
 * @throws ConfigurationError where an option is unknown or not valid, or a key is missing.
 */
export function openaiAgent(options: OpenAIAgentOptions): HandoffAgent {
  const settings = validSettings(options);
  const { agentId, instructions, connection, extraBody } = settings;
  const scrubber = createScrubber(connection, extraBody);
  const ask = createAsk(settings, scrubber, () => openClient(agentId, connection));
  const facts = createFacts(settings, scrubbedJson(extraBody, scrubber.all));
  return {
    agentId,
    async evaluateTask(input, { abortSignal, idempotencyKey }) {
      const messages = evaluationMessages(input, instructions);
      const { value, report } = await ask({
        messages,
        form: evaluationForm(input.tierLevel),
        abortSignal,
        idempotencyKey,
      });
      return { ...scrubbedJson(value, scrubber.known), ...report };
    },
    async executeTask(input, { abortSignal, idempotencyKey, onTextDelta }) {
      const messages = executionMessages(input, instructions);
      const text = onTextDelta && createShownText(scrubber.secrets(), guarded(agentId, onTextDelta));
      const question = { messages, form: executionForm(), abortSignal, idempotencyKey, onText: text?.take };
      const reply = await ask(question);
      const { result, confidence } = reply.value;
      const shown = scrubber.known(result);
      if (!reply.repaired) await text?.end(shown);
      return { result: shown, confidence, executionMetadata: facts(reply), ...reply.report };
    },
  };
}

function guarded(agentId: string, onTextDelta: (delta: string) => unknown): (delta: string) => Promise<void> {
  return async (delta) => {
    try {
      await onTextDelta(delta);
    } catch (cause) {
      throw new AgentCallError(agentId, 'threw', `Agent '${agentId}': onTextDelta threw. Let it not throw.`, { cause });
    }
  };
}

function createFacts({ model }: AgentSettings, extraBody: AgentSettings['extraBody']) {
  return ({ answer, repaired, adapted }: Reply<unknown>): { readonly [key: string]: JsonValue } => ({
    model: answer.model ?? model,
    ...(answer.finishReason !== null && { finishReason: answer.finishReason }),
    ...(answer.responseId !== null && { responseId: answer.responseId }),
    ...(repaired && { repaired }),
    ...(Object.keys(adapted).length > 0 && { adapted }),
    ...(extraBody !== undefined && { extraBody }),
  });
}
