// Opens the page in Chromium, and fails when anything goes wrong in it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

/** The address of the page under test, ending in a slash. */
export const base = process.env.LAYERLAB_URL ?? 'http://127.0.0.1:8080/';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-quic', '--no-first-run', '--no-default-browser-check',
];

/**
 * Opens the page at `fragment` (`#/…` or nothing), waits until the app has drawn, and hands Playwright's page to `use`.
 * Fails on a script error, an error in the console, a request that fails, or one that leaves the page's own host, unless its
 * text matches `expected`.
 */
export async function withPage(options, use) {
  const { fragment = '', width = 1440, height = 900, scheme = 'light', motion = 'reduce', expected } = options;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  try {
    const page = await browser.newPage({
      viewport: { width, height }, colorScheme: scheme, reducedMotion: motion,
    });
    page.setDefaultTimeout(15_000);
    const troubles = watch(page, expected);
    let result;
    try {
      await page.goto(base + fragment);
      await page.locator('#app > *').first().waitFor();
      result = await use(page);
    } catch (error) {
      // The page's own errors come first: they are often the reason.
      throw troubles.length === 0 ? error : new Error(troubles.join('\n'), { cause: error });
    }
    assert.deepEqual(troubles, [], 'the page had errors');
    return result;
  } finally {
    await browser.close();
  }
}

/** What axe finds wrong with the page as it is now, one line an element. */
export async function accessibilityProblems(page) {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.flatMap(({ id, help, nodes }) => nodes.map(node => `${id}: ${help}: ${node.target.join(' ')}`));
}

/** Whether the page is wider than its window. */
export function scrollsSideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** A list that fills with whatever goes wrong in `page`, but for what is `expected`. */
function watch(page, expected = /^\b$/) {
  const troubles = { push: trouble => { if (!expected.test(trouble)) list.push(trouble); } };
  const list = [];
  page.on('pageerror', error => troubles.push(String(error)));
  page.on('console', message => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  page.on('requestfailed', request => troubles.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('response', response => {
    if (response.status() >= 400) troubles.push(`${response.url()}: ${response.status()}`);
  });
  page.on('request', request => {
    const { protocol, origin } = new URL(request.url());
    const isOurs = origin === new URL(base).origin || protocol === 'data:' || protocol === 'blob:';
    if (!isOurs) troubles.push(`${request.url()}: not one of our own files`);
  });
  return list;
}
