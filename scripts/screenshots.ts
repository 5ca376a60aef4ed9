// The pictures of the inspector in the README: `node scripts/screenshots.ts`.
import { join } from 'node:path';

import { builtPage } from '../test/inspector/support/builtPage.ts';
import { demoSession } from '../test/inspector/support/demoSession.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'images');
const session = await demoSession();
await using built = await builtPage();
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await built.open({
    session,
    hash: '#7f3a1b2c-11de-4f00-8d5e-2b9a60e0cc21/4',
    colorScheme,
    viewport: { width: 1720, height: 940 },
  });
  await page.getByRole('article', { name: 'Step 4' }).waitFor();
  await page.screenshot({ path: join(folder, `inspector-${colorScheme}.png`) });
}
