import type { HandoffAgent } from '../agent.ts';
import { humanAgent } from '../humanAgent.ts';
import { openaiAgent } from '../openai/openaiAgent.ts';
import { findLocalServer, type LocalServer } from './localServer.ts';

/** The top of the embedded ladder: a model served on this machine, if one answers when first needed; else a person. */
export function topAgent(
  agentId: string,
  findServer: () => Promise<LocalServer | undefined> = findLocalServer,
): HandoffAgent {
  let found: Promise<HandoffAgent> | undefined;
  const agent = () => (found ??= agentOf(agentId, findServer()));
  return {
    agentId,
    evaluateTask: async (input, options) => (await agent()).evaluateTask(input, options),
    executeTask: async (input, options) => (await agent()).executeTask(input, options),
  };
}

async function agentOf(agentId: string, search: Promise<LocalServer | undefined>): Promise<HandoffAgent> {
  const server = await search;
  if (server === undefined) return humanAgent({ agentId });
  return openaiAgent({
    agentId,
    // A key for OpenAI is not for whatever listens on a port of this machine.
    env: {},
    baseURL: server.baseURL,
    model: server.model,
    pricing: { [server.model]: { inputPerMillion: 0, outputPerMillion: 0 } },
  });
}
