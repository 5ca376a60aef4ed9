import { z } from 'zod';

import { ConfigurationError } from '../../machines/errors.ts';
import { parseOptions } from '../parseOptions.ts';
import type { Calibration } from './calibration.ts';
import { CalibrationSchema } from './calibrationSchema.ts';
import { checkSource } from './checkSource.ts';
import type { Embedder } from './embedder.ts';
import type { KnowledgeBase } from './knowledgeBase.ts';
import type { Retriever } from './retriever.ts';

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

const OptionsSchema: z.ZodType<KnowledgeAgentOptions> = z.strictObject({
  agentId: z.string().min(1),
  knowledge: z.custom<string | KnowledgeBase>(
    (value) => (typeof value === 'string' ? value.trim() !== '' : typeof value === 'object' && value !== null),
    'expected the path of a file, or a base: { name, entries }',
  ),
  retriever: z
    .custom<NonNullable<KnowledgeAgentOptions['retriever']>>(
      (value) => value === 'keyword' || value === 'semantic' || typeof value === 'function',
      "use 'keyword', 'semantic' or a function that makes a retriever",
    )
    .optional(),
  embedder: z
    .custom<Embedder>(isEmbedder, 'an embedder has an id, dimensions (1 or more) and a function embed')
    .optional(),
  vectorCache: z.string().min(1).optional(),
  threshold: z.number().min(0).max(1).optional(),
  calibration: CalibrationSchema.optional(),
});

/** @throws ConfigurationError or KnowledgeError naming the first mistake. */
export function validKnowledgeOptions(options: KnowledgeAgentOptions): KnowledgeAgentOptions {
  const parsed = parseOptions('knowledgeAgent', OptionsSchema, options);
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

function isEmbedder(value: unknown): boolean {
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
