import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

/**
 * A real Chromium. Start one per test file, and close it at the end. The flags that come with the packaged one are left
 * out: they switch off what keeps pages apart.
 */
export async function launchChromium(...args: readonly string[]): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    headless: true,
    args: ['--no-sandbox', '--disable-background-networking', '--font-render-hinting=none', ...args],
  });
}
