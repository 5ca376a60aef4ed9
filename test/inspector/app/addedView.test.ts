import type { Plugin } from 'vite';
import { expect, test } from 'vitest';

import { buildPage } from '../../../scripts/pageBuild.ts';
import { openable } from '../support/openable.ts';
import { demoSession } from '../support/demoSession.ts';

const folder = 'virtual:views/hello/HelloView.tsx';
const line = "{ id: 'hello', label: 'Hello', key: '9', applies: () => true, Component: HelloView },";

/** Adds a view as a contributor does: its folder, and its line in the list. */
const helloView: Plugin = {
  name: 'hello-view',
  enforce: 'pre',
  resolveId: (id) => (id === folder ? id : undefined),
  load: (id) =>
    id === folder ? { code: 'export const HelloView = ({ rows }) => `Hello, ${rows.length} rows.`;' } : undefined,
  transform: (code, id) =>
    id.endsWith('/views/views.ts')
      ? { code: `import { HelloView } from '${folder}';\n${code.replace(/\n\] as const/, `\n${line}\n] as const`)}` }
      : undefined,
};

test('a view is a folder and a line: it has its tab, its key and its place in the sheet of keys', async () => {
  await using built = await openable(await buildPage(helloView));
  const page = await built.open({ session: await demoSession() });
  expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Timeline', 'Sequence', 'Totals', 'Hello']);
  await page.keyboard.press('9');
  expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Hello');
  expect(await page.getByRole('tabpanel').innerText()).toMatch(/^Hello, \d+ rows\.$/);
  await page.keyboard.press('?');
  const keys = await page.getByRole('dialog', { name: 'Keys' }).locator('dt').allInnerTexts();
  expect(keys).toContain('9');
  expect(new Set(keys).size).toBe(keys.length);
});
