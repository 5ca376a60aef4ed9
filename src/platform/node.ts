import crypto from 'node:crypto';
import os from 'node:os';
// Not the global one: a test that holds the timers does not hold the event loop.
import { setImmediate } from 'node:timers';

import { oldNode } from './oldNode.ts';

// A person with an older Node is told so here, before anything fails for reasons that say nothing.
const problem = oldNode();
if (problem !== undefined) throw new Error(problem);

/** Variables of the environment, as they are when they are read. */
export const environment: Readonly<Record<string, string | undefined>> = process.env;

/** SHA-256 (FIPS 180-4) of a text as UTF-8, lower-case hexadecimal. */
export function sha256(text: string): string {
  return crypto.hash('sha256', text, 'hex');
}

/** SHA-256 of a salt followed by a text as UTF-8, lower-case hexadecimal. */
export function saltedSha256(salt: Uint8Array, text: string): string {
  return crypto.createHash('sha256').update(salt).update(text).digest('hex');
}

/** Names this process to people: its host and its number there. */
export function processName(): string {
  return `${os.hostname()}:${process.pid}`;
}

export function randomId(): string {
  return crypto.randomUUID();
}

/** Fills a buffer of at most 65,536 bytes with unpredictable ones. */
export function fillRandom(bytes: Uint8Array<ArrayBuffer>): void {
  crypto.randomFillSync(bytes);
}

/** Base64 with padding (RFC 4648). */
export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

export function bytesOfBase64(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}

/** Resolves after the event loop has turned: what else is ready runs first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Tells the person who runs the program, once each time it is called. */
export function announce(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Warns of a mistake in the code of another author that changed nothing. */
export function warn(text: string): void {
  process.emitWarning(text, 'HandoffWarning');
}
