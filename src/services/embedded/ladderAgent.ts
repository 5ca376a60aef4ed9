import { ConfigurationError } from '../../machines/errors.ts';
import type { HandoffAgent } from '../agent.ts';
import { AgentDeclinedError } from '../errors.ts';
import { free } from '../free.ts';
import { abortable } from '../knowledge/abortable.ts';
import type { KnowledgeBase } from '../knowledge/knowledgeBase.ts';
import type { KnowledgeAgentOptions } from '../knowledge/knowledgeOptions.ts';

export interface LadderAgentOptions {
  readonly agentId: string;
  /** Called once at the first task, and again after it failed. */
  readonly knowledge: () => Promise<KnowledgeBase>;
  readonly settings: Pick<KnowledgeAgentOptions, 'retriever' | 'vectorCache' | 'embedder'>;
  /** Told at the first task why the agent cannot search on this machine. */
  readonly onUnavailable?: ((why: string) => void) | undefined;
}

/**
 * A knowledge agent that is loaded at its first task, and declines where its embedding model cannot be loaded: whether
 * a package is there is only known by importing it, in a bundle as well as in a folder of modules.
 */
export function ladderAgent({ agentId, knowledge, settings, onUnavailable }: LadderAgentOptions): HandoffAgent {
  let loading: Promise<HandoffAgent> | undefined;
  let told = false;

  const load = async (): Promise<HandoffAgent> => {
    const [base, { knowledgeAgent }] = await Promise.all([knowledge(), import('../knowledge/knowledgeAgent.ts')]);
    return knowledgeAgent({ agentId, knowledge: base, ...settings });
  };
  const loaded = () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
  /** What `ask` gives, or, where there is no model, what `instead` does. */
  const searching = async <T>(ask: () => Promise<T>, instead: (why: string) => T): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (!ConfigurationError.isInstance(error) || error.path !== 'embedder') throw error;
      if (!told) onUnavailable?.(error.message);
      told = true;
      return instead(error.message);
    }
  };

  return {
    agentId,
    evaluateTask: (input, options) =>
      searching(
        async () => (await abortable(loaded(), options.abortSignal)).evaluateTask(input, options),
        (reasoning) => ({
          canHandle: false,
          complexityScore: 1,
          reasoning,
          requiresTier: input.tierLevel + 1,
          ...free,
        }),
      ),
    executeTask: (input, options) =>
      searching(
        async () => (await abortable(loaded(), options.abortSignal)).executeTask(input, options),
        (why) => {
          throw new AgentDeclinedError(agentId, `Agent '${agentId}' cannot search: ${why}`, { report: free });
        },
      ),
    check: async (options) => (await (await abortable(loaded(), options.abortSignal)).check?.(options)) ?? free,
  };
}
