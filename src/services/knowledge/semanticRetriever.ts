import type { BuiltInRetriever } from './calibration.ts';
import type { Embedder } from './embedder.ts';
import type { KnowledgeBase, KnowledgeEntry } from './knowledgeBase.ts';
import { bestOfEachEntry } from './retriever.ts';
import { takingTurns } from './takingTurns.ts';
import { cachedVectors, checkedVectors } from './vectorCache.ts';

interface EmbeddedPhrasing {
  readonly entry: KnowledgeEntry;
  readonly question: string;
  readonly direction: Float32Array;
}

/** Queries whose vectors are kept: an agent searches the same task twice, to judge it and to answer it. */
const keptQueries = 64;

/**
 * Finds entries by meaning: the cosine between the query's vector and the nearest of an entry's phrasings, negative ones
 * counted as 0. What the embedder cannot read is neither searched for nor found. The phrasings are embedded at the first search, all at once, and only once.
 */
export function semanticRetriever(
  base: KnowledgeBase,
  options: {
    readonly embedder: Embedder;
    /** A file for the vectors. Default: none. */ readonly vectorCache?: string | undefined;
  },
): BuiltInRetriever {
  const { embedder, vectorCache } = options;
  const reads = (text: string) => embedder.reads?.(text) ?? true;
  const phrasings = base.entries.flatMap((entry) =>
    entry.questions.filter(reads).map((question) => ({ entry, question })),
  );
  const known = new Map<string, Float32Array>();
  const recent = new Map<string, Float32Array>();
  /** A query's scores: calibration asks the same twice in a row. */
  let compared: { readonly direction: Float32Array; readonly scores: readonly number[] } | undefined;
  let loading: Promise<readonly EmbeddedPhrasing[]> | undefined;

  const load = async (): Promise<readonly EmbeddedPhrasing[]> => {
    const questions = phrasings.map(({ question }) => question);
    const vectors = await cachedVectors(embedder, questions, vectorCache);
    const othersTurn = takingTurns();
    const embedded: EmbeddedPhrasing[] = [];
    for (const [index, phrasing] of phrasings.entries()) {
      const direction = directionOf(vectors[index] ?? []);
      known.set(phrasing.question, direction);
      embedded.push({ ...phrasing, direction });
      await othersTurn();
    }
    return embedded;
  };
  const loaded = () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));

  const queryDirection = async (query: string): Promise<Float32Array> => {
    const cached = known.get(query) ?? recent.get(query);
    if (cached !== undefined) return cached;
    const [vector = []] = await checkedVectors(embedder, [query]);
    const direction = directionOf(vector);
    const [oldest] = recent.keys();
    if (recent.size >= keptQueries && oldest !== undefined) recent.delete(oldest);
    recent.set(query, direction);
    return direction;
  };

  return {
    name: 'semantic',
    reads,
    async search(query, { abortSignal, leaveOut } = {}) {
      abortSignal?.throwIfAborted();
      if (!/[\p{L}\p{N}]/u.test(query) || !reads(query)) return [];
      const candidates = await loaded();
      abortSignal?.throwIfAborted();
      const direction = await queryDirection(query);
      abortSignal?.throwIfAborted();
      if (compared?.direction !== direction) {
        compared = { direction, scores: candidates.map((phrasing) => Math.min(1, dot(direction, phrasing.direction))) };
      }
      const { scores } = compared;
      return bestOfEachEntry(
        candidates.flatMap(({ entry, question }, index) => {
          const score = scores[index] ?? 0;
          const isLeftOut =
            entry.id === leaveOut?.entryId && (leaveOut.question === undefined || leaveOut.question === question);
          return isLeftOut || score <= 0 ? [] : [{ entry, question, score }];
        }),
      );
    },
  };
}

function directionOf(vector: readonly number[]): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  const direction = new Float32Array(vector.length);
  for (const [index, value] of vector.entries()) direction[index] = length > 0 ? value / length : 0;
  return direction;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
