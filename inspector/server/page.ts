import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { ConfigurationError } from '../../src/machines/errors.ts';
import { packageFile } from '../../src/services/packageFile.ts';
import type { Session } from '../protocol.ts';

const pageFile = 'dist/inspector/app.html';

/** The text of the page: one HTML with everything in it. @throws ConfigurationError where it is not built. */
export async function readPage(): Promise<string> {
  const file = packageFile(pageFile);
  if (file !== undefined) return readFile(file, 'utf8');
  const message = `The inspector's page is missing: there is no ${pageFile}. In a checkout, make it with npm run build; otherwise install the package again.`;
  throw new ConfigurationError('inspector', message);
}

/**
 * The page with a session in it, as one HTML text that shows it from `file://` and connects to nothing.
 *
 * @throws ConfigurationError where the page is not built.
 */
export async function sessionPage(session: Session): Promise<string> {
  return pageWith(await readPage(), session);
}

/** See `sessionPage`. */
export function pageWith(page: string, session: Session): string {
  const policy = contentPolicy(page, "'none'");
  // In JSON `<` stands within strings only, and there the escape means the same: no text can end the element.
  const json = JSON.stringify(session).replaceAll('<', String.raw`\u003c`);
  const head = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  const data = `<script type="application/json" id="session">${json}</script>`;
  const start = page.search(/<(?:script|style)\b/i);
  const at = start < 0 ? page.length : start;
  return `${page.slice(0, at)}${head}\n${data}\n${page.slice(at)}`;
}

/** The session in an exported page as JSON text; `undefined` where there is none. */
export function sessionInPage(html: string): string | undefined {
  return /<script type="application\/json" id="session">([^<]*)<\/script>/.exec(html)?.[1];
}

/** A Content-Security-Policy that allows exactly the scripts and styles that stand in the page. */
export function contentPolicy(page: string, connect: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashesOf(page, 'script')}`,
    `style-src ${hashesOf(page, 'style')}`,
    'img-src data:',
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashesOf(page: string, element: 'script' | 'style'): string {
  const found = page.matchAll(new RegExp(`<${element}\\b[^>]*>([\\s\\S]*?)</${element}\\s*>`, 'gi'));
  const hashes = [...found].map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return hashes.length === 0 ? "'none'" : hashes.join(' ');
}
