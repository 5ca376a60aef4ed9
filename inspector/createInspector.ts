import { openInspector, type Inspector } from './openInspector.ts';
import { parseInspectorOptions, type InspectorOptions } from './options.ts';
import { readPage } from './server/page.ts';

/**
 * Opens the visual debugger: a page on 127.0.0.1 at `inspector.url`, which shows executions as they happen, holds their
 * calls, forks them and answers for people. It prints nothing and opens no browser.
 *
 *     const inspector = await createInspector();
 *     inspector.attach(pattern);
 *     console.log(inspector.url);
 *
 * @throws ConfigurationError for an unknown option, a value out of range, or a port that cannot be had.
 */
export async function createInspector(options: InspectorOptions = {}): Promise<Inspector> {
  return openInspector({ ...parseInspectorOptions(options), page: await readPage() });
}
