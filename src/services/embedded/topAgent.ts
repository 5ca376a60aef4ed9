import type { AgentEvaluation, HandoffAgent, TaskEvaluationInput } from '../agent.ts';
import { free } from '../free.ts';
import { humanAgent } from '../humanAgent.ts';
import { openaiAgent } from '../openai/openaiAgent.ts';
import { findLocalServer, type LocalServer } from './localServer.ts';

interface LocalModel {
  readonly server: LocalServer;
  readonly agent: HandoffAgent;
}

/** Tasks of which it is remembered who judged them. */
const keptTasks = 1000;

/**
 * The top of the embedded ladder: a model served on this machine, else a person. It looks for a server at the first
 * task, and at the next task again where there was none or it failed. Whoever judges a task executes it: where the model
 * fails to judge it, a person takes it, and the reasoning says why.
 */
export function topAgent(
  agentId: string,
  findServer: () => Promise<LocalServer | undefined> = findLocalServer,
): HandoffAgent {
  const person = humanAgent({ agentId });
  const takers = new Map<string, LocalModel | 'person'>();
  let known: LocalModel | undefined;
  let looking: Promise<LocalModel | undefined> | undefined;

  const look = async () => {
    const server = await findServer();
    known = server && { server, agent: modelOf(agentId, server) };
    return known;
  };
  const localModel = async (): Promise<LocalModel | undefined> =>
    known ??
    (await (looking ??= look().finally(() => {
      looking = undefined;
    })));
  const forget = (failed: LocalModel | undefined) => {
    if (known === failed) known = undefined;
  };
  const remember = (input: TaskEvaluationInput, taker: LocalModel | 'person') => {
    const key = keyOf(input);
    takers.delete(key);
    const [oldest] = takers.keys();
    if (takers.size >= keptTasks && oldest !== undefined) takers.delete(oldest);
    takers.set(key, taker);
  };

  return {
    agentId,

    async evaluateTask(input, options): Promise<AgentEvaluation> {
      let model: LocalModel | undefined;
      try {
        model = await localModel();
        const evaluation = await (model?.agent ?? person).evaluateTask(input, options);
        remember(input, model ?? 'person');
        return evaluation;
      } catch (error) {
        options.abortSignal.throwIfAborted();
        forget(model);
        remember(input, 'person');
        const evaluation = await person.evaluateTask(input, options);
        const name =
          model === undefined ? 'The local model' : `The local model ${model.server.model} (${model.server.name})`;
        const why = error instanceof Error ? error.message : String(error);
        return { ...evaluation, reasoning: `${name} could not judge the task: ${why} ${evaluation.reasoning ?? ''}` };
      }
    },

    async check(options) {
      const model = await localModel();
      return (await model?.agent.check?.(options)) ?? free;
    },

    async executeTask(input, options) {
      const taker = takers.get(keyOf(input)) ?? (await localModel()) ?? 'person';
      if (taker === 'person') return person.executeTask(input, options);
      try {
        return await taker.agent.executeTask(input, options);
      } catch (error) {
        if (!options.abortSignal.aborted) {
          forget(taker);
          takers.delete(keyOf(input));
        }
        throw error;
      }
    },
  };
}

function modelOf(agentId: string, { baseURL, model }: LocalServer): HandoffAgent {
  return openaiAgent({
    agentId,
    // A key for OpenAI is not for whatever listens on a port of this machine.
    env: {},
    baseURL,
    model,
    pricing: { [model]: { inputPerMillion: 0, outputPerMillion: 0 } },
  });
}

function keyOf({ task, tierLevel, context }: TaskEvaluationInput): string {
  return JSON.stringify([task, tierLevel, context]);
}
