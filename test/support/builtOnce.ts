import { inject } from 'vitest';

import type { BuildName } from './builds.ts';

/**
 * Returns a build of this tree, which the process that runs the tests makes when it is first asked for, once for all
 * workers.
 */
export async function builtOnce(name: BuildName): Promise<Buffer> {
  const response = await fetch(new URL(name, inject('builds')));
  if (!response.ok) throw new Error(`The build of the ${name} failed: ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}
