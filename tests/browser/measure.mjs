// Prints `loaded FILE` for each file that a first visit loads.
import { base, withPage } from './harness.mjs';

await withPage({}, async page => {
  await page.waitForLoadState('networkidle');
  const urls = await page.evaluate(() => performance.getEntriesByType('resource').map(entry => entry.name));
  const files = new Set(['index.html']);
  for (const url of urls) {
    if (url.startsWith(base)) files.add(url.slice(base.length));
  }
  for (const file of [...files].sort()) console.log(`loaded ${file}`);
});
