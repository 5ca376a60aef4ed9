import type { SharedMemory } from '../../src/memory/sharedMemory.ts';

/** Where a store is, as plain data that a child process can be given. */
export type StoreAddress =
  | { readonly kind: 'in-memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

export interface OpenStore {
  readonly memory: SharedMemory;
  close(): Promise<void>;
}

/** Loads what the store needs and nothing else, since most of a child's life is loading. */
export async function openStore(address: StoreAddress): Promise<OpenStore> {
  switch (address.kind) {
    case 'in-memory': {
      const { inMemory } = await import('../../src/memory/inMemory.ts');
      const memory = inMemory();
      return { memory, close: () => memory.close() };
    }
    case 'sqlite': {
      const { sqliteMemory } = await import('../../src/memory/sqliteMemory.ts');
      const memory = sqliteMemory(address.path, { busyTimeoutMs: 60_000 });
      return { memory, close: () => memory.close() };
    }
    case 'postgres': {
      const [{ postgresMemory }, { Pool }] = await Promise.all([
        import('../../src/memory/postgresMemory.ts'),
        import('pg'),
      ]);
      const pool = new Pool({ connectionString: address.url, max: 8 });
      const memory = postgresMemory({ pool, retryMs: 500 });
      return {
        memory,
        close: async () => {
          await memory.close();
          await pool.end();
        },
      };
    }
  }
}
