import type { EvaluationOutput, ExecutionOutput } from '../../machines/types.ts';
import type { HandoffAgent } from '../agent.ts';
import { AgentDeclinedError } from '../errors.ts';
import { free } from '../free.ts';
import { abortable } from './abortable.ts';
import { type Calibration, confidenceOf, evidenceOf } from './calibration.ts';
import { cachedCalibration, calibrationKey } from './cachedCalibration.ts';
import { fitCalibration } from './fitCalibration.ts';
import { keywordRetriever } from './keywordRetriever.ts';
import type { KnowledgeBase } from './knowledgeBase.ts';
import { type KnowledgeAgentOptions, validKnowledgeOptions } from './knowledgeOptions.ts';
import { loadKnowledge } from './loadKnowledge.ts';
import { minilmEmbedder } from './minilmEmbedder.ts';
import type { Match, Retriever } from './retriever.ts';
import { semanticRetriever } from './semanticRetriever.ts';

/** What a knowledge agent works with, once it is loaded. */
export interface PreparedKnowledge {
  readonly base: KnowledgeBase;
  readonly retriever: Retriever;
  readonly calibration: Calibration;
  /** The least confidence it answers with, 0..1. */
  readonly threshold: number;
}

export interface KnowledgeAgent extends HandoffAgent {
  /** Reads the file and makes the vectors and the calibration now instead of at the first call. Done once, also if called again. */
  prepare(options?: { readonly abortSignal?: AbortSignal | undefined }): Promise<PreparedKnowledge>;
}

interface Verdict {
  readonly best: Match | undefined;
  readonly score: number;
  readonly margin: number;
  readonly confidence: number;
  readonly canHandle: boolean;
  readonly reasoning: string;
}

/** Of a longer task, half of this is read from its beginning and half from its end: 256 tokens is what MiniLM reads. */
const longestQuery = 1000;

/**
 * An agent that answers what a knowledge base knows, word for word, and declines everything else: it never makes an
 * answer up, not even as a best effort at the cap, where `executeTask` rejects with an AgentDeclinedError too.
 *
 * Only the task is searched, not its context; of a task of more than 1,000 characters, the beginning and the end. Its
 * confidence (0..1) is calibrated on the base itself, see `fitCalibration`; its `complexityScore` is 1 - confidence, as
 * what is hard for it is what it does not know. Calls cost nothing and say so.
 *
 * Its limit: it knows what words and meanings are near to each other, not what follows from what. A question that
 * differs from an entry in one detail can be answered with that entry: "How do I export my data from Salesforce?" is,
 * from an entry on exporting data, and "don't bake bread" from one on baking bread, as keywords know no negation. A base
 * of fewer than 10 entries has too little to compare with, so that stricter defaults apply and rephrasings are often
 * declined; three phrasings or more for each entry, and entries for what is near and different, help most. Where a wrong
 * answer is dear, raise `threshold`, or have the tier above answer.
 *
 * A base given by its path is looked for at once; it is read, and the index or the vectors of its entries and the
 * calibration are made, at the first call or by `prepare()`, and once. For 1,000 entries of 4 phrasings that takes about half a second with keywords; by meaning it
 * takes the embedding, and then about a second, both of which `vectorCache` saves at the next start. Timers and other calls have
 * their turn meanwhile. The sample base comes with all this made. The first call rejects with a ConfigurationError where
 * the default embedder's packages are not installed; the next call tries again.
 *
 * @throws ConfigurationError for an option that is unknown or wrong.
 * @throws KnowledgeError where there is no such file. Where an entry in it is broken, calls reject with one that names the line.
 */
export function knowledgeAgent(options: KnowledgeAgentOptions): KnowledgeAgent {
  const valid = validKnowledgeOptions(options);
  const { agentId } = valid;
  let preparing: Promise<PreparedKnowledge> | undefined;

  const prepare: KnowledgeAgent['prepare'] = async ({ abortSignal } = {}) => {
    abortSignal?.throwIfAborted();
    preparing ??= prepared(valid).catch((error: unknown) => {
      preparing = undefined;
      throw error;
    });
    return abortable(preparing, abortSignal);
  };

  const judge = async (task: string, abortSignal: AbortSignal) => {
    const knowledge = await prepare({ abortSignal });
    const matches = await abortable(knowledge.retriever.search(queryOf(task), { abortSignal }), abortSignal);
    return { knowledge, verdict: verdictOf(knowledge, matches) };
  };

  return {
    agentId,
    prepare,

    async evaluateTask({ task, tierLevel }, { abortSignal }): Promise<EvaluationOutput> {
      const { verdict } = await judge(task, abortSignal);
      const { canHandle, confidence, reasoning } = verdict;
      const requiresTier = canHandle ? tierLevel : tierLevel + 1;
      return { canHandle, complexityScore: 1 - confidence, reasoning, requiresTier, ...free };
    },

    async executeTask({ task }, { abortSignal, onTextDelta }): Promise<ExecutionOutput> {
      const { knowledge, verdict } = await judge(task, abortSignal);
      const { best, canHandle, confidence, margin, reasoning, score } = verdict;
      if (!canHandle || best === undefined) {
        const message = `Agent '${agentId}' has no answer in '${knowledge.base.name}', and makes none up: ${reasoning} Add an entry for it, or a tier above.`;
        throw new AgentDeclinedError(agentId, message, { report: free });
      }
      const { answer, id: entryId } = best.entry;
      await onTextDelta?.(answer);
      const executionMetadata = {
        source: knowledge.base.name,
        entryId,
        question: best.question,
        score,
        margin,
        retriever: knowledge.retriever.name,
      };
      return { result: answer, confidence, executionMetadata, ...free };
    },
  };
}

async function prepared(options: KnowledgeAgentOptions): Promise<PreparedKnowledge> {
  const { knowledge } = options;
  const base = typeof knowledge === 'string' ? await loadKnowledge(knowledge) : knowledge;
  const { retriever, fit } = retrievalFor(base, options);
  const calibration = options.calibration ?? (await fit());
  return { base, retriever, calibration, threshold: options.threshold ?? calibration.threshold };
}

function retrievalFor(
  base: KnowledgeBase,
  options: KnowledgeAgentOptions,
): { readonly retriever: Retriever; readonly fit: () => Promise<Calibration> } {
  const { retriever: chosen = 'keyword', embedder = minilmEmbedder(), vectorCache: cachePath } = options;
  if (typeof chosen === 'function') {
    const retriever = chosen(base);
    return { retriever, fit: () => fitCalibration(base, retriever) };
  }
  const isKeyword = chosen === 'keyword';
  const retriever = isKeyword ? keywordRetriever(base) : semanticRetriever(base, { embedder, vectorCache: cachePath });
  const key = calibrationKey(base, isKeyword ? chosen : `${chosen}:${embedder.id}`);
  return { retriever, fit: () => cachedCalibration(base, retriever, { key, cachePath }) };
}

function queryOf(task: string): string {
  const text = task.trim();
  if (text.length <= longestQuery) return text;
  return `${text.slice(0, longestQuery / 2)} ${text.slice(-longestQuery / 2)}`;
}

function verdictOf({ base, calibration, threshold }: PreparedKnowledge, matches: readonly Match[]): Verdict {
  const [best] = matches;
  const evidence = evidenceOf(matches, calibration.runnerUp);
  if (best === undefined) {
    const reasoning = `Nothing in '${base.name}' matches the task.`;
    return { best, ...evidence, confidence: 0, canHandle: false, reasoning };
  }
  const confidence = confidenceOf(calibration, evidence);
  const canHandle = confidence >= threshold;
  const name = best.entry.title ?? best.entry.id;
  const outcome = canHandle ? 'reaches' : 'does not reach';
  const reasoning =
    `The nearest question in '${base.name}' is "${best.question}" (${name}): confidence ${shown(confidence)} ` +
    `${outcome} the threshold of ${shown(threshold)}; score ${shown(evidence.score)}, ${shown(evidence.margin)} ahead of the next.`;
  return { best, ...evidence, confidence, canHandle, reasoning };
}

function shown(value: number): string {
  return value.toFixed(3);
}
