// Choosing a lesson or a scenario, and what each of them keeps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems, base, scrollsSideways, withPage } from './harness.mjs';

const title = page => page.locator('h1').innerText();
const dockerfile = page => page.getByRole('textbox', { name: 'Dockerfile' }).inputValue();
const list = page => page.getByRole('navigation', { name: 'Lessons' });
const unfold = page => page.getByText(/All lessons, \d done/).click();
const arrive = (page, heading) => page.getByRole('heading', { level: 1, name: heading }).waitFor();
const focused = page => page.evaluate(() => document.activeElement?.id);

/** Lets the lesson's first button that is called `name` do its work, and waits for the end of what it shows. */
async function press(page, name) {
  await page.getByRole('button', { name }).first().click();
  await page.locator('.entry').first().waitFor();
  await page.getByRole('button', { name: /^Last moment/ }).click();
  await page.getByText('Successfully built').first().waitFor();
}

test('an address opens its lesson, its Dockerfile and its builder', () =>
  withPage({ fragment: '#/lesson/tags' }, async page => {
    assert.equal(await title(page), 'Tags: names for images');
    assert.match(await page.title(), /^Tags: names for images · /);
    assert.match(await dockerfile(page), /redis-server/);
    assert.equal(await page.getByRole('radio', { name: 'BuildKit' }).isChecked(), true);
  }));

test('the list leads to a lesson, which begins at its top', () =>
  withPage({ width: 390, height: 844 }, async page => {
    await unfold(page);
    assert.equal(await list(page).getByRole('link').count(), 16);
    await list(page).getByRole('link', { name: /^RUN/ }).click();
    await arrive(page, /^RUN/);
    assert.ok(page.url().endsWith('#/lesson/run'), page.url());
    assert.equal(await focused(page), 'lesson-title');
    assert.equal(await page.evaluate(() => window.scrollY), 0);
    assert.equal(await list(page).isVisible(), false, 'the list is folded again');
    await page.goBack();
    await arrive(page, /^From a text/);
  }));

test('the keyboard goes from lesson to lesson', () =>
  withPage({ fragment: '#/lesson/run' }, async page => {
    await page.getByRole('link', { name: /^Next: CMD/ }).press('Enter');
    await arrive(page, /^CMD/);
    await page.locator('.lesson-list summary').press('Enter');
    await list(page).getByRole('link', { name: /^FROM/ }).press('Enter');
    await arrive(page, /^FROM/);
    assert.equal(await focused(page), 'lesson-title');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  }));

test('each lesson keeps its own work, also over a reload', () =>
  withPage({ fragment: '#/lesson/run' }, async page => {
    await press(page, /^Run DOCKER_BUILDKIT=0/);
    const [log, file] = [await page.getByRole('log').innerText(), await dockerfile(page)];
    await page.goto(`${base}#/lesson/from`);
    await arrive(page, /^FROM/);
    assert.notEqual(await dockerfile(page), file);
    await page.getByText('Nothing was typed yet.').waitFor();
    await page.goto(`${base}#/lesson/run`);
    await arrive(page, /^RUN/);
    await page.getByText('Successfully built').first().waitFor();
    assert.equal(await page.getByRole('log').innerText(), log);
    await page.goto(base);
    await page.reload();
    await arrive(page, /^RUN/);
    await page.getByText('Successfully built').first().waitFor();
    assert.equal(await page.getByRole('log').innerText(), log, 'a visit begins where the last one ended');
  }));

test('a lesson whose goals are met has a mark, and keeps it', () =>
  withPage({}, async page => {
    await page.locator('summary', { hasText: 'Solution' }).click();
    const solution = page.locator('details', { hasText: 'Solution' });
    await solution.getByRole('button', { name: /^Write Dockerfile/ }).click();
    await solution.getByRole('button', { name: /^Run DOCKER_BUILDKIT=0/ }).click();
    await page.getByText('All lessons, 1 done').waitFor();
    await page.reload();
    await page.getByText('All lessons, 1 done').waitFor();
    await unfold(page);
    assert.equal(await list(page).getByRole('listitem').filter({ hasText: 'done' }).count(), 1);
  }));

test('a lesson opens the stage at the step that it is about', () =>
  withPage({ fragment: '#/lesson/run' }, async page => {
    await page.getByRole('button', { name: /^Run DOCKER_BUILDKIT=0/ }).first().click();
    await page.locator('.entry').first().waitFor();
    await page.keyboard.press('Escape');
    assert.match(await page.locator('.focus-step').first().innerText(), /2\/3/);
  }));

test('the sandbox offers scenarios, which begin with a build', () =>
  withPage({ fragment: '#/sandbox' }, async page => {
    assert.equal(await title(page), 'Sandbox');
    await page.getByRole('article').getByRole('link', { name: 'The secret in a layer' }).last().click();
    await arrive(page, 'The secret in a layer');
    await page.getByText('docker build -t app .').first().waitFor();
    assert.match(await dockerfile(page), /COPY key.pem/);
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByRole('textbox', { name: 'Command' }).fill('ls');
    await page.getByRole('textbox', { name: 'Command' }).press('Enter');
    await page.getByText('key.pem').last().waitFor();
  }));

test('an address that names nothing opens the first lesson', () =>
  withPage({ fragment: '#/lesson/nothing' }, async page => {
    assert.equal(await title(page), 'From a text to an image');
  }));

for (const fragment of ['#/lesson/cmd', '#/sandbox/two-stages', '#/sandbox']) {
  for (const scheme of ['light', 'dark']) {
    test(`${fragment} with its list is accessible and not too wide, ${scheme}`, () =>
      withPage({ fragment, scheme, width: 390, height: 844 }, async page => {
        await unfold(page);
        assert.equal(await scrollsSideways(page), false);
        assert.deepEqual(await accessibilityProblems(page), []);
      }));
  }
}
