// node shot.mjs FRAGMENT WIDTHxHEIGHT light|dark FILE.png: a picture of the page.
import { withPage } from './harness.mjs';

const [fragment, size, scheme, path] = process.argv.slice(2);
const [width, height] = size.split('x').map(Number);
await withPage({ fragment, width, height, scheme }, page => page.screenshot({ path }));
