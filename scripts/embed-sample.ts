// Makes knowledge/support.vectors.json anew. Run it after every change of a question: node scripts/embed-sample.ts
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { loadKnowledge } from '../src/services/knowledge/loadKnowledge.ts';
import { minilmEmbedder } from '../src/services/knowledge/minilmEmbedder.ts';
import { sampleKnowledge } from '../src/services/knowledge/sampleKnowledge.ts';
import { checkedVectors, sampleVectorsFile } from '../src/services/knowledge/vectorCache.ts';
import { encodeVector, formatVectorFile, vectorKey } from '../src/services/knowledge/vectorFile.ts';

const { entries } = loadKnowledge(sampleKnowledge());
const embedder = minilmEmbedder();
const texts = entries.flatMap(({ questions }) => questions);
const vectors = await checkedVectors(embedder, texts);
const encoded = texts.map((text, index) => [vectorKey(embedder, text), encodeVector(vectors[index] ?? [])] as const);
const path = join(import.meta.dirname, '..', sampleVectorsFile);
await writeFile(path, formatVectorFile(new Map(encoded)));
console.log(`${path}: the vectors of ${texts.length} questions of ${entries.length} entries.`);
