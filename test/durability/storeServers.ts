import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freshDatabase } from '../support/postgres.ts';
import type { StoreAddress } from './stores.ts';

/** Gives out empty stores of one kind. */
export interface StoreServer {
  emptyStore(): Promise<StoreAddress>;
  stop(): Promise<void>;
}

export interface StoreKind {
  readonly name: StoreAddress['kind'];
  start(): Promise<StoreServer>;
}

const sqlite: StoreKind = {
  name: 'sqlite',
  start: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'handoff-durability-'));
    let count = 0;
    return {
      emptyStore: async () => ({ kind: 'sqlite', path: join(directory, `store-${++count}.db`) }),
      stop: () => rm(directory, { recursive: true, force: true }),
    };
  },
};

const postgres: StoreKind = {
  name: 'postgres',
  start: async () => ({
    emptyStore: async () => ({ kind: 'postgres', url: (await freshDatabase()).url }),
    stop: async () => undefined,
  }),
};

const volatile: StoreKind = {
  name: 'in-memory',
  start: async () => ({ emptyStore: async () => ({ kind: 'in-memory' }), stop: async () => undefined }),
};

/** The stores that outlive a process. */
export const durableStores: readonly StoreKind[] = [sqlite, postgres];

export const allStores: readonly StoreKind[] = [volatile, ...durableStores];
