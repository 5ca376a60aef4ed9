import { isObject } from '../../machines/checks.ts';
import { minSecretLength, scrubKnown, scrubSecrets } from '../scrubSecrets.ts';
import type { Connection } from './connection.ts';

/** Removes secrets from what a server sent. */
export interface Scrubber {
  /** Removes the known secrets and whatever looks like a credential. For errors, names and ids. */
  all(text: string): string;
  /** Removes the known secrets alone: an answer may speak of keys. */
  known(text: string): string;
  /** The known secrets, longest first. */
  secrets(): readonly string[];
}

/** A scrubber of the keys that a connection sends, wherever its owner put them, also those that it gets later. */
export function createScrubber(connection: Connection, extra: unknown = {}): Scrubber {
  const secrets = () => [...new Set([...secretsOf(connection), ...secretValues(extra)])];
  return {
    all: (text) => scrubSecrets(text, secrets()),
    known: (text) => scrubKnown(text, secrets()),
    secrets,
  };
}

function secretsOf(connection: Connection): readonly string[] {
  if (connection.kind === 'server') return connection.keys.seen();
  const { client } = connection;
  const options = Reflect.get(client, '_options');
  return [
    ...texts(Reflect.get(client, 'apiKey'), Reflect.get(client, 'adminAPIKey')),
    ...(isObject(options)
      ? [
          ...texts(options['apiKey']),
          ...secretValues(options['defaultHeaders']),
          ...secretValues(options['defaultQuery']),
        ]
      : []),
    ...secretsInURL(connection.baseURL),
  ];
}

/** Names of headers and parameters whose values are credentials. */
const secretName = /auth|key|token|secret|passw|cookie|signature|credential|\b(sig|code)\b/i;

/** The values that stand under a credential's name: in plain objects, `Headers`, lists of pairs, however deep. */
function secretValues(holder: unknown, depth = 0): readonly string[] {
  if (!isObject(holder) || depth > 8) return [];
  return entriesOf(holder).flatMap(([name, value]) => {
    if (typeof value === 'string') return secretName.test(name) ? credentialIn(value) : [];
    return secretValues(value, depth + 1);
  });
}

function entriesOf(holder: object): readonly (readonly [string, unknown])[] {
  if (holder instanceof Headers || holder instanceof URLSearchParams) return [...holder];
  const isPair = Array.isArray(holder) && holder.length === 2 && typeof holder[0] === 'string';
  return isPair ? [[String(holder[0]), holder[1]]] : Object.entries(holder);
}

/** `Bearer X`: X too. */
function credentialIn(value: string): readonly string[] {
  const [, credential] = /^(?:bearer|basic|token|apikey)\s+(\S+)$/i.exec(value.trim()) ?? [];
  return credential === undefined ? [value] : [value, credential];
}

function secretsInURL(text: string): readonly string[] {
  if (!URL.canParse(text)) return [];
  const { password, searchParams } = new URL(text);
  return [...(password === '' ? [] : [decodeURIComponent(password)]), ...secretValues(searchParams)];
}

function texts(...values: readonly unknown[]): readonly string[] {
  return values.filter((value) => typeof value === 'string' && value.length >= minSecretLength).map(String);
}

/** A copy of plain JSON with every text in it scrubbed. */
export function scrubbedJson<T>(value: T, scrub: (text: string) => string): T {
  return value === undefined
    ? value
    : JSON.parse(JSON.stringify(value, (_, field: unknown) => (typeof field === 'string' ? scrub(field) : field)));
}
