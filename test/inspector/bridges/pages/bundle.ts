import { build, type Rolldown } from 'vite';

/** A page with this module and all that it imports in it. */
export async function pageOf(entry: URL): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, rolldownOptions: { input: entry.pathname, output: { format: 'iife' } } },
  });
  const [chunk] = [built]
    .flat()
    .flatMap((output): (Rolldown.OutputChunk | Rolldown.OutputAsset)[] => ('output' in output ? output.output : []));
  if (chunk?.type !== 'chunk') throw new Error(`Nothing was built of ${entry.pathname}.`);
  return `<!doctype html><body><script>${chunk.code.replaceAll('</script', '<\\/script')}</script>`;
}
