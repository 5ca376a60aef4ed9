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
}

export function isPool(value: unknown): value is PostgresPool {
  return (
    isObject(value) &&
    'totalCount' in value &&
    ['connect', 'listenerCount', 'on'].every((name) => typeof value[name] === 'function')
  );
}

/**
 * A pool says on its `error` event that a connection broke which nobody was using, and the process ends where nobody
 * listens. Such a connection is no loss: the pool has dropped it already, and opens another when it needs one.
 */
export function surviveIdleErrors(pool: PostgresPool): void {
  if (pool.listenerCount('error') === 0) pool.on('error', () => {});
}
