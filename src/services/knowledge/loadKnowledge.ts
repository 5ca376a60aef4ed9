import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';

import { assembleKnowledge, type KnowledgeDraft } from './assembleKnowledge.ts';
import type { KnowledgeBase } from './knowledgeBase.ts';
import { KnowledgeError } from './knowledgeErrors.ts';
import { parseCsv } from './parseCsv.ts';
import { parseJson } from './parseJson.ts';
import { parseMarkdown } from './parseMarkdown.ts';

type Parse = (text: string, path: string) => KnowledgeDraft;

const parsers: ReadonlyMap<string, Parse> = new Map([
  ['.md', parseMarkdown],
  ['.markdown', parseMarkdown],
  ['.json', parseJson],
  ['.csv', parseCsv],
]);

/**
 * Reads a knowledge base from a UTF-8 file: Markdown (`.md`, `.markdown`; see {@link parseMarkdown}), JSON (`.json`;
 * see {@link parseJson}) or CSV (`.csv`; see {@link parseCsv}). A byte order mark and Windows line ends are fine.
 *
 * @throws KnowledgeError naming the file, the line and what to do, where the file cannot be read or an entry is broken.
 */
export function loadKnowledge(path: string): KnowledgeBase {
  const extension = extname(path).toLowerCase();
  const parse = parsers.get(extension);
  if (parse === undefined) {
    const known = [...parsers.keys()].join(', ');
    const message = `Knowledge files end in ${known}, this one in '${extension}'. Convert it, or pass the entries themselves.`;
    throw new KnowledgeError(path, null, message);
  }
  const text = contentOf(path).replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  if (text.trim() === '') throw new KnowledgeError(path, null, 'The file is empty. Add a question with its answer.');
  const draft = parse(text, path);
  return assembleKnowledge(path, draft.name ?? basename(path, extname(path)), draft.entries);
}

function contentOf(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The knowledge file cannot be read (${why}). Check the path: it is resolved from ${process.cwd()}.`;
    throw new KnowledgeError(path, null, message, { cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new KnowledgeError(path, null, 'The file is not UTF-8 text. Save it with the encoding UTF-8.', { cause });
  }
}
