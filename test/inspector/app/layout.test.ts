import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Session } from '../../../inspector/protocol.ts';
import { createHandoffPattern } from '../../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../../support/agents.ts';
import { builtPage } from '../support/builtPage.ts';
import type { BuiltPage, OpenOptions } from '../support/openable.ts';

// How the page looks, where what it shows is long, wide, forked, made by hand, or written from right to left.

const task = 'Refund order 4711, which arrived broken, and say when it is paid';
const arabic = 'كيف أعيد تعيين كلمة المرور؟';
let built: BuiltPage;
let session: Session;
beforeAll(async () => {
  const tiers = { 1: agentThat('junior', { canHandle: false }), 2: agentThat('senior', { result: arabic }) };
  const pattern = createHandoffPattern({ tiers });
  await pattern.executeWithHandoff(task, { executionId: 'the-parent-execution' });
  const judged = { canHandle: true, complexityScore: 0.2, reasoning: 'I know this one.', requiresTier: 1 };
  await pattern.fork('the-parent-execution', { at: 1, event: { output: judged }, executionId: 'the-fork' });
  await pattern.executeWithHandoff(arabic, { executionId: 'arabic' });
  const ids = ['the-parent-execution', 'the-fork', 'arabic'];
  session = {
    format: 'xstate-handoff-session',
    version: 1,
    title: 'support',
    executions: await Promise.all(ids.map((id) => pattern.getTransitions(id))),
  };
  built = await builtPage();
});
afterAll(() => built[Symbol.asyncDispose]());

const desk = { width: 1440, height: 860 };

async function opened(hash: string, context: OpenOptions = {}): Promise<Page & AsyncDisposable> {
  const page = await built.open({ session, hash, viewport: desk, ...context });
  return Object.assign(page, { [Symbol.asyncDispose]: () => page.context().close() });
}

/** How much of a picture's width shows more than its ground: 0..1. */
async function inkAcross(page: Page, picture: Buffer): Promise<number> {
  return page.evaluate(
    async (url) => {
      const image = await createImageBitmap(await (await fetch(url)).blob());
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      context?.drawImage(image, 0, 0);
      const pixelsOf = (x: number) =>
        new Set(new Uint32Array(context?.getImageData(x, 0, 1, image.height).data.buffer ?? new ArrayBuffer(0)));
      const columns = Array.from({ length: image.width }, (_, x) => pixelsOf(x));
      return columns.filter((pixels) => pixels.size > 1).length / image.width;
    },
    `data:image/png;base64,${picture.toString('base64')}`,
  );
}

test('the timeline says in full what was made by hand', async () => {
  await using page = await opened('#the-fork/1');
  const row = page.getByRole('grid', { name: 'Records' }).getByRole('row', { name: /output by hand/ });
  const [pill, cell] = [await row.locator('.hand').boundingBox(), await row.locator('.what').boundingBox()];
  expect(pill && cell && pill.x + pill.width <= cell.x + cell.width).toBe(true);
});

test('the list tells a fork from its parent', async () => {
  await using page = await opened('#the-fork/1');
  const forks = page.getByRole('option', { name: /fork of the-pa…tion at step 1/ });
  expect(await forks.count()).toBe(1);
  expect(await page.getByRole('option', { name: task }).count()).toBe(2);
});

test('the list shows the whole of a task of two lines', async () => {
  await using page = await opened('#the-parent-execution');
  const parent = page.getByRole('option', { selected: true }).locator('.task');
  const hidden = await parent.evaluate((text) => [
    text.scrollHeight - text.clientHeight,
    text.scrollWidth - text.clientWidth,
  ]);
  expect(Math.max(...hidden)).toBeLessThanOrEqual(0);
});

test('the slider has a track that shows where colours are the system’s', async () => {
  await using page = await opened('#the-fork/1', { forcedColors: 'active' });
  const picture = await page.getByRole('slider', { name: 'Step' }).screenshot();
  expect(await inkAcross(page, picture)).toBeGreaterThan(0.9);
});

test('text from right to left runs that way, in the list, the detail and the note', async () => {
  await using page = await opened('#arabic/1', { session: { ...session, note: `${arabic}\n\n- ${arabic}` } });
  await page.getByRole('article', { name: 'Step 1' }).waitFor();
  const runs = page.getByText(arabic, { exact: true });
  const directions = await runs.evaluateAll((texts) => texts.map((text) => getComputedStyle(text).direction));
  expect(directions.length).toBeGreaterThan(3);
  expect(new Set(directions)).toEqual(new Set(['rtl']));
});

describe('where the panels take turns', () => {
  const phone = { viewport: { width: 400, height: 800 } };

  test('an execution that is chosen in the list is shown, and a tab leads back to the list', async () => {
    await using page = await opened('#arabic', phone);
    const panels = page.getByRole('group', { name: 'Panels' });
    await panels.getByRole('button', { name: 'Executions' }).click();
    await page.getByRole('option', { name: /fork of/ }).click();
    await page.getByRole('group', { name: /^Statechart of 2 tiers/ }).waitFor();
    expect(await page.getByRole('option').count()).toBe(0);
    await panels.getByRole('button', { name: 'Executions' }).click();
    await expect.poll(() => page.getByRole('option').count()).toBe(3);
  });

  test('keys go along the list, and Enter shows what was found, with the focus', async () => {
    await using page = await opened('#arabic', phone);
    await page.getByRole('group', { name: 'Panels' }).getByRole('button', { name: 'Executions' }).click();
    await page.getByRole('listbox', { name: 'Executions' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/#(?!arabic)/);
    expect(await page.getByRole('option').count()).toBe(3);
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
    expect(await page.getByRole('option').count()).toBe(0);
  });
});
