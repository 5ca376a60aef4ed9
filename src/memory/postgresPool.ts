import { isObject } from '../machines/checks.ts';
import type { Row } from './rowReader.ts';

/** What this package asks a connection to run. */
export interface PostgresQuery {
  /** The server keeps the plan of a named statement for the connection's life. */
  name?: string;
  text: string;
  values?: PostgresValue[];
}

export type PostgresValue = string | number | boolean | readonly string[] | null;

/**
 * The part of a `pg` pool's client that this package uses. Spelled out, so that these types do not need the optional
 * peer `pg` or its types: any pool of its version 8 fits.
 */
export interface PostgresClient {
  query(query: PostgresQuery): Promise<{ readonly rows: readonly Row[]; readonly rowCount: number | null }>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
  release(destroy?: boolean): void;
}

/** The part of a `pg` pool that this package uses. */
export interface PostgresPool {
  readonly totalCount: number;
  connect(): Promise<PostgresClient>;
  listenerCount(event: 'error'): number;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'acquire', listener: (client: PostgresClient) => void): unknown;
}

export function isPool(value: unknown): value is PostgresPool {
  return (
    isObject(value) &&
    'totalCount' in value &&
    ['connect', 'listenerCount', 'on'].every((name) => typeof value[name] === 'function')
  );
}

const watched = new WeakSet<PostgresPool>();

/**
 * Lets the process live where connections of a pool break. The pool says on its `error` event that one broke which nobody
 * was using, and the process ends where nobody listens: such a connection is no loss, as the pool has dropped it already.
 * A client says it on its own; nobody else listens to it from the moment that it leaves the pool until its user does.
 */
export function surviveErrors(pool: PostgresPool): void {
  if (watched.has(pool)) return;
  watched.add(pool);
  if (pool.listenerCount('error') === 0) pool.on('error', () => {});
  const guarded = new WeakSet<PostgresClient>();
  pool.on('acquire', (client) => {
    if (guarded.has(client)) return;
    guarded.add(client);
    client.on('error', () => {});
  });
}
