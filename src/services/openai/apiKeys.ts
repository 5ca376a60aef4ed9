/** A key, or what gives the current one: called before every request. */
export type ApiKey = string | (() => string | Promise<string>);

/** The keys of a connection. */
export interface ApiKeys {
  /** The key that never changes, where it is one. */
  readonly fixed: string | undefined;
  /** @throws what the caller's function throws, or a TypeError where it gives no key. */
  current(): Promise<string>;
  /** Every key that may have been sent and echoed. */
  seen(): readonly string[];
}

export function oneKey(key: string): ApiKeys {
  return { fixed: key, current: async () => key, seen: () => [key] };
}

/** A server may still echo a key that is no longer in use, and not for ever. */
const remembered = 16;

export function rotatingKeys(next: () => string | Promise<string>): ApiKeys {
  let keys: readonly string[] = [];
  return {
    fixed: undefined,
    current: async () => {
      const key: unknown = await next();
      if (typeof key !== 'string' || !isKey(key)) throw new TypeError("The function 'apiKey' gave no key.");
      keys = [key, ...keys.filter((other) => other !== key)].slice(0, remembered);
      return key;
    },
    seen: () => keys,
  };
}

/** Whether a text can be sent as a key: visible ASCII. */
export function isKey(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
