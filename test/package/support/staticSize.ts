import { gzipSync } from 'node:zlib';

import type { BuildResult } from 'esbuild';

/** KB (1,024 bytes) of gzip of one output of esbuild and of all that it imports statically. */
export function staticSize({ metafile, outputFiles = [] }: BuildResult, entry: string): number {
  const seen = new Set<string>();
  const bytesOf = (name: string): number => {
    if (seen.has(name)) return 0;
    seen.add(name);
    const content = outputFiles.find(({ path }) => path.endsWith(name))?.contents ?? new Uint8Array();
    const imports = metafile?.outputs[name]?.imports ?? [];
    const further = imports.filter(({ kind, external }) => kind === 'import-statement' && external !== true);
    return gzipSync(content, { level: 9 }).byteLength + further.reduce((sum, { path }) => sum + bytesOf(path), 0);
  };
  return bytesOf(entry) / 1_024;
}
