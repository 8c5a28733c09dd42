// SPDX-License-Identifier: MIT
// The whiteboard of a lesson: three people draw, somebody comes late, undo, clear and lock, a page
// is loaded anew, what is saved is a PNG and a PDF; and pens on a shared screen.
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

import { id, violations } from './pages.mjs';
import { openFrom, press } from './pressing.mjs';
import { step, until } from './report.mjs';
import { createMeeting, enter } from './story.mjs';

const kDesktop = { viewport: { width: 1440, height: 900 } };
const kTablet = { viewport: { width: 768, height: 1024 }, isMobile: true };
const kPhone = { viewport: { width: 390, height: 844 }, isMobile: true };

const objects = async (person) =>
  Number(await person.page.locator(id('board-paper')).getAttribute('data-objects'));

const hasObjects = (person, count) =>
  until(`${count} things on the board of ${person.name}`, async () => {
    const now = await objects(person);
    return now === count;
  });

async function openBoard(person) {
  await openFrom(person, 'activities-toggle');
  await person.page.waitForSelector(id('tool-board'));
  await press(person, id('tool-board'));
  await person.page.waitForSelector(id('board-paper'));
}

/** Events of a pen, a finger or a mouse, as the browser would give them. */
async function stroke(person, points, { type = 'mouse', pressure = 0.5, id: pointerId = 7 } = {}) {
  await person.page.locator(id('board-paper')).evaluate(
    (paper, [list, pointerType, force, number]) => {
      const box = paper.getBoundingClientRect();
      paper.setPointerCapture = () => undefined;
      const send = (name, [x, y], buttons, at) =>
        paper.dispatchEvent(
          new PointerEvent(name, {
            pointerId: number,
            pointerType,
            bubbles: true,
            cancelable: true,
            isPrimary: true,
            button: name === 'pointermove' ? -1 : 0,
            buttons,
            pressure: force * (0.4 + (0.6 * at) / list.length),
            clientX: box.left + x * box.width,
            clientY: box.top + y * box.height,
          }),
        );
      send('pointerdown', list[0], 1, 0);
      list.slice(1).forEach((point, index) => send('pointermove', point, 1, index));
      send('pointerup', list.at(-1), 0, list.length);
    },
    [points, type, pressure, pointerId],
  );
}

const wave = (x, y, length, height = 0.05, count = 40) =>
  Array.from({ length: count }, (_, at) => [
    x + (length * at) / count,
    y + height * Math.sin((at / count) * 4 * Math.PI),
  ]);

async function shot(people, shots, name) {
  if (shots) for (const person of people) await person.shot(shots, `board-${name}`);
}

/** By day and by night. */
async function bothWays(people, shots, name) {
  if (!shots) return;
  for (const scheme of ['light', 'dark']) {
    for (const person of people) await person.page.emulateMedia({ colorScheme: scheme });
    await people[0].page.waitForTimeout(400);
    await shot(people, shots, `${name}-${scheme}`);
  }
  for (const person of people) await person.page.emulateMedia({ colorScheme: 'light' });
}

async function accessible(person, name) {
  const found = await violations(person.page);
  if (found.length > 0) throw new Error(`${name}: axe says ${found.join('; ')}`);
}

async function drawTogether({ tutor, pupil, shots }) {
  await step('the host opens the board, and everybody sees it', async () => {
    await openBoard(tutor);
    await stroke(tutor, wave(0.2, 0.3, 0.5));
    await hasObjects(tutor, 1);
    await pupil.page.waitForSelector(id('board-paper'));
    await hasObjects(pupil, 1);
  });
  await step('both draw: pen, finger, shape, marker', async () => {
    await stroke(pupil, wave(0.25, 0.5, 0.4), { type: 'touch', id: 21 });
    await hasObjects(tutor, 2);
    await press(tutor, id('board-shapes'));
    await press(tutor, id('board-ellipse'));
    await stroke(tutor, [
      [0.6, 0.6],
      [0.7, 0.7],
      [0.8, 0.85],
    ]);
    await press(tutor, id('board-marker'));
    await stroke(tutor, wave(0.25, 0.32, 0.3, 0.01));
    await press(tutor, id('board-pen'));
    await hasObjects(pupil, 4);
  });
  await step('a pen with pressure, after which a finger only moves the page', async () => {
    await stroke(pupil, wave(0.2, 0.7, 0.5), { type: 'pen', pressure: 0.9, id: 31 });
    await hasObjects(tutor, 5);
    const scale = await pupil.page.locator(id('board-paper')).getAttribute('data-scale');
    await stroke(pupil, wave(0.2, 0.4, 0.5), { type: 'touch', id: 32 });
    if ((await objects(pupil)) !== 5) throw new Error('the palm drew');
    return `scale ${scale}`;
  });
  await step('a text and a formula are written, and stand in the list', async () => {
    await press(tutor, id('board-text'));
    await tutor.page.locator(id('board-paper')).click({ position: { x: 200, y: 90 } });
    await tutor.page.waitForSelector(id('board-text-field'));
    await tutor.page.keyboard.type('Pythagoras');
    await tutor.page.keyboard.press('Escape');
    await hasObjects(pupil, 6);
    await press(tutor, id('board-more'));
    await press(tutor, id('board-formula'));
    await tutor.page.fill(id('board-formula-field'), 'a^2 + b^2 = \\frac{c^4}{c^2}');
    await tutor.page.waitForSelector(`${id('board-formula-put')}:not([disabled])`);
    await shot([tutor], shots, 'formula');
    await press(tutor, id('board-formula-put'));
    await hasObjects(pupil, 7);
    await pupil.page.waitForSelector(`${id('board-list')} >> text=Pythagoras`, {
      state: 'attached',
    });
  });
  await step('axe finds nothing on the board', async () => {
    await accessible(tutor, 'the board');
    await accessible(pupil, 'the board on a tablet');
  });
  await bothWays([tutor, pupil], shots, 'together');
}

async function picture({ tutor, pupil }) {
  await step('a picture is added, and comes to the other', async () => {
    const data = await tutor.page.evaluate(() => {
      const canvas = document.createElement('canvas');
      canvas.width = 300;
      canvas.height = 200;
      const context = canvas.getContext('2d');
      context.fillStyle = '#0a8';
      context.fillRect(0, 0, 300, 200);
      return canvas.toDataURL('image/png').split(',')[1];
    });
    await tutor.page.setInputFiles(id('board-file'), {
      name: 'green.png',
      mimeType: 'image/png',
      buffer: Buffer.from(data, 'base64'),
    });
    await hasObjects(pupil, 8);
    await until('its pixels', () =>
      pupil.page
        .locator('.board-canvas')
        .first()
        .evaluate((canvas) => {
          const { data: pixels } = canvas
            .getContext('2d')
            .getImageData(0, 0, canvas.width, canvas.height);
          for (let at = 0; at < pixels.length; at += 4)
            if (pixels[at] < 20 && Math.abs(pixels[at + 1] - 170) < 12) return true;
          return false;
        }),
    );
  });
}

async function lateAndUndo({ open, link, tutor, pupil, shots }) {
  const late = await open('late', kPhone);
  await step('whoever comes late gets the whole board', async () => {
    await late.page.goto(link);
    await enter(late, { name: 'Lea Late' });
    await late.page.waitForSelector(id('board-paper'));
    await hasObjects(late, 8);
  });
  await bothWays([late], shots, 'late');
  await step('undo takes back one’s own last thing, and no other', async () => {
    await press(tutor, id('board-pen'));
    await stroke(late, wave(0.3, 0.6, 0.3), { type: 'touch', id: 41 });
    await hasObjects(tutor, 9);
    await press(tutor, id('board-undo'));
    for (const one of [tutor, pupil, late]) await hasObjects(one, 8);
    await press(tutor, id('board-redo'));
    for (const one of [tutor, pupil, late]) await hasObjects(one, 9);
  });
  await step('a thing is selected, moved by keys, copied and deleted', async () => {
    await press(tutor, id('board-select'));
    await stroke(tutor, [
      [0.02, 0.02],
      [0.5, 0.5],
      [0.98, 0.98],
    ]);
    await tutor.page.waitForSelector(id('board-delete'));
    await shot([tutor], shots, 'selected');
    const before = await objects(tutor);
    await press(tutor, id('board-copy'));
    await until('copies', async () => (await objects(pupil)) > before);
    await press(tutor, id('board-delete'));
    await until('no copies', async () => (await objects(pupil)) === before);
  });
  return late;
}

async function cutOff({ pupil, tutor, late }) {
  await step('a page that is loaded anew gets its board back', async () => {
    await pupil.page.reload();
    await pupil.page.waitForSelector(id('board-paper'));
    await hasObjects(pupil, 9);
    await stroke(pupil, wave(0.2, 0.8, 0.3), { type: 'touch', id: 51 });
    for (const one of [tutor, late]) await hasObjects(one, 10);
  });
}

async function saved({ tutor }) {
  const download = async (name) => {
    await press(tutor, id('board-more'));
    const [file] = await Promise.all([
      tutor.page.waitForEvent('download'),
      press(tutor, id(`board-${name}`)),
    ]);
    return readFileSync(await file.path());
  };
  await step('the page is saved as PNG', async () => {
    const png = await download('png');
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    if (png.toString('latin1', 1, 4) !== 'PNG' || width !== 3200) throw new Error(`${width}`);
    return `${width}x${height}, ${png.length} bytes`;
  });
  await step('all pages are saved as PDF', async () => {
    const pdf = await download('pdf');
    const text = pdf.toString('latin1');
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    if (!text.startsWith('%PDF-1.5') || text.slice(start, start + 4) !== 'xref')
      throw new Error('its table is not where it says');
    const stream = /\/FlateDecode\/Length (\d+)>>\nstream\n/g;
    let streams = 0;
    for (let found = stream.exec(text); found; found = stream.exec(text)) {
      inflateSync(pdf.subarray(stream.lastIndex, stream.lastIndex + Number(found[1])));
      streams += 1;
    }
    if (streams < 3) throw new Error(`${streams} streams`);
    return `${pdf.length} bytes, ${streams} streams`;
  });
}

async function lockAndClear({ tutor, pupil, late }) {
  await step('the host locks the board: the pupils’ pens are gone', async () => {
    await press(tutor, id('board-more'));
    await press(tutor, id('board-lock'));
    await pupil.page.waitForSelector(`${id('board-pen')}[disabled]`);
    await stroke(pupil, wave(0.2, 0.2, 0.3), { type: 'pen', id: 61 });
    await press(tutor, id('board-pen'));
    await stroke(tutor, wave(0.2, 0.15, 0.3));
    for (const one of [pupil, late, tutor]) await hasObjects(one, 11);
    await press(tutor, id('board-more'));
    await press(tutor, id('board-lock'));
    await pupil.page.waitForSelector(`${id('board-pen')}:not([disabled])`);
  });
  await step('the host clears the page, and may take that back', async () => {
    await press(tutor, id('board-more'));
    await press(tutor, id('board-clear'));
    for (const one of [tutor, pupil, late]) await hasObjects(one, 0);
    await press(tutor, id('board-undo'));
    for (const one of [tutor, pupil, late]) await hasObjects(one, 11);
  });
  await step('a page is added, and everybody is brought there', async () => {
    await press(tutor, id('board-page-add'));
    await press(tutor, id('board-more'));
    await press(tutor, id('board-here'));
    for (const one of [tutor, pupil, late])
      await until('page 2 of 2', async () =>
        (await one.page.textContent(id('board-page'))).includes('2 / 2'),
      );
  });
}

/** The pixels of the layer over a shared screen that are not empty. */
const inked = (person) =>
  person.page.locator(id('pen-layer')).evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at] > 100) count += 1;
    return count;
  });

async function onAScreen({ tutor, pupil, shots }) {
  await step('a pupil draws on the shared screen, and the host sees it', async () => {
    await press(tutor, id('board-hide'));
    await press(pupil, id('board-hide'));
    await openFrom(tutor, 'share');
    await pupil.page.waitForSelector(id('screen-tile'));
    await until('its picture', () =>
      pupil.page
        .locator(`${id('screen-tile')} video`)
        .evaluate((video) => video.videoWidth > 0 && video.readyState > 1),
    );
    await until('everyone to see it', async () =>
      (await tutor.page.textContent(id('sharing-text'))).includes('Everyone'),
    );
    await press(pupil, id('screen-pen'));
    await pupil.page.waitForSelector(id('pen-stays'));
    await press(pupil, id('pen-stays'));
    const box = await pupil.page.locator(id('screen-tile')).boundingBox();
    await pupil.page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.5);
    await pupil.page.mouse.down();
    for (let at = 1; at <= 10; at += 1)
      await pupil.page.mouse.move(
        box.x + box.width * (0.3 + at * 0.03),
        box.y + box.height * (0.5 - at * 0.005),
      );
    await pupil.page.mouse.up();
    await until('ink here', async () => (await inked(pupil)) > 100);
    // The host does not look at the own screen: a card tells, and shows it.
    await tutor.page.waitForSelector(id('pen-on-ours'));
    await shot([tutor, pupil], shots, 'pen-told');
    await press(tutor, `${id('pen-on-ours')} button`);
    await tutor.page.waitForSelector(id('pen-layer'));
    await until('ink there', async () => (await inked(tutor)) > 100);
    await shot([tutor, pupil], shots, 'pen');
    await accessible(pupil, 'the shared screen with a pen');
    await press(pupil, id('pen-clear'));
    await until('no ink', async () => (await inked(tutor)) === 0);
  });
}

async function kept({ tutor, pupil, late, open, signIn, origin, link }) {
  await step('a host keeps the board, and finds it there next week', async () => {
    await openBoard(tutor);
    const before = await objects(tutor);
    await stroke(tutor, wave(0.2, 0.3, 0.3));
    await hasObjects(tutor, before + 1);
    await openFrom(tutor, 'activities-toggle');
    await press(tutor, id('tool-material'));
    await tutor.page.waitForSelector(id('keep-board'));
    await press(tutor, id('keep-board'));
    await until('kept', async () => (await tutor.page.textContent(id('material-done'))) !== '');
    await until('there', async () => (await tutor.page.locator(id('material-save')).count()) === 1);
    for (const person of [pupil, late, tutor]) await person.page.goto('about:blank');
    const again = await open('next week', kDesktop);
    await signIn(again, origin);
    await again.page.goto(link);
    await enter(again);
    await openBoard(again);
    await until('both pages', async () =>
      (await again.page.textContent(id('board-page'))).includes('/ 2'),
    );
    await press(again, id('board-page-next'));
    await hasObjects(again, before + 1);
  });
}

export async function board({ open, signIn, origin, shots }) {
  const tutor = await open('tutor', kDesktop);
  await signIn(tutor, origin);
  const link = await createMeeting(tutor, origin, 'Geometry on a board');
  await tutor.page.click(id('start-meeting'));
  await enter(tutor);
  const pupil = await open('pupil', kTablet);
  await pupil.page.goto(link);
  await enter(pupil, { name: 'Paul Pupil' });
  const people = { open, link, tutor, pupil, shots };
  await drawTogether(people);
  await picture(people);
  const late = await lateAndUndo(people);
  await cutOff({ ...people, late });
  await saved(people);
  await lockAndClear({ ...people, late });
  await onAScreen(people);
  await kept({ ...people, late, signIn, origin });
  const errors = [tutor, pupil, late].flatMap((one) =>
    one
      .log()
      .split('\n')
      .filter((line) => line.includes('pageerror')),
  );
  if (errors.length > 0) throw new Error(errors.join('; '));
}
