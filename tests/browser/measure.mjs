// Prints `loaded FILE` for each file that a first visit loads, and `timed …` for the seed's first and cached build.
import { base, withPage } from './harness.mjs';

await withPage({}, async page => {
  await page.waitForLoadState('networkidle');
  const urls = await page.evaluate(() => performance.getEntriesByType('resource').map(entry => entry.name));
  const files = new Set(['index.html']);
  for (const url of urls) {
    if (url.startsWith(base)) files.add(url.slice(base.length));
  }
  for (const file of [...files].sort()) console.log(`loaded ${file}`);
  const times = await page.evaluate(async url => {
    const { Seed } = await import(url);
    const rounds = 21;
    const seed = new Seed();
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
  console.log(`timed first build   ${String(times[0]).padStart(7)} microseconds`);
  console.log(`timed cached build  ${String(times[1]).padStart(7)} microseconds`);
  console.log(`timed (medians of ${times[2]})`);
});
