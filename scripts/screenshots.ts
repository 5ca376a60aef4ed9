// The pictures of the inspector in the README and the guide: `node scripts/screenshots.ts`.
import { join } from 'node:path';

import type { Session } from '../inspector/protocol.ts';
import { buildPage } from './pageBuild.ts';
import { checkPolicy, type Expectation } from '../src/testing/policy/checkPolicy.ts';
import { counterexampleSession } from '../src/testing/policy/counterexample.ts';
import { subjectOf } from '../src/testing/policy/subject.ts';
import { parseVerifyOptions } from '../src/testing/policy/verifyOptions.ts';
import { openable } from '../test/inspector/support/openable.ts';
import { demoSession } from '../test/inspector/support/demoSession.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'images');
const pictures = [
  {
    name: 'inspector',
    session: await demoSession(),
    hash: '#7f3a1b2c-11de-4f00-8d5e-2b9a60e0cc21/4',
    step: 4,
    viewport: { width: 1720, height: 940 },
  },
  { name: 'counterexample', session: await refundsCounterexample(), step: 2, viewport: { width: 1440, height: 820 } },
];

await using built = await openable(await buildPage());
for (const { name, step, ...opened } of pictures) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await built.open({ ...opened, colorScheme });
    await page.getByRole('article', { name: `Step ${step}` }).waitFor();
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
  }
}

/** The failing example of the guide to testing. */
async function refundsCounterexample(): Promise<Session> {
  const tiers = [
    { level: 1, agentId: 'triage' },
    { level: 2, agentId: 'desk' },
    { level: 3, agentId: 'manager' },
  ];
  const refunds: Expectation = {
    name: 'Refunds never stay at tier 1.',
    check: ({ end }) =>
      end.status === 'completed' && end.finalTier === 1 ? `Tier 1 answered, sure by ${end.confidence}.` : undefined,
  };
  const { counterexamples } = await checkPolicy(
    subjectOf({ tiers, policy: { minConfidence: 0.8 } }),
    parseVerifyOptions('screenshots', { invariants: [refunds] }),
  );
  const [first] = counterexamples;
  if (first === undefined) throw new Error('The example of the guide does not fail any more.');
  return counterexampleSession(first);
}
