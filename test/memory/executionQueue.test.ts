import { expect, test } from 'vitest';

import { executionQueue } from '../../src/memory/executionQueue.ts';

/** Work that notes its beginning and its end, and lasts until it is told to end. */
function workshop() {
  const seen: string[] = [];
  const ends = new Map<string, () => void>();
  const work =
    (name: string, fails = false) =>
    async () => {
      seen.push(`${name} begins`);
      await new Promise<void>((end) => void ends.set(name, end));
      seen.push(`${name} ends`);
      if (fails) throw new Error(`${name} failed`);
      return name;
    };
  const end = async (name: string) => {
    ends.get(name)?.();
    await settled();
  };
  return { seen, work, end };
}

/** All promises that are ready have had their turn. */
const settled = () => new Promise((resolve) => void setImmediate(resolve));

test('the operations on one execution run one after another, and those on others at once', async () => {
  const queue = executionQueue();
  const { seen, work, end } = workshop();
  const all = [queue.run('e', work('first')), queue.run('e', work('second')), queue.run('other', work('other'))];
  expect(seen).toEqual(['first begins', 'other begins']);
  await end('first');
  expect(seen.slice(2)).toEqual(['first ends', 'second begins']);
  all.push(queue.run('e', work('third')));
  await settled();
  expect(seen).not.toContain('third begins');
  for (const name of ['second', 'third', 'other']) await end(name);
  expect(await Promise.all(all)).toEqual(['first', 'second', 'other', 'third']);
});

test('an operation that fails does not fail those after it', async () => {
  const queue = executionQueue();
  const { work, end } = workshop();
  const failing = queue.run('e', work('first', true)).catch((error: unknown) => String(error));
  const next = queue.run('e', work('second'));
  await end('first');
  expect(await failing).toBe('Error: first failed');
  await end('second');
  expect(await next).toBe('second');
  const last = queue.run('e', work('third'));
  await end('third');
  expect(await last).toBe('third');
});

test('it is idle when all is done that was asked for', async () => {
  const queue = executionQueue();
  const { work, end } = workshop();
  await queue.idle();
  const runs = [queue.run('e', work('first')), queue.run('e', work('second'))];
  let idle = false;
  const waiting = queue.idle().then(() => (idle = true));
  await end('first');
  expect(idle).toBe(false);
  await end('second');
  await Promise.all([...runs, waiting]);
  expect(idle).toBe(true);
});
