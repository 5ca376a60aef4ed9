import type { JsonValue } from '../../machines/types.ts';
import type { HandoffAgent } from '../agent.ts';
import { AgentCallError } from '../errors.ts';
import { openClient } from './client.ts';
import { createAsk, type Reply } from './conversation.ts';
import { evaluationForm, executionForm } from './modelOutput.ts';
import type { AgentSettings } from './options.ts';
import { evaluationMessages, executionMessages } from './prompts.ts';
import { createScrubber, scrubbedJson } from './secrets.ts';
import { createShownText } from './shownText.ts';
import { smallestCall } from './smallestCall.ts';

/** What an agent that asks a model can do: `check` included. */
export type ModelCalls = Required<Omit<HandoffAgent, 'agentId'>>;

/** The calls of an agent that asks a model. */
export function modelCalls(settings: AgentSettings): ModelCalls {
  const { agentId, instructions, connection, extraBody } = settings;
  const scrubber = createScrubber(connection, extraBody);
  const ask = createAsk(settings, scrubber, () => openClient(agentId, connection));
  const facts = createFacts(settings, scrubbedJson(extraBody, scrubber.all));
  return {
    check: (options) => smallestCall(ask, instructions, options),
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
    async executeTask(input, { abortSignal, idempotencyKey, onTextDelta, onTextReset }) {
      const messages = executionMessages(input, instructions);
      const show = onTextDelta && guarded(agentId, 'onTextDelta', onTextDelta);
      const takeBack = onTextReset && guarded(agentId, 'onTextReset', onTextReset);
      const text = show && createShownText(scrubber.secrets(), show);
      const form = executionForm();
      const question = { messages, form, abortSignal, idempotencyKey, onText: text?.take, onRepair: takeBack };
      const reply = await ask(question);
      const { result, confidence } = reply.value;
      const shown = scrubber.known(result);
      if (!reply.repaired) await text?.end(shown);
      else if (takeBack !== undefined) await show?.(shown);
      return { result: shown, confidence, executionMetadata: facts(reply), ...reply.report };
    },
  };
}

/** The same function, whose errors say whose they are. */
function guarded<Args extends readonly unknown[]>(agentId: string, name: string, call: (...args: Args) => unknown) {
  return async (...args: Args): Promise<void> => {
    try {
      await call(...args);
    } catch (cause) {
      throw new AgentCallError(agentId, 'threw', `Agent '${agentId}': ${name} threw. Let it not throw.`, { cause });
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
