import { ConfigurationError } from '../../machines/errors.ts';
import { checkedOptions, optionsOf, required } from '../../options/checkedOptions.ts';
import { rule, ruleOf, type Problem } from '../../options/rule.ts';
import { nonEmptyText, numberFrom } from '../../options/rules.ts';
import type { Calibration } from './calibration.ts';
import { CalibrationSchema } from './calibrationSchema.ts';
import { checkSource } from './checkSource.ts';
import type { Embedder } from './embedder.ts';
import type { KnowledgeBase } from './knowledgeBase.ts';
import type { Retriever } from './retriever.ts';

/** Options of `knowledgeAgent`. */
export interface KnowledgeAgentOptions {
  /** Names the agent in the record. */
  readonly agentId: string;
  /** A base, or the path of a Markdown, JSON or CSV file, which is read at the first call (see `loadKnowledge`). */
  readonly knowledge: string | KnowledgeBase;
  /**
   * `keyword` compares words and needs nothing; `semantic` compares meanings and needs an embedder; a function makes a
   * retriever of one's own for the base. Default `keyword`.
   */
  readonly retriever?: 'keyword' | 'semantic' | ((base: KnowledgeBase) => Retriever) | undefined;
  /** For the semantic retriever. Default: `minilmEmbedder()`. */
  readonly embedder?: Embedder | undefined;
  /** For the semantic retriever: a file in which the vectors and the fitted calibration are kept. Default: none. */
  readonly vectorCache?: string | undefined;
  /** The least confidence that is answered with, 0..1. Default: the calibration's. */
  readonly threshold?: number | undefined;
  /** Default: fitted to the base at the first call, where it is large enough (see `fitCalibration`). */
  readonly calibration?: Calibration | undefined;
}

const knowledgeAgentOptions = optionsOf<KnowledgeAgentOptions>({
  agentId: required(nonEmptyText),
  knowledge: required(rule('the path of a file, or a base: { name, entries }', isSource)),
  retriever: rule("'keyword', 'semantic' or a function that makes a retriever", isRetriever),
  embedder: rule('an embedder with an id, dimensions (1 or more) and a function embed', isEmbedder),
  vectorCache: nonEmptyText,
  threshold: numberFrom(0, 1),
  calibration: ruleOf<Calibration>(problemInCalibration),
});

/** @throws ConfigurationError or KnowledgeError naming the first mistake. */
export function validKnowledgeOptions(options: KnowledgeAgentOptions): KnowledgeAgentOptions {
  const parsed = checkedOptions('knowledgeAgent', knowledgeAgentOptions, options);
  const { agentId, knowledge, retriever = 'keyword' } = parsed;
  for (const key of ['embedder', 'vectorCache'] as const) {
    if (parsed[key] !== undefined && retriever !== 'semantic') {
      const message = `knowledgeAgent '${agentId}': option '${key}' is used by retriever 'semantic' only. Set that, or remove it.`;
      throw new ConfigurationError(key, message);
    }
  }
  checkSource(`knowledgeAgent '${agentId}'`, knowledge);
  return parsed;
}

function problemInCalibration(value: unknown): Problem | undefined {
  const [issue] = CalibrationSchema.safeParse(value).error?.issues ?? [];
  return issue && { path: issue.path.map(String), kind: 'wrong', message: issue.message };
}

function isSource(value: unknown): value is string | KnowledgeBase {
  return typeof value === 'string' ? value.trim() !== '' : typeof value === 'object' && value !== null;
}

function isRetriever(value: unknown): value is KnowledgeAgentOptions['retriever'] & (string | object) {
  return value === 'keyword' || value === 'semantic' || typeof value === 'function';
}

function isEmbedder(value: unknown): value is Embedder {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'id' in value &&
    typeof value.id === 'string' &&
    'dimensions' in value &&
    Number.isSafeInteger(value.dimensions) &&
    Number(value.dimensions) > 0 &&
    'embed' in value &&
    typeof value.embed === 'function'
  );
}
