import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';

import { checkSource, filePathOf, missingFile } from './checkSource.ts';
import { assembleKnowledge, type KnowledgeDraft } from './files/assembleKnowledge.ts';
import { checkLimit } from './files/limits.ts';
import type { KnowledgeBase } from './knowledgeBase.ts';
import { KnowledgeError } from './knowledgeErrors.ts';

/**
 * Reads a knowledge base from a UTF-8 file, named by its path or its `file:` URL: Markdown (`.md`, `.markdown`; see {@link parseMarkdown}), JSON (`.json`;
 * see {@link parseJson}) or CSV (`.csv`; see {@link parseCsv}). A byte order mark and Windows line ends are fine. Others have their turn while it is read. A file
 * of more than 8 MiB, 20,000 entries, 50,000 characters an entry, 1,000 a question or 10,000 a line is refused.
 *
 * @throws KnowledgeError naming the file, the line and what to do, where the file cannot be read or an entry is broken.
 */
export async function loadKnowledge(source: string | URL): Promise<KnowledgeBase> {
  const path = filePathOf(source);
  checkSource('loadKnowledge', path);
  const text = (await contentOf(path)).replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  if (text.trim() === '') throw new KnowledgeError(path, null, 'The file is empty. Add a question with its answer.');
  const draft = await parsed(text, path);
  return assembleKnowledge(path, draft.name ?? basename(path, extname(path)), draft.entries);
}

/** Only the parser that the file needs is loaded. */
async function parsed(text: string, path: string): Promise<KnowledgeDraft> {
  switch (extname(path).toLowerCase()) {
    case '.json':
      return (await import('./files/parseJson.ts')).parseJson(text, path);
    case '.csv':
      return (await import('./files/parseCsv.ts')).parseCsv(text, path);
    default:
      return (await import('./files/parseMarkdown.ts')).parseMarkdown(text, path);
  }
}

async function contentOf(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    checkLimit(path, null, 'fileBytes', (await stat(path)).size);
    bytes = await readFile(path);
  } catch (cause) {
    throw KnowledgeError.isInstance(cause) ? cause : missingFile(path, cause);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new KnowledgeError(path, null, 'The file is not UTF-8 text. Save it with the encoding UTF-8.', { cause });
  }
}
