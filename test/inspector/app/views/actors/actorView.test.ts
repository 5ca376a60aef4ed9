import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assign, createActor, createMachine } from 'xstate';

import type { Inspector } from '../../../../../inspector/openInspector.ts';
import { createHandoffPattern } from '../../../../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../../../../support/agents.ts';
import { builtPage } from '../../../support/builtPage.ts';
import type { BuiltPage } from '../../../support/openable.ts';
import { testInspector } from '../../../viewer.ts';

// Actors of other machines, on the real page, connected to a program through the real relay.

let built: BuiltPage;
beforeAll(async () => {
  built = await builtPage();
});
afterAll(() => built[Symbol.asyncDispose]());

const review = createMachine({
  id: 'a document review with a very long name that no list has the room for',
  type: 'parallel',
  context: { score: 0 },
  states: {
    work: {
      initial: 'draft',
      states: {
        draft: { on: { SUBMIT: { target: 'review', actions: assign({ score: 1 }) } } },
        review: { initial: 'first', states: { first: { on: { NEXT: 'second' } }, second: {} } },
      },
    },
    timer: { initial: 'idle', states: { idle: { on: { SUBMIT: 'ticking' } }, ticking: {} } },
  },
});

/** An actor that went two steps, beside an execution. */
async function reviewed(): Promise<{ inspector: Inspector; sessionId: string }> {
  const inspector = await testInspector({ page: built.html });
  const pattern = createHandoffPattern({ tiers: { 1: agentThat('junior') } });
  inspector.attach(pattern, { name: 'support desk' });
  await pattern.executeWithHandoff('Refund order 4711', { executionId: 'e' });
  const actor = createActor(review, { inspect: inspector.inspect }).start();
  actor.send({ type: 'SUBMIT' });
  actor.send({ type: 'NEXT' });
  return { inspector, sessionId: actor.sessionId };
}

async function opened({ url }: Inspector, hash = ''): Promise<Page & AsyncDisposable> {
  const page = await (await built.browser.newContext({ viewport: { width: 1440, height: 860 } })).newPage();
  await page.goto(`${url}${hash}`);
  return Object.assign(page, { [Symbol.asyncDispose]: () => page.context().close() });
}

function detail(page: Page, step: number) {
  return page.getByRole('article', { name: `Step ${step}` });
}

test('an actor has a link to every step, as an execution has', async () => {
  const { inspector, sessionId } = await reviewed();
  const id = encodeURIComponent(sessionId);
  await using page = await opened(inspector, `#${id}/1`);
  await detail(page, 1).getByRole('heading', { name: 'SUBMIT' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(new RegExp(`#${id}/2$`));
  await page.getByRole('option', { name: 'Refund order 4711' }).click();
  await page.waitForURL(/#e$/);
  await page.goBack();
  await detail(page, 2).waitFor();
  expect(await detail(page, 2).getByRole('heading', { level: 2 }).innerText()).toBe('NEXT');
});

test('a step of an actor tells its states as paths, and what it changed', async () => {
  const { inspector, sessionId } = await reviewed();
  await using page = await opened(inspector, `#${encodeURIComponent(sessionId)}/1`);
  const row = page.getByRole('row', { selected: true });
  await row.getByText('work.review.first, timer.ticking').waitFor();
  const text = await detail(page, 1).getByRole('list').innerText();
  expect(text).toMatch(/state\s*work\.draft, timer\.idle → work\.review\.first, timer\.ticking/);
  expect(text).toMatch(/context\.score\s*0 → 1/);
  await detail(page, 1).getByRole('button', { name: 'step 0' }).click();
  await detail(page, 0).waitFor();
});

test('the list of actors keeps a long name inside', async () => {
  const { inspector } = await reviewed();
  await using page = await opened(inspector);
  const actors = page.getByRole('region', { name: 'Actors' });
  await actors.getByText('3 steps').waitFor();
  expect(await actors.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  const [button, list] = [await actors.getByRole('button').boundingBox(), await actors.boundingBox()];
  expect(button && list && button.x + button.width <= list.x + list.width).toBe(true);
});

test('the states that an actor went through stand in a narrow page too', async () => {
  const { inspector, sessionId } = await reviewed();
  await using page = await opened(inspector, `#${encodeURIComponent(sessionId)}/2`);
  await page.setViewportSize({ width: 400, height: 800 });
  const state = page.getByRole('row', { selected: true }).getByText('work.review.second');
  await state.waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
});
