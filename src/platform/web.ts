import { webSha256 } from './webSha256.ts';

// The same as `node.ts` for browsers, workers and edge runtimes.

export const environment: Readonly<Record<string, string | undefined>> = {};

export function sha256(text: string): string {
  return webSha256(new TextEncoder().encode(text));
}

export function saltedSha256(salt: Uint8Array, text: string): string {
  const bytes = new TextEncoder().encode(text);
  const salted = new Uint8Array(salt.length + bytes.length);
  salted.set(salt);
  salted.set(bytes, salt.length);
  return webSha256(salted);
}

/** Nothing tells one page or worker from another. */
export function processName(): string {
  return 'browser';
}

/** `crypto.randomUUID` is there in secure contexts only. This is version 4 of RFC 9562. */
export function randomId(): string {
  const bytes = new Uint8Array(16);
  fillRandom(bytes);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = '89ab'.charAt((bytes[8] ?? 0) & 3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

export function fillRandom(bytes: Uint8Array<ArrayBuffer>): void {
  crypto.getRandomValues(bytes);
}

export function base64Of(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

export function bytesOfBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** A timer of 0 ms would wait for 4 where it is set again and again. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}

export function announce(text: string): void {
  console.info(text);
}

export function warn(text: string): void {
  console.warn(text);
}
