import type { EvaluationOutput, ExecutionOutput } from '../../machines/types.ts';
import { ConfigurationError } from '../../machines/errors.ts';
import type { HandoffAgent } from '../agent.ts';
import { AgentDeclinedError } from '../errors.ts';
import { free } from '../free.ts';
import { abortable } from './abortable.ts';
import { type Calibration, confidenceOf, evidenceOf, isBuiltIn } from './calibration.ts';
import { cachedCalibration, calibrationKey } from './cachedCalibration.ts';
import { type ContrastGuard, contrastGuard, type Guarded } from './contrast/contrastGuard.ts';
import { fitCalibration } from './fitCalibration.ts';
import { identicalAlone } from './identicalAlone.ts';
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
  /** The least confidence it answers with, 0..1; `null`: it answers nothing, see `fitCalibration`. */
  readonly threshold: number | null;
}

/** An agent that answers from a knowledge base, and declines the rest. */
export interface KnowledgeAgent extends HandoffAgent {
  evaluateTask(...call: Parameters<HandoffAgent['evaluateTask']>): Promise<EvaluationOutput>;
  executeTask(...call: Parameters<HandoffAgent['executeTask']>): Promise<ExecutionOutput>;
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

/** Characters to which longer tasks are cut, the first half and the last half: MiniLM reads 256 tokens. */
const longestQuery = 1000;

/**
 * An agent that answers what a knowledge base knows, word for word, and declines everything else: it never makes an
 * answer up, not even as a best effort at the cap, where `executeTask` rejects with an AgentDeclinedError too.
 *
 * Only the task is searched, not its context; of a task of more than 1,000 characters, the beginning and the end. Its
 * confidence (0..1) is calibrated on the base itself, see `fitCalibration`; its `complexityScore` is 1 - confidence, as
 * what is hard for it is what it does not know. Calls cost nothing and say so.
 *
 * A task that is word for word a phrasing of an entry is answered with no other entry, and where two are equally near,
 * neither answers. A task that contradicts the question it was found by is declined, whatever the score (see `contrastGuard`). Its limit:
 * it knows what words and meanings are near to each other, and some hundred words that turn a question round, not what
 * follows from what; a question that differs from an entry in a detail of another kind can be answered with that entry.
 * A base of fewer than 10 entries has too little to compare with, so that stricter defaults apply and rephrasings are
 * often declined; three phrasings or more for each entry, and entries for what is near and different, help most. Where a
 * wrong answer is dear, raise `threshold`, or have the tier above answer.
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
  let preparing: Promise<Ready> | undefined;

  const ready = async (abortSignal: AbortSignal | undefined): Promise<Ready> => {
    abortSignal?.throwIfAborted();
    preparing ??= prepared(valid).catch((error: unknown) => {
      preparing = undefined;
      throw error;
    });
    return abortable(preparing, abortSignal);
  };

  const judge = async (task: string, abortSignal: AbortSignal) => {
    const { guard, identical, knowledge } = await ready(abortSignal);
    const { base, retriever } = knowledge;
    const query = queryOf(task);
    if (retriever.reads?.(query) === false) return { knowledge, verdict: unread(base, retriever) };
    const found = await abortable(retriever.search(query, { abortSignal }), abortSignal);
    return { knowledge, verdict: verdictOf(knowledge, await guard(query, identical(query, found))) };
  };

  return {
    agentId,
    prepare: async ({ abortSignal } = {}) => (await ready(abortSignal)).knowledge,

    async evaluateTask({ task, tierLevel }, { abortSignal }): Promise<EvaluationOutput> {
      const { verdict } = await judge(task, abortSignal);
      const { canHandle, confidence, reasoning } = verdict;
      const requiresTier = canHandle ? tierLevel : tierLevel + 1;
      return { canHandle, complexityScore: 1 - confidence, reasoning, requiresTier, ...free };
    },

    async check({ abortSignal }) {
      await judge('Is there somebody?', abortSignal);
      return free;
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

interface Ready {
  readonly knowledge: PreparedKnowledge;
  readonly guard: ContrastGuard;
  readonly identical: ReturnType<typeof identicalAlone>;
}

async function prepared(options: KnowledgeAgentOptions): Promise<Ready> {
  const { knowledge } = options;
  const base = typeof knowledge === 'string' ? await loadKnowledge(knowledge) : knowledge;
  const { retriever, calibrate } = retrievalFor(base, options);
  const calibration = options.calibration ?? (await calibrate());
  const threshold = options.threshold ?? calibration.threshold;
  return {
    knowledge: { base, retriever, calibration, threshold },
    guard: contrastGuard(base),
    identical: identicalAlone(base),
  };
}

function retrievalFor(base: KnowledgeBase, options: KnowledgeAgentOptions): Retrieval {
  const { retriever: chosen = 'keyword', embedder = minilmEmbedder(), vectorCache: cachePath } = options;
  if (typeof chosen === 'function') return ownRetrieval(base, chosen(base), options.agentId);
  if (chosen === 'keyword') {
    const retriever = keywordRetriever(base);
    const key = calibrationKey(base, chosen);
    return { retriever, calibrate: () => cachedCalibration(base, retriever, { key, cachePath }) };
  }
  const retriever = semanticRetriever(base, { embedder, vectorCache: cachePath });
  const key = calibrationKey(base, `${chosen}:${embedder.id}`);
  return { retriever, calibrate: () => cachedCalibration(base, retriever, { key, cachePath }) };
}

interface Retrieval {
  readonly retriever: Retriever;
  readonly calibrate: () => Promise<Calibration>;
}

/** What is known of the scores of a retriever: it brings that itself, or it has the name of one whose scores are known. */
function ownRetrieval(base: KnowledgeBase, retriever: Retriever, agentId: string): Retrieval {
  if (typeof retriever?.search !== 'function' || typeof retriever.name !== 'string') {
    const message = `knowledgeAgent '${agentId}': the function 'retriever' returned no retriever: { name, search }. Correct it.`;
    throw new ConfigurationError('retriever', message);
  }
  const calibrate = async (): Promise<Calibration> => {
    if (retriever.calibration !== undefined) return retriever.calibration;
    if (isBuiltIn(retriever)) return fitCalibration(base, retriever);
    const message = `knowledgeAgent '${agentId}': nothing is known of the scores of the retriever '${retriever.name}'. Give it a calibration, or pass one as the option 'calibration': { source: 'default', intercept, score, margin, runnerUp, threshold }.`;
    throw new ConfigurationError('calibration', message);
  };
  return { retriever, calibrate };
}

function queryOf(task: string): string {
  const text = task.trim();
  if (text.length <= longestQuery) return text;
  return `${text.slice(0, longestQuery / 2)} ${text.slice(-longestQuery / 2)}`;
}

function unread({ name }: KnowledgeBase, retriever: Retriever): Verdict {
  const reasoning = `The ${retriever.name} search in '${name}' cannot read the task: most of it is written in letters that its model does not know.`;
  return { best: undefined, score: 0, margin: 0, confidence: 0, canHandle: false, reasoning };
}

function verdictOf({ base, calibration, threshold }: PreparedKnowledge, { matches, putAside }: Guarded): Verdict {
  const [best] = matches;
  const evidence = evidenceOf(matches, calibration.runnerUp);
  if (best === undefined) {
    const reasoning =
      putAside === undefined
        ? `Nothing in '${base.name}' matches the task.`
        : `The nearest question in '${base.name}' is "${putAside.match.question}" (${nameOf(putAside.match)}), and is another: ${putAside.reason}.`;
    return { best, ...evidence, confidence: 0, canHandle: false, reasoning };
  }
  const confidence = confidenceOf(calibration, evidence);
  const rival = matches[1];
  if (rival !== undefined && rival.score >= best.score) {
    const reasoning = `"${best.question}" (${nameOf(best)}) and "${rival.question}" (${nameOf(rival)}) in '${base.name}' are equally near to the task, so that neither answers it.`;
    return { best, ...evidence, confidence: 0, canHandle: false, reasoning };
  }
  const canHandle = threshold !== null && confidence >= threshold;
  const reasoning =
    `The nearest question in '${base.name}' is "${best.question}" (${nameOf(best)}): confidence ${shown(confidence)} ` +
    `${outcomeOf(canHandle, threshold, calibration)}; score ${shown(evidence.score)}, ${shown(evidence.margin)} ahead of the next.`;
  return { best, ...evidence, confidence, canHandle, reasoning };
}

function outcomeOf(canHandle: boolean, threshold: number | null, calibration: Calibration): string {
  if (threshold !== null) return `${canHandle ? 'reaches' : 'does not reach'} the threshold of ${shown(threshold)}`;
  const missing = calibration.source === 'fitted' ? calibration.entriesMissing : undefined;
  const advice =
    typeof missing === 'number'
      ? `about ${missing} more entries with several phrasings each would show one`
      : 'its entries are too much alike: ask the same in more words of its own, for each';
  return `is not enough, as no threshold is shown to be right in 95 % of all answers (${advice})`;
}

function nameOf({ entry }: Match): string {
  return entry.title ?? entry.id;
}

function shown(value: number): string {
  return value.toFixed(3);
}
