// The page as a visitor meets it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems, scrollsSideways, withPage } from './harness.mjs';

for (const [width, height] of [[1440, 900], [390, 844]]) {
  for (const scheme of ['light', 'dark']) {
    test(`the page opens at ${width}x${height}, ${scheme}`, () =>
      withPage({ width, height, scheme }, async page => {
        assert.match(await page.title(), /Layerlab/);
        assert.notEqual((await page.locator('#app').innerText()).trim(), '');
        assert.equal(await scrollsSideways(page), false, 'the page scrolls sideways');
        assert.deepEqual(await accessibilityProblems(page), []);
      }));
  }
}

test('a build asked for on a slow network starts when the simulator is there', () =>
  withPage({}, async page => {
    await page.route('**/split_*.wasm', async route => {
      await new Promise(resolve => setTimeout(resolve, 1000));
      await route.continue();
    });
    await page.getByRole('button', { name: /^Build/ }).click();
    await page.getByText('The laptop is starting').waitFor();
    await page.getByText('Step 1/3').first().waitFor();
  }));

test('a simulator that does not load is said, and asked for again', () =>
  withPage({ expected: /split_|Failed to (fetch|load)/ }, async page => {
    await page.route('**/split_*.wasm', route => route.abort());
    await page.getByRole('button', { name: /^Build/ }).click();
    await page.getByText('The laptop cannot start').waitFor();
    await page.unroute('**/split_*.wasm');
    await page.getByRole('button', { name: /^Build/ }).click();
    await page.getByText('Step 1/3').first().waitFor();
  }));
