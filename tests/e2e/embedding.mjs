// SPDX-License-Identifier: MIT
// A meeting in a frame of a school's portal, which is another origin; and a page that may not show
// it.
import { createServer } from 'node:http';

import { ask, id } from './pages.mjs';
import { step, until } from './report.mjs';

const kDesktop = { viewport: { width: 1280, height: 800 } };

/** What docs/embedding.md shows, and a log of what the page heard. */
const portalPage = `<!doctype html><meta charset="utf-8"><title>Portal</title>
<style>iframe { width: 100%; height: 90vh; border: 0 }</style>
<script>
  const told = [];
  const params = new URLSearchParams(location.search);
  const lectern = new URL(params.get('meeting'));
  let last = 0;
  window.addEventListener('message', (event) => {
    const frame = document.querySelector('iframe');
    if (event.origin !== lectern.origin || event.source !== frame.contentWindow) return;
    if (event.data.lectern === 1) told.push(event.data);
  });
  const tell = (command) => {
    const id = String((last += 1));
    document
      .querySelector('iframe')
      .contentWindow.postMessage({ lectern: 1, id, ...command }, lectern.origin);
    return id;
  };
  addEventListener('DOMContentLoaded', () => {
    const frame = document.createElement('iframe');
    frame.allow = 'camera; microphone; display-capture; autoplay; fullscreen';
    frame.src = lectern.href;
    document.body.append(frame);
  });
</script><body>`;

/** Serves the portal's page; the origin is known before the daemon starts, and allowed there. */
export async function startPortal() {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(portalPage);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    origin: `http://127.0.0.1:${port}`,
    /** The same page under a name that is not allowed. */
    stranger: `http://localhost:${port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

const heard = (page, event) =>
  page.evaluate((wanted) => told.filter((one) => one.event === wanted), event);

async function command(page, what) {
  const serial = await page.evaluate((words) => tell(words), what);
  return until(`an answer to ${JSON.stringify(what)}`, () =>
    page.evaluate((number) => told.find((one) => one.id === number), serial),
  );
}

async function inThePortal({ page, tutor, frame }) {
  await step('the page around the frame lets the pupil join', async () => {
    await frame.locator(id('lobby-join')).waitFor();
    const refused = await command(page, { do: 'mute' });
    if (refused.code !== 'not-in-room') throw new Error(JSON.stringify(refused));
    const done = await command(page, { do: 'join', name: 'Paul Portal' });
    if (done.event !== 'done') throw new Error(JSON.stringify(done));
    await frame.locator(id('room')).waitFor();
    await until('joined', async () => {
      const [joined] = await heard(page, 'joined');
      return joined?.self.name === 'Paul Portal';
    });
    await tutor.page.waitForSelector(`${id('tile')}:has-text("Paul Portal")`);
    await until('the tutor', async () => (await heard(page, 'person-joined')).length === 1);
  });
  await step('it mutes, and cannot unmute', async () => {
    await command(page, { do: 'mute' });
    await until('muted', async () => (await heard(page, 'media')).at(-1)?.microphone === false);
    const refused = await command(page, { do: 'unmute' });
    if (refused.code !== 'bad-command') throw new Error(JSON.stringify(refused));
    await command(page, { do: 'raise-hand' });
    await tutor.page.waitForSelector('.tile-hand');
  });
  await step('it ends the call, and is told so', async () => {
    await command(page, { do: 'leave' });
    await until('left', async () => (await heard(page, 'left'))[0]?.reason === 'left');
    await frame.locator(id('left')).waitFor();
  });
}

export async function embedding({ open, signIn, origin, portal, shots }) {
  const tutor = await open('tutor', kDesktop);
  await signIn(tutor, origin);
  const { code } = await ask(tutor, 'POST', '/api/meeting/create/', {
    title: 'In the portal',
    access: 'public',
  });
  await tutor.page.goto(`${origin}/j/${code}`);
  await tutor.page.click(id('lobby-join'));
  await tutor.page.waitForSelector(id('room'));
  const pupil = await open('pupil', kDesktop);
  const { page } = pupil;
  const at = (base) => `${base}/?meeting=${encodeURIComponent(`${origin}/j/${code}`)}`;
  await page.goto(at(portal.origin));
  await inThePortal({ page, tutor, frame: page.frameLocator('iframe') });
  if (shots) await pupil.shot(shots, 'embedding');
  await step('a page that the site does not name may not show it', async () => {
    const refused = page.waitForEvent('console', {
      predicate: (message) => /frame-ancestors/.test(message.text()),
    });
    await page.goto(at(portal.stranger));
    await refused;
  });
  await step('the site can be installed as an app', async () => {
    const manifest = await tutor.page.evaluate(async () => {
      const link = document.querySelector('link[rel="manifest"]');
      const answer = await fetch(link.href);
      const { icons, ...rest } = await answer.json();
      const loaded = await Promise.all(icons.map(async ({ src }) => (await fetch(src)).status));
      return { type: answer.headers.get('content-type'), loaded, ...rest };
    });
    if (!manifest.type.startsWith('application/manifest+json')) throw new Error(manifest.type);
    if (manifest.loaded.some((status) => status !== 200)) throw new Error(`${manifest.loaded}`);
  });
}
