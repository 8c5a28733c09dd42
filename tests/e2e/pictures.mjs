// SPDX-License-Identifier: MIT
// Makes the pictures of the documentation from the real daemon and the real pages: `make pictures`.
// The cameras are drawn (webui/dev/fake_media.js), so that the pictures show nobody. `node
// tests/e2e/pictures.mjs [path of lecternd]`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openPerson } from './browsers.mjs';
import { startDaemon } from './daemon.mjs';
import { makeCertificates, trustingHome } from './pki.mjs';
import { createMeeting, enter, id, registerTutor } from './story.mjs';

const top = fileURLToPath(new URL('../../', import.meta.url));
const images = join(top, 'docs/images');
const binary = resolve(process.argv[2] ?? join(top, 'build/lecternd'));
const drawn = readFileSync(join(top, 'webui/dev/fake_media.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'lectern-pictures-'));
const people = [];

async function person(name, environment, scene) {
  const opened = await openPerson(name, { environment, viewport: { width: 1280, height: 800 } });
  await opened.context.addInitScript(`window.fakeScene = ${scene};\n${drawn}`);
  people.push(opened);
  return opened;
}

const press = (who, name) =>
  who.page
    .locator(id(name))
    .first()
    .evaluate((node) => node.click());

async function write(who, text) {
  if (!(await who.page.isVisible(id('chat-input')))) await press(who, 'chat-toggle');
  await who.page.fill(id('chat-input'), text);
  await press(who, 'chat-send');
}

async function makePictures(origin, link, environment) {
  const tutor = await person('tutor', environment, 0);
  await registerTutor(tutor, link);
  const invitation = await createMeeting(tutor, origin, 'Algebra, year 8');
  await tutor.page.click(id('start-meeting'));
  await tutor.page.waitForSelector('.preview video');
  await tutor.page.waitForTimeout(800);
  await tutor.page.screenshot({ path: join(images, 'lobby.png') });
  await enter(tutor);
  const pupils = [];
  for (const [scene, name] of ['Grace Hopper', 'Sofia Kowalewskaja', 'Emmy Noether'].entries()) {
    const pupil = await person(name, environment, scene + 1);
    await pupil.page.goto(invitation);
    await pupil.page.waitForSelector(id('lobby-name'));
    await enter(pupil, { name });
    pupils.push(pupil);
  }
  const [grace, sofia, emmy] = pupils;
  await tutor.page.waitForFunction(
    () => document.querySelectorAll('.tile video').length === 4,
    undefined,
    { timeout: 60_000 },
  );
  await write(grace, 'Good morning! Shall we go on with exercise 3?');
  await write(sofia, 'I have drawn the parabola.');
  await press(tutor, 'chat-toggle');
  await write(tutor, 'Well done. Who wants to show it?');
  await press(sofia, 'hand');
  await press(emmy, 'mic');
  // Notices of who came go by themselves.
  await tutor.page.waitForSelector(id('notice'), { state: 'detached', timeout: 40_000 });
  await tutor.page.waitForTimeout(1500);
  await tutor.page.screenshot({ path: join(images, 'room.png') });
}

let daemon;
try {
  const pki = makeCertificates(join(folder, 'pki'));
  daemon = await startDaemon(binary, join(folder, 'daemon'), pki);
  const origin = `https://${daemon.ready.https[0]}`;
  const link = daemon.adminLink.replace(/^https?:\/\/[^/]+/, origin);
  await makePictures(origin, link, trustingHome(join(folder, 'home'), pki.ca));
  console.log(`made room.png and lobby.png in ${images}`);
} finally {
  for (const each of people) await each.close().catch(() => {});
  if (daemon) await daemon.stop();
  rmSync(folder, { recursive: true, force: true });
}
