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
