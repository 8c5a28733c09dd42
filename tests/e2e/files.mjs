// SPDX-License-Identifier: MIT
// Files go from page to page: to everybody, to one person, over a reload of the receiver; they are
// what was sent; pictures are seen, and what is too large is refused before anything is sent.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { id, tooWide, violations } from './pages.mjs';
import { step, until } from './report.mjs';
import { createMeeting, enter } from './story.mjs';

const kDesktop = { viewport: { width: 1440, height: 900 } };
const kTablet = { viewport: { width: 768, height: 1024 } };
const kPhone = { viewport: { width: 390, height: 844 }, isMobile: true };
const kPatientMs = 120_000;

const press = (scope, selector) =>
  scope
    .locator(selector)
    .first()
    .evaluate((node) => node.click());

const hashOf = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A file of random bytes. */
function made(folder, name, size) {
  const path = join(folder, name);
  writeFileSync(path, randomBytes(size));
  return path;
}

const line = (name) => `${id('file')}:has-text("${name}")`;

async function openChat(person) {
  if (!(await person.page.isVisible(id('chat-input')))) await press(person.page, id('chat-toggle'));
  await person.page.waitForSelector(id('files-attach'));
}

const attach = (person, ...paths) => person.page.setInputFiles(id('files-input'), paths);

async function becomes(person, name, status) {
  await person.page.waitForSelector(`${id('file')}[data-status="${status}"]:has-text("${name}")`, {
    timeout: kPatientMs,
  });
}

async function saved(person, name, path) {
  const item = person.page.locator(line(name));
  const [download] = await Promise.all([
    person.page.waitForEvent('download'),
    press(item, id('file-save')),
  ]);
  if (hashOf(await download.path()) !== hashOf(path))
    throw new Error(`${name} is not what was sent`);
  return download.suggestedFilename();
}

async function toAll({ tutor, ann, ben, folder }) {
  await step('a file of three megabytes goes to everybody, and is what was sent', async () => {
    const path = made(folder, 'sheet.pdf', 3_000_000);
    await attach(tutor, path);
    for (const pupil of [ann, ben]) {
      await becomes(pupil, 'sheet.pdf', 'offered');
      await press(pupil.page.locator(line('sheet.pdf')), id('file-take'));
    }
    for (const pupil of [ann, ben]) {
      await becomes(pupil, 'sheet.pdf', 'done');
      await saved(pupil, 'sheet.pdf', path);
    }
    await until('the tutor to know', async () =>
      /2 people/.test(await tutor.page.textContent(line('sheet.pdf'))),
    );
  });
}

async function overAReload({ tutor, ann, folder }) {
  await step('the receiver’s page is loaded anew, and the file goes on where it was', async () => {
    const path = made(folder, 'film.bin', 12_000_000);
    await attach(tutor, path);
    await becomes(ann, 'film.bin', 'offered');
    await press(ann.page.locator(line('film.bin')), id('file-take'));
    const before = await ann.page.waitForFunction(
      (selector) => {
        const progress = [...document.querySelectorAll(selector)].at(-1);
        return progress?.value > 1_000_000 && progress.value;
      },
      `${id('file')} progress`,
      { timeout: kPatientMs },
    );
    const had = await before.jsonValue();
    await ann.page.reload();
    await openChat(ann);
    await ann.page.waitForSelector(line('film.bin'), { timeout: kPatientMs });
    await becomes(ann, 'film.bin', 'done');
    await saved(ann, 'film.bin', path);
    return `${had} bytes had come before`;
  });
}

async function pictures({ tutor, ann, ben, folder, shots }) {
  await step('a picture comes by itself and is seen, and nothing else is opened', async () => {
    const picture = await tutor.page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [640, 400];
      const context = canvas.getContext('2d');
      context.fillStyle = '#dfe8ff';
      context.fillRect(0, 0, 640, 400);
      context.fillStyle = '#1f3a8a';
      context.beginPath();
      context.moveTo(80, 340);
      context.lineTo(560, 340);
      context.lineTo(80, 60);
      context.fill();
      return canvas.toDataURL('image/png').split(',')[1];
    });
    const path = join(folder, 'triangle.png');
    writeFileSync(path, Buffer.from(picture, 'base64'));
    // What calls itself a picture and is none.
    const lie = join(folder, 'lie.png');
    writeFileSync(lie, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    await attach(tutor, path, lie);
    for (const pupil of [ann, ben]) {
      await openChat(pupil);
      const shown = pupil.page.locator(`${line('triangle.png')} img`);
      await until('the picture', () => shown.evaluate((image) => image.naturalWidth === 640));
      await becomes(pupil, 'lie.png', 'done');
      if ((await pupil.page.locator(`${line('lie.png')} img`).count()) > 0)
        throw new Error('a lie is shown');
    }
  });
  if (shots) for (const person of [tutor, ann, ben]) await person.shot(shots, 'files');
}

async function toOne({ tutor, ann, ben, folder }) {
  await step('a file for one person is seen by nobody else, and its name is harmless', async () => {
    const path = join(folder, 'marks .html');
    writeFileSync(path, '<script>alert(1)</script>');
    await tutor.page.selectOption(id('chat-to'), { label: 'Ben' });
    await attach(tutor, path);
    await becomes(ben, 'marks .html', 'offered');
    await press(ben.page.locator(line('marks .html')), id('file-take'));
    await becomes(ben, 'marks .html', 'done');
    await saved(ben, 'marks .html', path);
    if ((await ann.page.locator(line('marks')).count()) > 0) throw new Error('Ann sees it');
    await tutor.page.selectOption(id('chat-to'), '');
  });
}

async function limits({ tutor, folder, shots }) {
  await step('what is larger than the limit is refused, with the limit', async () => {
    const path = made(folder, 'huge.iso', 1);
    truncateSync(path, 1_000_000_001);
    await attach(tutor, path);
    await tutor.page.waitForSelector(`${id('files-troubles')}:has-text("1 GB")`);
    if (shots) await tutor.shot(shots, 'files-refused');
  });
}

async function pausing({ tutor, ann, folder, shots }) {
  await step('a file is paused, goes on, and is taken back', async () => {
    await attach(tutor, made(folder, 'long.bin', 60_000_000));
    const item = ann.page.locator(line('long.bin'));
    await becomes(ann, 'long.bin', 'offered');
    await press(item, id('file-take'));
    await item.locator(id('file-pause')).waitFor();
    await press(item, id('file-pause'));
    await becomes(ann, 'long.bin', 'paused');
    if (shots) await ann.shot(shots, 'files-paused');
    await press(item, id('file-resume'));
    await item.locator(id('file-pause')).waitFor();
    await press(item, id('file-pause'));
    await becomes(ann, 'long.bin', 'paused');
    await press(tutor.page.locator(line('long.bin')), id('file-withdraw'));
    await becomes(ann, 'long.bin', 'withdrawn');
    await press(item, id('file-drop'));
    await item.waitFor({ state: 'detached' });
  });
}

async function looks(people, shots) {
  await step('axe finds nothing in the chat with files, by day and by night', async () => {
    for (const person of people) {
      const { page } = person;
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        const found = await violations(page);
        if (found.length > 0)
          throw new Error(`${person.name}, ${colorScheme}: ${found.join('; ')}`);
        if ((await tooWide(page)) > 0) throw new Error(`${person.name} is too wide`);
        if (shots) await person.shot(shots, `files-${colorScheme}`);
      }
      await page.emulateMedia({ colorScheme: 'light' });
    }
  });
}

/** The whole story. */
export async function files({ open, signIn, origin, shots }) {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-files-'));
  try {
    const tutor = await open('tutor', kDesktop);
    await signIn(tutor, origin);
    const link = await createMeeting(tutor, origin, 'Files for all');
    await tutor.page.click(id('start-meeting'));
    await enter(tutor);
    const ann = await open('ann', kTablet);
    const ben = await open('ben', kPhone);
    for (const [person, name] of [
      [ann, 'Ann'],
      [ben, 'Ben'],
    ]) {
      await person.page.goto(link);
      await person.page.waitForSelector(id('lobby-name'));
      await enter(person, { name });
    }
    await tutor.page.waitForSelector(`${id('tile')}[aria-label="Ben"]`);
    for (const person of [tutor, ann, ben]) await openChat(person);
    const all = { tutor, ann, ben, folder, shots };
    await toAll(all);
    await overAReload(all);
    await pictures(all);
    await toOne(all);
    await pausing(all);
    await limits(all);
    await looks([tutor, ann, ben], shots);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
