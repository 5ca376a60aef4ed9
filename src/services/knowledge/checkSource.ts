import { ConfigurationError } from '../../machines/errors.ts';
import { baseProblem } from './checkBase.ts';
import type { KnowledgeBase } from './knowledgeBase.ts';
import { KnowledgeError } from './knowledgeErrors.ts';

/** How knowledge files end. */
const knowledgeExtensions: readonly string[] = ['.md', '.markdown', '.json', '.csv'];

/**
 * Checks what can be told of a base without reading its file: that there is one of a known kind, where this platform has
 * files; and of a base that is an object, everything.
 *
 * @throws KnowledgeError or ConfigurationError naming the mistake. `who` begins the latter's message.
 */
export function checkSource(who: string, source: string | KnowledgeBase | undefined): void {
  if (typeof source === 'string') checkFile(source);
  else if (source !== undefined) checkBase(who, source);
}

function checkBase(who: string, base: KnowledgeBase): void {
  const problem = baseProblem(base);
  if (problem === undefined) return;
  const path = ['knowledge', ...problem.path].join('.');
  throw new ConfigurationError(path, `${who}: option '${path}': ${problem.message}`);
}

function checkFile(source: string): void {
  const path = filePathOf(source);
  const name = path.toLowerCase();
  if (!knowledgeExtensions.some((extension) => name.endsWith(extension))) {
    const message = `Knowledge files end in ${knowledgeExtensions.join(', ')}, this one does not. Convert it, or pass the entries themselves.`;
    throw new KnowledgeError(path, null, message);
  }
  const files = typeof process === 'object' ? process.getBuiltinModule?.('node:fs') : undefined;
  if (files?.existsSync(path) === false) throw missingFile(path);
}

/**
 * The path of a file that is named by a path or a `file:` URL.
 *
 * @throws KnowledgeError for what is neither.
 */
export function filePathOf(source: string | URL): string {
  const isUrl = source instanceof URL || (typeof source === 'string' && /^file:/i.test(source));
  if (!isUrl && typeof source === 'string' && source.trim() !== '') return source;
  const named = String(source) || "''";
  const advice = 'Pass the path of a Markdown, JSON or CSV file, or its file: URL.';
  if (!isUrl) throw new KnowledgeError(named, null, `This is no path. ${advice}`);
  try {
    return process.getBuiltinModule('node:url').fileURLToPath(source);
  } catch (cause) {
    throw new KnowledgeError(named, null, `Knowledge is not read from this URL. ${advice}`, { cause });
  }
}

/** A file that is not there, or cannot be read. */
export function missingFile(path: string, cause?: unknown): KnowledgeError {
  const why = cause instanceof Error ? cause.message : 'there is no such file';
  const message = `The knowledge file cannot be read (${why}). Check the path: it is resolved from ${process.cwd()}.`;
  return new KnowledgeError(path, null, message, { cause });
}
