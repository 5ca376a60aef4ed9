import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { createHandoffPattern } from '../../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../../support/agents.ts';
import { builtPage } from '../support/builtPage.ts';
import type { BuiltPage } from '../support/openable.ts';
import { testInspector } from '../viewer.ts';

// A page on which nothing runs: of a file, or of a memory that is only looked at.

let built: BuiltPage;
beforeAll(async () => {
  built = await builtPage();
});
afterAll(() => built[Symbol.asyncDispose]());

async function answered() {
  const pattern = createHandoffPattern({ tiers: { 1: agentThat('junior') } });
  await pattern.executeWithHandoff('Refund order 4711', { executionId: 'e' });
  return pattern;
}

function stepping(page: Page) {
  return page.getByRole('group', { name: 'Stepping' });
}

async function saysWhyNothingCanBeHeld(page: Page): Promise<void> {
  await page.getByRole('article', { name: 'Step 2' }).waitFor();
  for (const key of ['p', 's', 'b']) {
    await page.keyboard.press(key);
    const notice = page.getByRole('status').filter({ hasText: 'Nothing runs here' });
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    expect(await notice.count()).toBe(0);
  }
  expect(await page.getByRole('dialog').count()).toBe(0);
}

test('a file has nothing to pause or step, and says so to the keys', async () => {
  const executions = [await (await answered()).getTransitions('e')];
  const session = { format: 'xstate-handoff-session', version: 1, title: 'support', executions } as const;
  const page = await built.open({ session });
  await saysWhyNothingCanBeHeld(page);
  expect(await stepping(page).count()).toBe(0);
  await page.context().close();
});

test('a memory that is only looked at has neither, until a fork runs beside it', async () => {
  const inspector = await testInspector({ page: built.html });
  inspector.addMemory((await answered()).sharedMemory);
  const page = await (await built.browser.newContext({ viewport: { width: 1440, height: 860 } })).newPage();
  await page.goto(`${inspector.url}#e/2`);
  await saysWhyNothingCanBeHeld(page);
  expect(await stepping(page).count()).toBe(0);
  await page.getByRole('button', { name: 'Fork from here…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Result' }).fill('Another answer');
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
  await stepping(page).waitFor();
  await page.context().close();
});
