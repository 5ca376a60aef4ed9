import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { build, type InlineConfig, type Plugin } from 'vite';

const root = join(import.meta.dirname, '..', 'inspector', 'app');

const fileName = 'app.html';

/** Vite's configuration that builds the page into one HTML file that works from `file://`: no other file, no request. */
export function pageBuild(outDir: string): InlineConfig {
  return configOf({ outDir, emptyOutDir: false }, []);
}

/** Builds the page and returns its HTML; nothing is written. `plugins` may change its modules first. */
export async function buildPage(...plugins: readonly Plugin[]): Promise<string> {
  const outcome = await build(configOf({ write: false }, plugins));
  const files = 'close' in outcome ? [] : [outcome].flat().flatMap(({ output }) => output);
  const page = files.find((file) => file.fileName === fileName);
  if (page?.type !== 'asset') throw new Error(`The build of the page made no ${fileName}.`);
  return String(page.source);
}

function configOf(options: InlineConfig['build'], plugins: readonly Plugin[]): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    // The same page whatever NODE_ENV says: Vite would take the libraries' development builds where it says "test".
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
    resolve: { conditions: ['module', 'browser', 'production'] },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      ...options,
      target: 'es2024',
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      cssCodeSplit: false,
      modulePreload: false,
      assetsInlineLimit: Number.POSITIVE_INFINITY,
      rolldownOptions: { input: join(root, 'index.html') },
    },
    plugins: [...plugins, singleFile()],
  };
}

/** Bytes of a page on the wire. */
export function gzipSize(text: string): number {
  return gzipSync(text, { level: 9 }).byteLength;
}

function singleFile(): Plugin {
  return {
    name: 'single-file',
    enforce: 'post',
    generateBundle(_options, bundle) {
      let script = '';
      let style = '';
      let page = '';
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === 'chunk') script += file.code;
        else if (name.endsWith('.css')) style += String(file.source);
        else if (name.endsWith('.html')) page = String(file.source);
        delete bundle[name];
      }
      if (/<script/i.test(script)) {
        this.error('The script must not contain the beginning of a script element: in HTML it would not end.');
      }
      const source = page
        .replace(/\s*<(script type="module"|link rel="stylesheet")[^>]*>(<\/script>)?/g, '')
        .replace('</head>', () => `<style>${style}</style></head>`)
        .replace(
          '</body>',
          () => `<script type="module">${script.replaceAll('</script', '<\\/script')}</script></body>`,
        );
      this.emitFile({ type: 'asset', fileName, source });
    },
  };
}
