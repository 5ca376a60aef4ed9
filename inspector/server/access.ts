import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** 128 random bits, as they stand in an address. */
export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

export interface Access {
  readonly port: number;
  readonly token: string;
}

/**
 * Why a request is refused; `undefined`: it may pass.
 *
 * The Host keeps a foreign name from being pointed at this machine, the Origin keeps foreign pages out, and the token
 * keeps everybody else out who can reach this port. Browsers always name the Origin of a WebSocket: an application that
 * reports may be without one, and the page, which gives orders, may not.
 */
export function refusal(request: IncomingMessage, { port, token }: Access): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = request.headers;
  if (!hosts.includes(host)) return 'This server is reached as 127.0.0.1 or localhost only.';
  const upgrades = request.headers.upgrade !== undefined;
  const url = request.url ?? '';
  const needsOrigin = upgrades && !isForApplications(url);
  if ((needsOrigin || origin !== undefined) && origin !== `http://${host}`) return otherPages;
  if (!upgrades && isFetchedElsewhere(request.headers)) return otherPages;
  return isEqual(tokenIn(url), token) ? undefined : 'Open the whole address that was printed.';
}

/** The path behind the token where applications report. */
export const applicationPath = 'stately';

const otherPages = 'Other pages have no access.';

/** Browsers say where a request comes from. Following a link is not reading: what opens is a page of its own. */
function isFetchedElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'] ?? 'none';
  return site !== 'none' && site !== 'same-origin' && headers['sec-fetch-dest'] !== 'document';
}

/** Whether it is where applications report, and not where the page is. */
export function isForApplications(url: string): boolean {
  return parsed(url)?.pathname.split('/')[2] === applicationPath;
}

/** The first segment of the path, or the parameter `token`. */
function tokenIn(url: string): string {
  const { pathname, searchParams } = parsed(url) ?? {};
  return searchParams?.get('token') ?? pathname?.split('/')[1] ?? '';
}

/** Anything may stand in a request line, also what is no address. */
function parsed(url: string): URL | undefined {
  return URL.canParse(url, base) ? new URL(url, base) : undefined;
}

const base = 'http://127.0.0.1';

function isEqual(given: string, token: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}
