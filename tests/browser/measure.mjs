// Prints `loaded FILE` for each file that a first visit loads, `fetched FILE` for what the learner's first act loads besides, and
// `timed …` for the seed's first and cached build.
import { base, withPage } from './harness.mjs';

await withPage({}, async page => {
  await page.waitForLoadState('networkidle');
  const first = new Set(['index.html', ...await files(page)]);
  for (const file of [...first].sort()) console.log(`loaded ${file}`);
  const times = await page.evaluate(async url => {
    const { Seed } = await import(url);
    const rounds = 21;
    const seed = await Seed.open();
    const median = build => {
      const times = Array.from({ length: rounds }, () => {
        const start = performance.now();
        build();
        return performance.now() - start;
      });
      return Math.round(1000 * times.sort((a, b) => a - b)[(rounds - 1) / 2]);
    };
    return [median(() => seed.first()), median(() => seed.cached()), rounds];
  }, `${base}app.js`);
  for (const file of await files(page)) {
    if (!first.has(file)) console.log(`fetched ${file}`);
  }
  console.log(`timed first build   ${String(times[0]).padStart(7)} microseconds`);
  console.log(`timed cached build  ${String(times[1]).padStart(7)} microseconds`);
  console.log(`timed (medians of ${times[2]})`);
});

/** The page's own files that were loaded so far. */
async function files(page) {
  const urls = await page.evaluate(() => performance.getEntriesByType('resource').map(entry => entry.name));
  return urls.filter(url => url.startsWith(base)).map(url => url.slice(base.length));
}
