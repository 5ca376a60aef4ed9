import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import type { Session } from '../../../inspector/protocol.ts';
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

function opened(seq: number, context: { readonly forcedColors?: 'active' } = {}): Promise<Page> {
  return built.open({ session, hash: `#${escalated}/${seq}`, viewport: { width: 1440, height: 860 }, ...context });
}

test('the statechart says where the execution stands, and its steps are buttons', async () => {
  const page = await opened(3);
  const chart = page.getByRole('group', { name: /^Statechart/ });
  expect(await chart.ariaSnapshot()).toBe(
    `- group "Statechart of 4 tiers. It stands at tier 2, executing, after 1 escalation.":
  - 'button "Step 0: begins at tier 1, evaluating"': "0"
  - 'button "Step 1: tier 1, evaluating to tier 1, escalating, escalates"': "1"
  - 'button "Step 2: tier 1, escalating to tier 2, evaluating, escalates"': "2"
  - 'button "Step 3: tier 2, evaluating to tier 2, executing, goes ahead" [pressed]': "3"`,
  );
  await page.context().close();
});

test('the steps of the statechart are one stop of the Tab key, walked by arrows and chosen by Enter', async () => {
  const page = await opened(3);
  const chart = page.getByRole('group', { name: /^Statechart/ });
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  expect(await chart.locator('[tabindex="0"]').count()).toBe(1);
  await chart.getByRole('button', { pressed: true }).focus();
  for (const [key, name] of [
    ['ArrowLeft', 'Step 2:'],
    ['Home', 'Step 0:'],
    ['ArrowUp', 'Step 0:'],
    ['End', 'Step 3:'],
    ['Home', 'Step 0:'],
    ['ArrowRight', 'Step 1:'],
  ] as const) {
    await page.keyboard.press(key);
    expect(await focused()).toContain(name);
  }
  await page.waitForURL(/\/3$/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/1$/);
  expect(await chart.getByRole('button', { pressed: true }).getAttribute('aria-label')).toContain('Step 1');
  await page.keyboard.press('Tab');
  expect(await chart.locator(':focus').count()).toBe(0);
  await page.keyboard.press('Shift+Tab');
  expect(await focused()).toContain('Step 1:');
  await page.context().close();
});

test('a wide chart brings the state where the execution stands into sight', async () => {
  const page = await opened(6);
  const state = page.locator('.statechart [data-current]');
  const [inner, outer] = [await state.boundingBox(), await page.locator('.statechart').boundingBox()];
  expect(inner && outer && inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width).toBe(true);
  await page.context().close();
});

test('the sequence is walked by keys, and the focus walks along', async () => {
  const page = await opened(3);
  await page.getByRole('tab', { name: 'Sequence' }).click();
  const messages = page.getByRole('listbox', { name: 'Messages, by step' });
  await messages.getByRole('option', { selected: true }).focus();
  await page.keyboard.press('ArrowDown');
  await page.waitForURL(/\/4$/);
  const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  expect(focused).toContain('Step 4: tier2 to machine, answer');
  await page.context().close();
});

test('the detail tells the score against its gate, what changed, and what was carried', async () => {
  const page = await opened(4);
  const text = await page.getByRole('article', { name: 'Step 4' }).innerText();
  expect(text).toContain('Tier 2 answered, but was not sure enough: escalating');
  expect(text).toContain('below the gate of 0.60');
  expect(text).toContain('tier2.executing → tier2.escalating');
  expect(text).toMatch(/Carried from lower tiers/i);
  await page.getByRole('button', { name: 'step 3', exact: true }).click();
  await page.waitForURL(/\/3$/);
  await page.context().close();
});

test('the current state differs by more than colour where colours are the system’s', async () => {
  const page = await opened(3, { forcedColors: 'active' });
  const widths = await page.evaluate(() =>
    ['.state.now:not(.parent) > rect', '.state.idle:not(.parent) > rect'].map((selector) => {
      const rect = document.querySelector(selector);
      return rect === null ? 0 : Number.parseFloat(getComputedStyle(rect).strokeWidth);
    }),
  );
  expect(widths[0]).toBeGreaterThan(2 * (widths[1] ?? 0));
  expect(await page.locator('.state.now .here').count()).toBe(1);
  await page.context().close();
});

test('none of it made an error, or asked for anything on the network', () => {
  expect(built.trouble).toEqual([]);
});
