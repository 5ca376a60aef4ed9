// Makes the vectors and the calibrations of the sample base anew. Run it after every change of an entry, and after every
// change of the scores or of the fit: node scripts/embed-sample.ts
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { calibrationKey, sampleCalibrationFile } from '../src/services/knowledge/cachedCalibration.ts';
import { formatCache } from '../src/services/knowledge/cacheFile.ts';
import { fitCalibration } from '../src/services/knowledge/fitCalibration.ts';
import { keywordRetriever } from '../src/services/knowledge/keywordRetriever.ts';
import { loadKnowledge } from '../src/services/knowledge/loadKnowledge.ts';
import { minilmEmbedder } from '../src/services/knowledge/minilmEmbedder.ts';
import { sampleKnowledge } from '../src/services/knowledge/sampleKnowledge.ts';
import { semanticRetriever } from '../src/services/knowledge/semanticRetriever.ts';
import { checkedVectors, sampleVectorsFile } from '../src/services/knowledge/vectorCache.ts';
import { encodeVector, vectorKey } from '../src/services/knowledge/vectorCodec.ts';

const base = await loadKnowledge(sampleKnowledge());
const embedder = minilmEmbedder();
const texts = base.entries.flatMap(({ questions }) => questions);
const vectors = await checkedVectors(embedder, texts);
const encoded = texts.map((text, index) => [vectorKey(embedder, text), encodeVector(vectors[index] ?? [])] as const);
await write(sampleVectorsFile, formatCache({ vectors: new Map(encoded) }));

const calibrations = new Map([
  [calibrationKey(base, 'keyword'), await fitCalibration(base, keywordRetriever(base))],
  [calibrationKey(base, `semantic:${embedder.id}`), await fitCalibration(base, semanticRetriever(base, { embedder }))],
]);
await write(sampleCalibrationFile, formatCache({ calibrations }));
console.log(`${texts.length} questions of ${base.entries.length} entries.`);

async function write(name: string, content: string): Promise<void> {
  await writeFile(join(import.meta.dirname, '..', name), content);
}
