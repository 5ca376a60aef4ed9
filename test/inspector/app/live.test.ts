import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import type { Inspector } from '../../../inspector/openInspector.ts';
import { createHandoffPattern } from '../../../src/pattern/createHandoffPattern.ts';
import type { HandoffPattern } from '../../../src/pattern/handoffPattern.ts';
import { humanAgent } from '../../../src/services/humanAgent.ts';
import { agentThat } from '../../support/agents.ts';
import { builtPage } from '../support/builtPage.ts';
import type { BuiltPage } from '../support/openable.ts';
import { testInspector } from '../viewer.ts';

// The real page in a real browser, connected to a program through the real relay.

let built: BuiltPage;
beforeAll(async () => {
  built = await builtPage();
});
afterAll(() => built[Symbol.asyncDispose]());

const threeTiers = () => ({
  1: agentThat('junior', { canHandle: false, complexityScore: 0.7 }),
  2: agentThat('senior'),
  3: agentThat('expert'),
});

/** A page that shows what a program does. `trouble` is what went wrong on it, or was asked of another origin. */
async function watching(inspector: Inspector, hash = ''): Promise<Page & AsyncDisposable & { trouble: string[] }> {
  const page = await (await built.browser.newContext({ viewport: { width: 1440, height: 860 } })).newPage();
  const trouble: string[] = [];
  page.on('pageerror', ({ message }) => trouble.push(message));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(inspector.url).origin) trouble.push(request.url());
  });
  await page.goto(`${inspector.url}${hash}`);
  await page
    .getByRole('button', { name: 'Pause' })
    .or(page.getByRole('button', { name: 'Resume' }))
    .or(page.getByRole('option'))
    .first()
    .waitFor();
  return Object.assign(page, { trouble, [Symbol.asyncDispose]: () => page.context().close() });
}

async function inspected(pattern: HandoffPattern, paused = false): Promise<Inspector> {
  const inspector = await testInspector({ page: built.html, paused });
  inspector.attach(pattern, { name: 'support desk' });
  return inspector;
}

function held(page: Page, call: string) {
  return page.getByRole('group', { name: `Paused before ${call}` });
}

function detail(page: Page, seq: number) {
  return page.getByRole('article', { name: `Step ${seq}` });
}

test('attached late, the page shows all that happened, steps on call by call, and follows to the end', async () => {
  const pattern = createHandoffPattern({ tiers: threeTiers() });
  await pattern.executeWithHandoff('How do I reset my password?', { executionId: 'before' });
  const inspector = await inspected(pattern, true);
  const running = pattern.executeWithHandoff('Refund order 4711', { executionId: 'live' });
  await using page = await watching(inspector, '#before/3');
  await detail(page, 3).getByText('senior thinks so').first().waitFor();
  await page.getByRole('option', { name: 'Refund order 4711' }).click();

  await held(page, 'tier 1 · evaluate').waitFor();
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await held(page, 'tier 2 · evaluate').waitFor();
  expect(await page.getByRole('grid', { name: 'Records' }).getByRole('row').count()).toBe(3);
  await page.keyboard.press('s');
  await held(page, 'tier 2 · execute').getByRole('button', { name: 'Run' }).click();
  await expect(running).resolves.toMatchObject({ result: 'senior says hello', finalTier: 2 });
  await page.getByRole('option', { name: /Refund order 4711 tier 2 · answered/ }).waitFor();
  await page.getByText('step 4 of 4').first().waitFor();
  expect(page.trouble).toEqual([]);
});

test('an input is edited, an output mocked and an error thrown, and the page says what was made by hand', async () => {
  const tiers = threeTiers();
  const pattern = createHandoffPattern({ tiers });
  const inspector = await inspected(pattern, true);
  const running = pattern.executeWithHandoff('Refund order 4711', { executionId: 'e' });
  await using page = await watching(inspector);

  await held(page, 'tier 1 · evaluate').getByRole('button', { name: 'Edit input…' }).click();
  await page.getByRole('dialog').getByLabel('Task').fill('Refund order 4712');
  await page.getByRole('button', { name: 'Run with this input' }).click();
  await held(page, 'tier 2 · evaluate').getByRole('button', { name: 'Throw…' }).click();
  await page.getByRole('dialog').getByLabel('Message').fill('The model is down.');
  await page.getByRole('button', { name: 'Throw this error' }).click();
  await held(page, 'tier 3 · evaluate').getByRole('button', { name: 'Run' }).click();
  await held(page, 'tier 3 · execute').getByRole('button', { name: 'Mock output…' }).click();
  await page.getByRole('dialog').getByLabel('Result').fill('The refund is on its way.');
  await page.getByRole('dialog').getByLabel('Confidence').fill('0.8');
  await page.getByRole('button', { name: 'Return this answer' }).click();

  await expect(running).resolves.toMatchObject({ result: 'The refund is on its way.', confidence: 0.8, finalTier: 3 });
  expect(tiers[1].evaluations).toMatchObject([{ task: 'Refund order 4712' }]);
  expect([...tiers[2].evaluations, ...tiers[3].executions]).toEqual([]);
  await detail(page, 6).getByText('by hand').first().waitFor();
  expect(page.trouble).toEqual([]);
});

test('a paused execution is cancelled, and the connection that is lost lets the others go on', async () => {
  const pattern = createHandoffPattern({ tiers: threeTiers() });
  const inspector = await inspected(pattern, true);
  const cancelled = pattern
    .executeWithHandoff('Cancel me', { executionId: 'cancelled' })
    .catch((error: unknown) => error);
  const released = pattern.executeWithHandoff('Let me go', { executionId: 'released' });
  const page = await watching(inspector);
  await page.getByRole('option', { name: 'Cancel me' }).click();
  await held(page, 'tier 1 · evaluate').getByRole('button', { name: 'Cancel execution' }).click();
  await page.getByRole('dialog').getByLabel('Why?').fill('Asked twice.');
  await page.getByRole('button', { name: 'Cancel the execution' }).click();
  expect(await cancelled).toMatchObject({
    name: 'ExecutionCancelledError',
    message: expect.stringContaining('Asked twice.'),
  });
  await page.getByRole('article').getByText('Asked twice.').first().waitFor();
  await page.context().close();
  await expect(released).resolves.toMatchObject({ finalTier: 2 });
});

test('a fork with the evaluation turned round stands beside its parent, which does not change', async () => {
  const pattern = createHandoffPattern({ tiers: threeTiers() });
  await pattern.executeWithHandoff('Refund order 4711', { executionId: 'parent' });
  const before = JSON.stringify(await pattern.getTransitions('parent'));
  const inspector = await inspected(pattern);
  await using page = await watching(inspector, '#parent/1');
  await detail(page, 1).getByRole('button', { name: 'Fork from here…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Yes, execute here').check();
  await dialog.getByLabel('Live').check();
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click();

  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('tab', { name: /Compare/ }).click();
  const compared = page.getByRole('tabpanel');
  await compared.getByText('junior says hello').first().waitFor();
  expect(await compared.getByRole('row', { name: /Final tier/ }).innerText()).toMatch(/tier 2\s+tier 1/);
  expect(await compared.getByText('senior says hello').count()).toBeGreaterThan(0);
  expect(JSON.stringify(await pattern.getTransitions('parent'))).toBe(before);
  expect(page.trouble).toEqual([]);
});

test('a person answers on the page, with keys alone', async () => {
  const pattern = createHandoffPattern({ tiers: { 1: agentThat('junior', { canHandle: false }), 2: humanAgent() } });
  const running = pattern.executeWithHandoff('May I have a refund?', { executionId: 'e' });
  const inspector = await inspected(pattern);
  await using page = await watching(inspector);
  const answer = page.getByLabel('Your answer');
  await answer.waitFor();
  const isThere = () => answer.evaluate((field) => field === document.activeElement);
  for (let tabs = 0; tabs < 60 && !(await isThere()); tabs += 1) await page.keyboard.press('Tab');
  await page.keyboard.type('Yes, once.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(running).resolves.toMatchObject({ result: 'Yes, once.', finalTier: 2 });
  await page.getByRole('option', { name: /answered/ }).waitFor();
  expect(page.trouble).toEqual([]);
});

test('a person sees the context and what lower tiers said, and loses no word when somebody else answers', async () => {
  const pattern = createHandoffPattern({ tiers: { 1: agentThat('junior', { canHandle: false }), 2: humanAgent() } });
  const options = { executionId: 'e', context: 'A customer since 2019.', returnOnWait: true };
  await pattern.executeWithHandoff('May I have a refund?', options);
  const inspector = await inspected(pattern);
  await using page = await watching(inspector);
  const form = page.getByRole('form', { name: /^Answer/ });
  await form.getByText('A customer since 2019.').waitFor();
  await form.getByText('What lower tiers made of it').click();
  await form.getByText('junior thinks so').waitFor();
  await form.getByLabel('Your answer').fill('Half a sen');
  await pattern.respond('e', { result: 'No.' });
  const unsent = page.getByRole('region', { name: 'An answer that was not sent' });
  await unsent.getByText('Half a sen').waitFor();
  await unsent.getByRole('button', { name: 'Throw it away' }).click();
  await unsent.waitFor({ state: 'hidden' });
  expect(page.trouble).toEqual([]);
});

test('an execution that waits for a person is cancelled from the page', async () => {
  const pattern = createHandoffPattern({ tiers: { 1: humanAgent() } });
  await pattern.executeWithHandoff('May I have a refund?', { executionId: 'e', returnOnWait: true });
  const inspector = await inspected(pattern);
  await using page = await watching(inspector);
  await page.getByRole('button', { name: 'Cancel execution…' }).click();
  await page.getByRole('button', { name: 'Cancel the execution' }).click();
  await page.getByRole('option', { name: /cancelled/ }).waitFor();
  expect((await pattern.getTransitions('e')).at(-1)?.event).toEqual(
    expect.objectContaining({ type: 'cancel', reason: 'Cancelled in the inspector.' }),
  );
  expect(page.trouble).toEqual([]);
});

test('a breakpoint holds the call it names, and what is shown can be exported and opened elsewhere', async () => {
  const pattern = createHandoffPattern({ tiers: threeTiers() });
  const inspector = await inspected(pattern);
  await using page = await watching(inspector);
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog', { name: 'Breakpoints' });
  await dialog.getByLabel('does what').selectOption('execute');
  await dialog.getByRole('button', { name: 'Add breakpoint' }).click();
  await dialog.getByRole('listitem').waitFor();
  await page.keyboard.press('Escape');
  const running = pattern.executeWithHandoff('Refund order 4711', { executionId: 'e' });
  await held(page, 'tier 2 · execute').getByRole('button', { name: 'Run' }).click();
  await running;
  await page.getByRole('option', { name: /answered/ }).waitFor();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  const elsewhere = await built.open();
  await elsewhere.getByLabel('Open a file').setInputFiles(await download.path());
  await elsewhere.getByRole('option', { name: /Refund order 4711/ }).waitFor();
  await elsewhere.getByText('step 4 of 4').first().waitFor();
  await elsewhere.context().close();
  expect(page.trouble).toEqual([]);
});

test('a page whose program was begun anew says so, and stops trying', async () => {
  const first = await inspected(createHandoffPattern({ tiers: threeTiers() }));
  await using page = await watching(first);
  await first.close();
  await page.getByText('not connected, trying again').waitFor();
  await testInspector({ page: built.html, port: Number(new URL(first.url).port) });
  await page.getByText('the program was begun anew').waitFor();
  expect(page.trouble).toEqual([]);
});

test('a fork of a memory that is only shown says that it is not stored', async () => {
  const pattern = createHandoffPattern({ tiers: threeTiers() });
  await pattern.executeWithHandoff('Refund order 4711', { executionId: 'parent' });
  const inspector = await testInspector({ page: built.html });
  inspector.addMemory(pattern.sharedMemory, { name: 'stored' });
  await using page = await watching(inspector, '#parent/1');
  await detail(page, 1).getByRole('button', { name: 'Fork from here…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('gone when that ends').waitFor();
  await dialog.getByLabel('Reasoning').fill('Somebody else should look.');
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
  await page.getByRole('option', { name: /fork of parent/ }).waitFor();
  await page.getByRole('tab', { name: 'Timeline' }).click();
  expect(await page.getByText('recorded', { exact: true }).count()).toBeGreaterThan(1);
  expect(await page.getByText('by hand').count()).toBe(1);
});

test('a link leads to an execution that is older than those that are listed, and says where there is none', async () => {
  const pattern = createHandoffPattern({ tiers: threeTiers() });
  for (const executionId of ['oldest', 'newer', 'newest'])
    await pattern.executeWithHandoff(`Task of ${executionId}`, { executionId });
  const inspector = await testInspector({ page: built.html, maxExecutions: 2 });
  inspector.attach(pattern);
  await using page = await watching(inspector, '#oldest/3');
  await detail(page, 3).waitFor();
  await page.getByRole('option', { name: 'Task of oldest' }).waitFor();
  await using other = await watching(inspector, '#nobody/3');
  await other.getByText('There is no execution nobody here.').waitFor();
  expect([...page.trouble, ...other.trouble]).toEqual([]);
});

test('a form says when its call is gone, and keeps what was written', async () => {
  const pattern = createHandoffPattern({ tiers: threeTiers() });
  const inspector = await inspected(pattern, true);
  const running = pattern.executeWithHandoff('Refund order 4711', { executionId: 'e' });
  await using page = await watching(inspector);
  await using other = await watching(inspector);
  await held(page, 'tier 1 · evaluate').getByRole('button', { name: 'Edit input…' }).click();
  await page.getByRole('dialog').getByLabel('Task').fill('Half a sen');
  await other.getByRole('button', { name: 'Resume' }).click();
  await running;
  await page.getByRole('dialog').getByText('not held any more').waitFor();
  expect(await page.getByRole('dialog').getByLabel('Task').inputValue()).toBe('Half a sen');
  expect(await page.getByRole('button', { name: 'Run with this input' }).count()).toBe(0);
});
