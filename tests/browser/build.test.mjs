// Builds, and the learner's hand on time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems, scrollsSideways, withPage } from './harness.mjs';

const THEN_GCC = 'FROM alpine\nRUN apk add --update redis\nRUN apk add --update gcc\nCMD ["redis-server"]\n';

const build = page => page.getByRole('button', { name: 'Build', exact: true }).click();
const end = page => page.getByRole('button', { name: /^Last moment/ }).click();
const moment = async page => Number(await page.getByRole('slider', { name: 'Moment' }).inputValue());
const caption = page => page.locator('.caption').innerText();

/** The words of the timeline's rows: `reused`, `rebuilt`, … */
const words = page => page.locator('.step-row .step-word').allTextContents();

/** Types `line` into the terminal. */
async function type(page, line) {
  await page.getByRole('textbox', { name: 'Command' }).fill(line);
  await page.getByRole('textbox', { name: 'Command' }).press('Enter');
}

test('a build by button is typed into the terminal, and its second run reuses every step', () =>
  withPage({}, async page => {
    await build(page);
    await page.getByText('DOCKER_BUILDKIT=0 docker build .').first().waitFor();
    await end(page);
    assert.deepEqual(await words(page), ['ready', 'built', 'built']);
    await build(page);
    await end(page);
    assert.deepEqual(await words(page), ['reused', 'reused', 'reused']);
    assert.match(await page.locator('.figure.saved').innerText(), /saved: 3 of 3 steps reused/);
  }));

test('a build by typing shows the same, and a longer Dockerfile reuses what stands above', () =>
  withPage({}, async page => {
    await type(page, 'DOCKER_BUILDKIT=0 docker build -t redis .');
    await end(page);
    await page.getByRole('textbox', { name: 'Dockerfile' }).fill(THEN_GCC);
    await type(page, 'DOCKER_BUILDKIT=0 docker build -t redis .');
    await end(page);
    assert.deepEqual(await words(page), ['reused', 'reused', 'rebuilt', 'rebuilt']);
    assert.match(await page.getByRole('log').innerText(), /Successfully tagged redis:latest/);
    assert.equal(await page.locator('.tag', { hasText: 'redis:latest' }).count(), 2, 'the moved tag leaves a ghost');
  }));

test('a command of several lines waits for its end', () =>
  withPage({}, async page => {
    await type(page, "cat > hello <<'EOF'");
    // The simulator is fetched first.
    await page.locator('.terminal-input .prompt').filter({ hasText: /^>$/ }).waitFor();
    await type(page, 'hello');
    await type(page, 'EOF');
    await type(page, 'cat hello');
    await page.getByText(/^hello\s*$/).first().waitFor();
  }));

test('a hit starts no container, and a run does', () =>
  withPage({}, async page => {
    await build(page);
    await end(page);
    const slider = page.getByRole('slider', { name: 'Moment' });
    const last = await moment(page);
    let containers = 0;
    for (let index = 0; index <= last; index += 1) {
      await slider.fill(String(index));
      containers = Math.max(containers, await page.locator('.container').count());
    }
    assert.equal(containers, 1);
    await slider.press('End');
    await build(page);
    await end(page);
    for (let index = last + 1; index <= await moment(page); index += 1) {
      await slider.fill(String(index));
      assert.equal(await page.locator('.container').count(), 0);
    }
  }));

test('the learner steps back and on, with buttons and keys', () =>
  withPage({}, async page => {
    await build(page);
    await end(page);
    const last = await moment(page);
    const final = await caption(page);
    await page.getByRole('button', { name: /^Step back/ }).click();
    assert.equal(await moment(page), last - 1);
    assert.notEqual(await caption(page), final);
    await page.locator('h1').click();
    for (const [key, expected] of [['ArrowLeft', last - 2], ['ArrowRight', last - 1], ['Home', 0], ['End', last]]) {
      await page.keyboard.press(key);
      assert.equal(await moment(page), expected, key);
    }
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: /^Pause/ }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: /^Play/ }).waitFor();
  }));

test('keys that are typed into a field stay there', () =>
  withPage({}, async page => {
    await build(page);
    await end(page);
    const last = await moment(page);
    const command = page.getByRole('textbox', { name: 'Command' });
    await command.pressSequentially('a b');
    await command.press('Home');
    await command.press('ArrowRight');
    assert.equal(await command.inputValue(), 'a b');
    assert.equal(await moment(page), last);
    await command.fill('');
    await command.press('ArrowUp');
    assert.match(await command.inputValue(), /docker build/);
    await page.getByRole('textbox', { name: 'Dockerfile' }).press('Tab');
    const inside = () => page.evaluate(() => document.activeElement?.id === 'dockerfile');
    assert.equal(await inside(), false, 'Tab leaves the editor');
  }));

test('help opens with ? and closes with Escape', () =>
  withPage({}, async page => {
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }));

for (const [motion, moves] of [['reduce', false], ['no-preference', true]]) {
  test(`with motion ${motion} the stage ${moves ? 'moves' : 'jumps'}`, () =>
    withPage({ motion }, async page => {
      await build(page);
      await page.locator('.packet').first().waitFor();
      const seconds = await page.locator('.packet').first()
        .evaluate(element => Number.parseFloat(getComputedStyle(element).animationDuration));
      assert.equal(seconds > 0, moves, `${seconds} s`);
    }));
}

test('a reload loses nothing', () =>
  withPage({}, async page => {
    await page.getByRole('textbox', { name: 'Dockerfile' }).fill(THEN_GCC);
    await build(page);
    await end(page);
    const [before, final] = [await page.getByRole('log').innerText(), await caption(page)];
    await page.reload();
    // The simulator is fetched again, and does again what was done.
    await page.getByText('Successfully built').waitFor();
    assert.equal(await page.getByRole('log').innerText(), before);
    assert.equal(await caption(page), final);
    assert.equal(await page.getByRole('textbox', { name: 'Dockerfile' }).inputValue(), THEN_GCC);
  }));

test('starting over keeps the Dockerfile and can be taken back', () =>
  withPage({}, async page => {
    await build(page);
    await end(page);
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByText('Nothing was typed yet.').waitFor();
    await page.getByRole('button', { name: 'Undo starting over' }).click();
    assert.deepEqual(await words(page), ['ready', 'built', 'built']);
  }));

test('the theme button goes through system, light and dark', () =>
  withPage({}, async page => {
    const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    const seen = [await scheme()];
    for (let press = 0; press < 2; press += 1) {
      await page.getByRole('button', { name: /^Colors/ }).click();
      seen.push(await scheme());
    }
    assert.deepEqual(seen, ['light dark', 'light', 'dark']);
  }));

test('what is wrong is said, with advice', () =>
  withPage({}, async page => {
    await page.getByRole('textbox', { name: 'Dockerfile' }).fill('FROM alpine\nCOPPY . /\n');
    await page.getByText(/unknown instruction: COPPY/).waitFor();
    await build(page);
    await end(page);
    assert.match(await page.getByRole('log').innerText(), /unknown instruction: COPPY/);
  }));

for (const scheme of ['light', 'dark']) {
  test(`after two builds nothing is inaccessible or too wide, ${scheme}`, () =>
    withPage({ scheme, width: 390, height: 844 }, async page => {
      await build(page);
      await end(page);
      await page.getByRole('textbox', { name: 'Dockerfile' }).fill(`${THEN_GCC}RUN nothing\n`);
      await build(page);
      const last = Number(await page.getByRole('slider', { name: 'Moment' }).getAttribute('max'));
      for (let index = 0; index <= last; index += 8) {
        await page.getByRole('slider', { name: 'Moment' }).fill(String(index));
        assert.equal(await scrollsSideways(page), false, await caption(page));
      }
      await end(page);
      assert.deepEqual(await accessibilityProblems(page), []);
    }));
}

test('a package that the small set lacks is there once all of main is fetched, and stays over a reload', () =>
  withPage({}, async page => {
    await page.getByRole('textbox', { name: 'Dockerfile' }).fill('FROM alpine\nRUN apk add alsa-lib\n');
    await build(page);
    await end(page);
    await page.getByRole('button', { name: /^Fetch all/ }).click();
    await page.getByText('Successfully built').waitFor();
    await page.reload();
    await page.getByText('Successfully built').waitFor();
  }));
