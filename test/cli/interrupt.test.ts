import { once } from 'node:events';

import { expect, test } from 'vitest';

import { startNode } from '../support/runNode.ts';

test.for([
  { command: 'simulate', args: ['--seed', '7', '--executions', '1000000'], first: /^Seed 7\n$/ },
  { command: 'check', args: [], first: /^Tiers by default, as there is no --config: 1 \(keyword\), 2 \(.+\)\n$/ },
])('handoff $command ends with 130 on Ctrl+C, and has said what it was about', async ({ command, args, first }) => {
  const child = startNode('src/cli/main.ts', [command, ...args], { env: { HANDOFF_PROVIDER: 'embedded' } });
  let stdout = '';
  child.stdout?.on('data', (chunk) => {
    if (stdout === '') child.kill('SIGINT');
    stdout += String(chunk);
  });
  expect(await once(child, 'close')).toEqual([130, null]);
  expect(stdout).toMatch(first);
});
