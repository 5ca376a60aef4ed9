import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Session } from '../../../inspector/protocol.ts';
import { gzipSize } from '../../../scripts/pageBuild.ts';
import { builtPage } from '../support/builtPage.ts';
import type { BuiltPage } from '../support/openable.ts';
import { demoSession } from '../support/demoSession.ts';

let built: BuiltPage;
let session: Session;
beforeAll(async () => {
  [built, session] = await Promise.all([builtPage(), demoSession()]);
});
afterAll(() => built[Symbol.asyncDispose]());

const escalated = '7f3a1b2c-11de-4f00-8d5e-2b9a60e0cc21';

async function opened(hash = `#${escalated}/3`): Promise<Page> {
  return built.open({ session, hash, viewport: { width: 1440, height: 860 } });
}

function place(page: Page): Promise<string> {
  return page.getByRole('group', { name: 'Time travel' }).innerText();
}

function stepped(page: Page, seq: number) {
  return page
    .getByRole('row', { selected: true })
    .getByRole('gridcell', { name: String(seq), exact: true })
    .waitFor();
}

describe('an exported page', () => {
  test('opens from a file at its focus, and says what it shows', async () => {
    const focus = { executionId: escalated, seq: 4 };
    const page = await built.open({ session: { ...session, focus, note: 'Look at **step 4**.' } });
    await stepped(page, 4);
    expect(await page.getByRole('article', { name: 'Step 4' }).innerText()).toContain('not sure enough');
    expect(await page.getByRole('navigation', { name: 'Executions' }).ariaSnapshot()).toBe(
      `- navigation "Executions":
  - search "Search of the executions":
    - searchbox "Search executions"
    - button "Failed only"
  - listbox "Executions":
    - option "Exports over 10k rows crash the app tier 2 · answered $0.0021"
    - option "Refund for a duplicate charge waiting for a person $0.0083"
    - option "Change my email address tier 2 · answered after an error $ ?"
    - option "Configure SSO with our SAML provider tier 2 · capped $0.0021"
    - option "Queries time out after the migration to the new cluster tier 3 · answered $0.0249" [selected]
    - option "How do I reset my password? tier 1 · answered $0"
  - paragraph: 6 executions`,
    );
    expect(await page.getByRole('grid', { name: 'Records' }).ariaSnapshot()).toContain(
      '- row "4 executed escalate confidence 0.44 · Try to analyse the tables again. 1.87 s" [selected]',
    );
    expect(await page.getByRole('status', { name: 'Step' }).innerText()).toBe(
      'Step 4 of 7. Tier 2: executed, escalate. confidence 0.44 · Try to analyse the tables again..',
    );
    expect(await page.locator('.note strong').innerText()).toBe('step 4');
    await page.context().close();
  });

  test('is travelled by keys, by the slider and by the buttons', async () => {
    const page = await opened();
    await stepped(page, 3);
    for (const [key, seq] of [
      ['ArrowRight', 4],
      ['ArrowLeft', 3],
      ['Home', 0],
      ['End', 7],
    ] as const) {
      await page.keyboard.press(key);
      await stepped(page, seq);
    }
    await page.getByRole('slider', { name: 'Step' }).fill('2');
    await stepped(page, 2);
    expect(await page.getByRole('article', { name: 'Step 2' }).innerText()).toContain('from tier 1 to tier 2');
    await page.getByRole('button', { name: 'Step forward' }).click();
    await stepped(page, 3);
    await page.keyboard.press('f');
    expect(await page.getByRole('button', { name: 'Follow the end' }).getAttribute('aria-pressed')).toBe('true');
    expect(await place(page)).toContain('step 7 of 7');
    await page.getByRole('grid', { name: 'Records' }).focus();
    await page.keyboard.press('ArrowUp');
    await stepped(page, 6);
    await page.context().close();
  });

  test('filters by text, pattern, failure and time, and says what is wrong with a pattern', async () => {
    const page = await opened(`#c41c9b77-02aa-4b87-9a5e-e7de0b1a7703`);
    const rows = page.getByRole('grid', { name: 'Records' }).getByRole('row');
    await page.keyboard.press('/');
    await page.keyboard.type('ECONNRESET');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await page.getByLabel('Filter records').fill('(executed|escalated)');
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByLabel('Filter records').fill('(');
    expect(await page.getByRole('alert').innerText()).toContain('not a regular expression');
    await page.getByLabel('Filter records').fill('');
    await page.getByRole('button', { name: 'Failed only' }).last().click();
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByLabel('From, milliseconds').fill('100000');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await expect.poll(() => rows.count()).toBe(5);
    await page.context().close();
  });

  test('has a link to every step, and the browser goes back and forward', async () => {
    const page = await opened(`#${escalated}/5`);
    await stepped(page, 5);
    await page.getByRole('option', { name: 'How do I reset' }).click();
    await page.waitForURL(/#3f1f0c5e[^/]*$/);
    await page.goBack();
    await stepped(page, 5);
    await page.goForward();
    await page.waitForURL(/#3f1f0c5e/);
    expect(await place(page)).toContain('step 2 of 2');
    await page.context().close();
  });

  test('searches the list by task, error and tier', async () => {
    const page = await opened();
    const options = page.getByRole('option');
    const search = page.getByLabel('Search executions');
    for (const [text, count] of [
      ['saml', 1],
      ['econnreset', 1],
      ['tier 3', 1],
      ['waiting', 1],
      ['7f3a1b2c', 1],
      ['nothing like it', 0],
    ] as const) {
      await search.fill(text);
      await expect.poll(() => options.count()).toBe(count);
    }
    expect(await page.getByText('No execution matches').count()).toBe(1);
    await page.context().close();
  });

  test('counts the paths of executions that are chosen together', async () => {
    const page = await opened();
    await page.getByRole('option', { name: 'How do I reset' }).click({ modifiers: ['Control'] });
    await page.getByText('2 chosen').waitFor();
    await page.getByRole('tab', { name: 'Totals' }).click();
    expect(await page.getByRole('tabpanel').innerText()).toContain('Calls of 2 executions');
    await page.context().close();
  });

  test('is worked with keys alone, and a sheet tells them', async () => {
    const page = await opened();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    expect(await sheet.innerText()).toContain('Follow the end');
    await page.keyboard.press('Escape');
    await expect.poll(() => sheet.count()).toBe(0);
    await page.keyboard.press(']');
    await page.waitForURL(/#3f1f0c5e/);
    await page.keyboard.press('2');
    await page.getByRole('tab', { selected: true, name: 'Sequence' }).waitFor();
    await page.keyboard.press('e');
    await page.keyboard.type('saml');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/#a90d2f41/);
    await page.context().close();
  });
});

describe('text from models and people', () => {
  test('shows as text, whatever is written in it', async () => {
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const text = JSON.stringify(session.executions).replaceAll('Needs product internals', () =>
      JSON.stringify(hostile).slice(1, -1),
    );
    const note = `${hostile}\n\n[a](javascript:document.title=3) [b](https://example.org/) ![c](https://example.org/c.png)\n\n- **bold** \`code\` <b onclick=x>`;
    const page = await built.open({
      session: { ...session, executions: JSON.parse(text), note },
      hash: `#${escalated}/1`,
    });
    await stepped(page, 1);
    expect(await page.getByRole('article').innerText()).toContain(hostile);
    expect(await page.locator('.note').innerText()).toContain(hostile);
    expect(await page.locator('img, .note script, .note [onclick]').count()).toBe(0);
    expect(
      await page
        .locator('.note a')
        .evaluateAll((links) => links.map((link) => [link.getAttribute('href'), link.getAttribute('rel')])),
    ).toEqual([['https://example.org/', 'noopener noreferrer']]);
    expect(await page.title()).toBe('handoff inspector');
    await page.context().close();
  });
});

describe('a page without a session', () => {
  test('says what to do, opens a file, and refuses one that is none', async () => {
    const page = await built.open();
    await page.getByRole('heading', { name: 'Nothing is open' }).waitFor();
    const picker = page.getByLabel('Open a file');
    await picker.setInputFiles({ name: 'notes.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    expect(await page.getByRole('alert').innerText()).toContain('notes.json is neither a session nor an export');
    const buffer = Buffer.from(JSON.stringify(session));
    await picker.setInputFiles({ name: 'support.json', mimeType: 'application/json', buffer });
    await expect.poll(() => page.getByRole('option').count()).toBe(6);
    await page.context().close();
  });

  test('exports what it shows, and opens its export', async () => {
    const page = await opened();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const empty = await built.open();
    await empty.getByLabel('Open a file').setInputFiles(await download.path());
    await stepped(empty, 3);
    expect(await empty.getByRole('option').count()).toBe(1);
    await page.context().close();
    await empty.context().close();
  });
});

describe('the layout', () => {
  test.each([
    ['400 px wide', { viewport: { width: 400, height: 800 } }],
    ['at 200 % zoom', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
  ])('fits %s without scrolling sideways, panel by panel', async (_name, context) => {
    const page = await built.open({ session, hash: `#${escalated}/3`, ...context });
    for (const panel of ['Detail', 'Executions', 'Chart and timeline']) {
      await page.getByRole('group', { name: 'Panels' }).getByRole('button', { name: panel }).click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
    }
    for (const tab of ['Sequence', 'Totals', 'Timeline']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
    }
    await stepped(page, 3);
    await page.context().close();
  });

  test('follows the theme of the system until another one is chosen, and keeps that', async () => {
    const page = await built.open({ session, colorScheme: 'dark' });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await background()).toBe('rgb(19, 20, 22)');
    await page.getByRole('button', { name: 'Theme: system' }).click();
    expect(await background()).toBe('rgb(247, 247, 245)');
    await page.reload();
    await page.getByRole('button', { name: 'Theme: light' }).waitFor();
    expect(await background()).toBe('rgb(247, 247, 245)');
    await page.context().close();
  });
});

test('the page weighs less than 115 KB on the wire', () => {
  expect(gzipSize(built.html)).toBeLessThan(115 * 1_024);
});

test('none of these pages threw an error or asked the network for anything', () => {
  expect(built.trouble).toEqual([]);
});
