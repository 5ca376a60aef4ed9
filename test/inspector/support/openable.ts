import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import type { Session } from '../../../inspector/protocol.ts';
import { launchChromium } from './chromium.ts';

/** The page in a real browser. */
export interface BuiltPage extends AsyncDisposable {
  readonly html: string;
  readonly browser: Browser;
  /** Opens the page from a file, with a session in it or without. Nothing reaches the network. */
  open(options?: OpenOptions): Promise<Page>;
  /** The errors of the pages that were opened, and their requests to the network. */
  readonly trouble: readonly string[];
}

export interface OpenOptions extends BrowserContextOptions {
  readonly session?: Session;
  readonly hash?: string;
}

/** Started once for all test files that share a process, and ends with it. */
let starting: Promise<Browser> | undefined;

/** Returns the page of this HTML, to be opened. */
export async function openable(html: string): Promise<BuiltPage> {
  starting ??= launchChromium();
  const browser = await starting;
  const directory = await mkdtemp(join(tmpdir(), 'handoff-page-'));
  const trouble: string[] = [];
  let files = 0;
  return {
    html,
    browser,
    trouble,
    open: async ({ session, hash = '', ...context } = {}) => {
      const file = join(directory, `session-${(files += 1)}.html`);
      await writeFile(file, session === undefined ? html : pageWith(html, session));
      const page = await (await browser.newContext(context)).newPage();
      page.on('pageerror', ({ message }) => trouble.push(message));
      await page.route('**', (route) => {
        const url = route.request().url();
        if (/^(file|blob|data):/.test(url)) return route.continue();
        trouble.push(`asked for ${url}`);
        return route.abort();
      });
      await page.goto(`${pathToFileURL(file).href}${hash}`);
      return page;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function pageWith(html: string, session: Session): string {
  const json = JSON.stringify(session).replaceAll('<', '\\u003c');
  return html.replace('</head>', () => `<script type="application/json" id="session">${json}</script></head>`);
}
