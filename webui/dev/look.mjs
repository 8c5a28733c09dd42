// SPDX-License-Identifier: MIT
// Opens the built UI against the mock in Chromium and takes a picture of every page, so that a
// human can look at them:  npm run build && node dev/look.mjs [--only room] [--sizes
// 390x844,1440x900]
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { startMock } from './mock.mjs';

const kOut = new URL('./shots/', import.meta.url).pathname;
const kFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
}

const only = option('only', '');
const sizes = option('sizes', '390x844,360x640,844x390,1440x900')
  .split(',')
  .map((text) => text.split('x').map(Number));
const themes = option('themes', 'light,dark').split(',');

await mkdir(kOut, { recursive: true });
const mock = await startMock();
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  headless: true,
  args: kFlags,
});
const problems = [];

const kFakeMedia = new URL('./fake_media.js', import.meta.url).pathname;

async function open(theme, [width, height], path, scene = 0) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    permissions: ['camera', 'microphone'],
  });
  await context.addInitScript(`window.fakeScene = ${scene}`);
  await context.addInitScript({ path: kFakeMedia });
  const page = await context.newPage();
  page.on(
    'console',
    (message) =>
      ['error', 'warning'].includes(message.type()) && problems.push(`${path}: ${message.text()}`),
  );
  page.on('pageerror', (error) => problems.push(`${path}: ${error}`));
  page.on(
    'request',
    (request) =>
      !request.url().startsWith(mock.url) &&
      !request.url().startsWith('blob:') &&
      problems.push(`foreign request ${request.url()}`),
  );
  await page.goto(mock.url + path);
  return page;
}

const at = (page, id) => page.getByTestId(id);
/** A press that does not wait for frames: several calls in software keep a small machine busy. */
const press = (page, id) => at(page, id).evaluate((element) => element.click());
const closePanel = (page) =>
  page.locator('.panel > .title-bar button').evaluate((element) => element.click());
let tag = '';

async function shot(page, name) {
  if (only && !name.includes(only)) return;
  await page.waitForTimeout(250);
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (wide > 0) problems.push(`${name} ${tag}: ${wide} px too wide`);
  await page.screenshot({ path: `${kOut}${name}-${tag}.png` });
}

async function signIn(page) {
  await at(page, 'signin-email').fill('teacher@example.org');
  await at(page, 'signin-password').fill('password');
  await press(page, 'signin-submit');
  await at(page, 'start-now').waitFor();
}

async function joinAs(theme, size, code, name, scene) {
  const page = await open(theme, size, `/j/${code}`, scene);
  await at(page, 'lobby-name').fill(name);
  await page.locator('.preview video').waitFor();
  await press(page, 'lobby-join');
  await at(page, 'room').waitFor();
  return page;
}

async function openRoomItem(page, id) {
  if ((await at(page, id).count()) === 0) await press(page, 'more');
  await press(page, id);
}

async function tour(theme, size) {
  tag = `${size.join('x')}-${theme}`;
  mock.world.meetings.length = 0;
  const page = await open(theme, size, '/');
  await at(page, 'home-code').waitFor();
  await shot(page, 'home-out');
  await page.goto(`${mock.url}/register#invitation=abc`);
  await at(page, 'register-name').waitFor();
  await shot(page, 'register');
  await page.goto(`${mock.url}/nowhere/at/all`);
  await shot(page, 'missing');
  await page.goto(`${mock.url}/signin`);
  await at(page, 'signin-email').fill('x@example.org');
  await at(page, 'signin-password').fill('wrong');
  await press(page, 'signin-submit');
  await page.getByRole('alert').waitFor();
  await shot(page, 'signin-wrong');
  await signIn(page);
  await shot(page, 'home-empty');
  await page.goto(`${mock.url}/create`);
  await at(page, 'create-title').fill('Algebra, year 8');
  await press(page, 'create-later');
  await page.getByText('More settings').click();
  await shot(page, 'create');
  await press(page, 'create-now');
  await press(page, 'create-submit');
  await at(page, 'start-meeting').waitFor();
  await shot(page, 'created');
  const code = (await at(page, 'invite-link').inputValue()).split('/j/')[1];
  await press(page, 'start-meeting');
  await page.locator('.preview video').waitFor();
  await press(page, 'lobby-devices');
  await shot(page, 'lobby-host');
  await press(page, 'lobby-join');
  await at(page, 'room').waitFor();
  await shot(page, 'room-alone');

  const home = await open(theme, size, '/signin');
  await signIn(home);
  await home.locator('.week-strip').first().waitFor();
  await shot(home, 'home-list');
  await home.context().close();

  const guest = await open(theme, size, `/j/${code}`, 1);
  await guest.locator('.preview video').waitFor();
  await shot(guest, 'lobby-guest');
  await at(guest, 'lobby-name').fill('Grace Hopper');
  await press(guest, 'lobby-join');
  await at(guest, 'room').waitFor();
  await guest.locator('[data-testid=tile][data-self=false][data-link=connected]').waitFor();
  await guest.waitForTimeout(800);
  await shot(page, 'room-two');
  await shot(guest, 'room-two-guest');

  await openRoomItem(guest, 'chat-toggle');
  await at(guest, 'chat-input').fill('Good morning! The exercises: https://example.org/year8.pdf');
  await press(guest, 'chat-send');
  await at(guest, 'chat-input').fill('I have a question about number 3.');
  await press(guest, 'chat-send');
  await shot(page, 'room-unread');
  await openRoomItem(page, 'chat-toggle');
  await at(page, 'chat-input').fill('Of course — share your screen, please.');
  await press(page, 'chat-send');
  await page.locator('[data-testid=chat-message]').nth(2).waitFor();
  await shot(page, 'room-chat');
  await closePanel(page);

  const more = [];
  for (const name of ['Alan Turing', 'Emmy Noether', 'Sofia Kowalewskaja']) {
    more.push(await joinAs(theme, size, code, name, more.length + 2));
  }
  await press(more[0], 'camera');
  await press(more[1], 'mic');
  await press(more[2], 'hand');
  await page.waitForTimeout(2500);
  await shot(page, 'room-five');
  await openRoomItem(page, 'people-toggle');
  await shot(page, 'room-people');
  // Twenty encoders in software are enough for one picture.
  for (const one of more) await one.context().close();
  await closePanel(page);
  await press(page, 'more');
  await shot(page, 'room-more');
  await press(page, 'details');
  await page.waitForTimeout(600);
  await shot(page, 'room-details');
  await page.keyboard.press('Escape');

  await closePanel(guest);
  await openRoomItem(guest, 'share');
  await at(page, 'screen-tile').waitFor();
  await page.waitForTimeout(1500);
  await shot(page, 'room-share');
  await shot(guest, 'room-sharing');

  await guest.context().setOffline(true);
  for (const client of mock.sockets.clients) client.terminate();
  await page.waitForTimeout(100);
  await shot(guest, 'room-reconnecting');
  await guest.context().setOffline(false);

  await openRoomItem(page, 'end');
  await shot(page, 'room-end');
  await press(page, 'end-confirm');
  await at(page, 'left').waitFor();
  await shot(page, 'left');
  for (const one of [page, guest]) await one.context().close();
}

for (const theme of themes) for (const size of sizes) await tour(theme, size);
await browser.close();
mock.stop();
console.log(problems.length ? [...new Set(problems)].join('\n') : 'no problems');
