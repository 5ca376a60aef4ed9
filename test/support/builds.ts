import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL on loopback under which the builds of this run are found by their names. */
    readonly builds: string;
  }
}

/** The builds that several test files need; a run that needs none makes none. */
const builders = {
  page: async () => Buffer.from(await (await import('../../scripts/pageBuild.ts')).buildPage()),
  library: async () => (await import('../package/support/packedLibrary.ts')).packLibrary(),
};

export type BuildName = keyof typeof builders;

/** Hands the builds of this tree to all workers of a run. */
export async function setup({ provide }: Pick<TestProject, 'provide'>): Promise<() => void> {
  const made = new Map<string, Promise<Buffer>>();
  const server = createServer(({ url = '' }, response) => {
    const name = url.slice(1);
    const building = made.get(name) ?? build(name);
    made.set(name, building);
    building.then(
      (content) => response.end(content),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  provide('builds', `http://127.0.0.1:${portOf(server.address())}/`);
  return () => {
    server.closeAllConnections();
    server.close();
  };
}

async function build(name: string): Promise<Buffer> {
  for (const [known, builder] of Object.entries(builders)) if (known === name) return builder();
  throw new Error(`Nothing builds ${name}.`);
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return address.port;
}
