// SPDX-License-Identifier: MIT
// A lesson is recorded: everybody is told and asked, the film is on the server when it ends, plays
// and seeks, and a link shows it to somebody without an account. A page that is loaded anew in the
// middle goes on with what lies on the device. And a part of the page that does not come is said.
import { ask, id, looksRight } from './pages.mjs';
import { press } from './pressing.mjs';
import { step, until } from './report.mjs';
import { createMeeting, enter } from './story.mjs';

const kDesktop = { viewport: { width: 1280, height: 800 } };
const kPhone = { viewport: { width: 390, height: 844 }, isMobile: true };

/** From the menu of the bar. */
async function choose(person, name) {
  await press(person, id('more'));
  await person.page.waitForSelector(id(name));
  await press(person, id(name));
}

async function shot(people, shots, name) {
  if (shots) for (const person of people) await person.shot(shots, `recording-${name}`);
}

/** A machine that is busy makes a film slowly. */
const kPatientMs = 60_000;

/** Enough for some seconds, whatever the machine makes of them. */
const kPieces = 20_000;

/** Bytes of the film: made (`max`), or on the server (`value`). */
const progress = async (person, name) =>
  Number(await person.page.locator('.dialog progress').getAttribute(name));

const notice = (kind) => `${id('notice')}[data-kind="${kind}"]`;
const live = `${id('film-sign')}[data-live="true"]`;

async function begin(tutor) {
  await choose(tutor, 'record');
  await tutor.page.waitForSelector(`${id('record-start')}:not([disabled])`);
  await press(tutor, id('record-start'));
  await tutor.page.waitForSelector(live);
  await tutor.page.waitForSelector(id('record-start'), { state: 'detached' });
}

async function partThatFails({ tutor }) {
  await step('a part of the page that does not come is said, and comes by a press', async () => {
    const { page } = tutor;
    await page.route('**/people_panel-*.js', (route) => route.abort());
    await press(tutor, id('people-toggle'));
    await page.waitForSelector(notice('part-failed'));
    await page.unroute('**/people_panel-*.js');
    await press(tutor, id('notice-part'));
    await page.waitForSelector(id('person'));
    await press(tutor, id('people-toggle'));
  });
}

async function askAndAgree({ tutor, pupil, shots }) {
  await step('the host records, everybody sees it, and the pupil is asked', async () => {
    await choose(tutor, 'record');
    await tutor.page.waitForSelector(`${id('record-start')}:not([disabled])`);
    await shot([tutor], shots, 'before');
    await press(tutor, id('record-start'));
    await tutor.page.waitForSelector(live);
    await pupil.page.waitForSelector(live);
    await pupil.page.waitForSelector(notice('recording-ask'));
    await shot([tutor, pupil], shots, 'asked');
  });
  await step('the pupil agrees, and is in the recording', async () => {
    // The film has begun without the pupil.
    await press(tutor, id('film-sign'));
    await tutor.page.waitForSelector('.film-people [data-agreed="false"]');
    await until(
      'the first piece on the server',
      async () => (await progress(tutor, 'value')) > 0,
      kPatientMs,
    );
    await press(pupil, id('notice-agree'));
    await tutor.page.waitForSelector('.film-people [data-agreed="true"]');
    await pupil.page.waitForSelector(notice('recording-ask'), { state: 'detached' });
  });
}

async function pauseAndStop({ tutor, pupil, shots }) {
  await step('a pause is seen by all', async () => {
    await press(tutor, id('film-pause'));
    await pupil.page.waitForSelector(`${id('film-sign')}[data-paused="true"]`);
    await shot([tutor, pupil], shots, 'paused');
    await press(tutor, id('film-pause'));
    await pupil.page.waitForSelector(`${id('film-sign')}[data-paused="false"]`);
    await press(pupil, id('film-sign'));
    await pupil.page.waitForSelector(id('answer-change'));
    await shot([pupil], shots, 'answer');
    await pupil.page.keyboard.press('Escape');
    // Long enough for a frame after the pause.
    const before = await progress(tutor, 'max');
    await until(
      'more of the film',
      async () => (await progress(tutor, 'max')) > before + 3 * kPieces,
      kPatientMs,
    );
    // The clock of the film: a fast machine comes here after three seconds of it.
    await until(
      'six seconds of film',
      async () => /^0:(?:0[6-9]|[1-5]\d)$/.test(await tutor.page.textContent('.film-time')),
      kPatientMs,
    );
  });
  await step('the host ends it, and the film is on the server', async () => {
    await press(tutor, id('film-stop'));
    await tutor.page.waitForSelector(notice('recording'));
    await pupil.page.waitForSelector(id('film-sign'), { state: 'detached' });
    await shot([tutor], shots, 'saved');
  });
}

/** Of the film at `second`: red, green and blue in the middle of its upper edge. */
const colourAt = (page, second) =>
  page.evaluate(async (at) => {
    const video = document.querySelector('video');
    await new Promise((resolve) => {
      video.addEventListener('seeked', resolve, { once: true });
      video.currentTime = at;
    });
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0);
    return [...context.getImageData(640, 20, 1, 1).data.slice(0, 3)];
  }, second);

const isStage = ([red, green, blue]) => red < 40 && green < 45 && blue < 70;

async function watch({ tutor, origin, shots }) {
  const { page } = tutor;
  await step('it is among the recordings as soon as it can be watched', async () => {
    await page.goto(`${origin}/recordings`);
    await page.waitForSelector(`${id('recording')}[data-state="ready"]`);
  });
  await looksRight(tutor, 'recordings', shots);
  await step('it plays, seeks and obeys keys', async () => {
    await press(tutor, id('recording-watch'));
    const video = page.locator(id('player'));
    await until('its length', () => video.evaluate((node) => node.duration > 4));
    // At its beginning nobody else had agreed: one picture fills it. Later two are side by side,
    // and the stage is seen above them.
    const length = await video.evaluate((node) => node.duration);
    if (isStage(await colourAt(page, 0.8))) throw new Error('somebody was in it at once');
    let together = length - 0.2;
    while (together > 1 && !isStage(await colourAt(page, together))) together -= 0.5;
    if (together <= 1) throw new Error('nobody came into it');
    await page.keyboard.press('Home');
    await until('the start', () => video.evaluate((node) => node.currentTime < 0.1));
    await page.keyboard.press('>');
    await until('1.25', () => video.evaluate((node) => node.playbackRate === 1.25));
    await page.keyboard.press('k');
    await until('it plays', () => video.evaluate((node) => node.currentTime > 0.3));
    await page.keyboard.press('k');
    await until('it stands', () => video.evaluate((node) => node.paused));
    return `${length.toFixed(1)} s`;
  });
  await step('people are heard in it', async () => {
    const loudest = await page.evaluate(async () => {
      const { currentSrc } = document.querySelector('video');
      const bytes = await (await fetch(currentSrc)).arrayBuffer();
      const sound = await new AudioContext().decodeAudioData(bytes);
      return sound.getChannelData(0).reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    });
    if (loudest < 0.01) throw new Error(`the loudest sample is ${loudest}`);
    return `loudest sample ${loudest.toFixed(2)}`;
  });
  await looksRight(tutor, 'recording', shots);
}

async function rename({ tutor, origin }) {
  const { page } = tutor;
  await step('it is renamed in place', async () => {
    await page.goto(`${origin}/recordings`);
    await page.waitForSelector(id('recording'));
    await press(tutor, id('recording-more'));
    await press(tutor, id('recording-rename'));
    await page.fill(id('recording-name'), 'Pythagoras, once more');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`${id('recording')}:has-text("Pythagoras, once more")`);
  });
}

async function shared({ open, tutor, shots }) {
  const { page } = tutor;
  const guest = await open('guest', kPhone);
  await step('a link opens it without an account, on a phone', async () => {
    await press(tutor, id('recording-share'));
    await press(tutor, id('share-make'));
    const field = await page.waitForSelector(id('share-url'));
    const link = await field.inputValue();
    await shot([tutor], shots, 'share');
    await guest.page.goto(link);
    const video = guest.page.locator(id('player'));
    await until('its length', () => video.evaluate((node) => node.duration > 4));
    await guest.page.waitForSelector('h1:has-text("Pythagoras, once more")');
  });
  await looksRight(guest, 'recording-shared', shots);
  await step('the link ends, and says so', async () => {
    await press(tutor, id('share-end'));
    await page.waitForSelector(id('share-url'), { state: 'detached' });
    await page.keyboard.press('Escape');
    await guest.page.reload();
    await guest.page.waitForSelector(id('shared-over'));
  });
  await looksRight(guest, 'recording-over', shots);
  await guest.close();
}

async function reloaded({ tutor, link, origin, shots }) {
  const { page } = tutor;
  await step('a page that is loaded anew in the middle sends on what it had', async () => {
    await page.goto(link);
    await enter(tutor);
    // The server cannot be reached for the film.
    await page.route('**/api/recordings/upload/**', (route) => route.abort());
    await begin(tutor);
    await press(tutor, id('film-sign'));
    await until(
      'two pieces on this device',
      async () => (await progress(tutor, 'max')) > kPieces,
      kPatientMs,
    );
    page.once('dialog', (dialog) => dialog.accept());
    await page.reload();
    await page.unroute('**/api/recordings/upload/**');
    // Whoever was in the room is in it again.
    await page.waitForSelector(`${notice('recording')} ${id('notice-recording')}`);
    await shot([tutor], shots, 'left');
    await press(tutor, id('notice-recording'));
    await until('it is saved', () => page.isVisible(`${notice('recording')}:has-text("saved")`));
    await until('both are there', async () => {
      const { recordings } = await ask(tutor, 'GET', '/api/recordings/');
      return recordings.length === 2 && recordings.every(({ state }) => state === 'ready');
    });
  });
  await step('a film that waits on the device is on the page, too', async () => {
    await page.route('**/api/recordings/upload/**', (route) => route.abort());
    await begin(tutor);
    await press(tutor, id('film-sign'));
    await until(
      'a piece on this device',
      async () => (await progress(tutor, 'max')) > 1,
      kPatientMs,
    );
    page.once('dialog', (dialog) => dialog.accept());
    await page.goto(`${origin}/recordings`);
    await page.waitForSelector(id('left-film'));
  });
  await looksRight(tutor, 'recordings-left', shots);
  await step('what is thrown away and deleted is gone', async () => {
    await press(tutor, id('left-discard'));
    await page.waitForSelector(id('left-film'), { state: 'detached' });
    await press(tutor, id('recording-more'));
    await press(tutor, id('recording-delete'));
    await page.waitForSelector(id('undo'));
    await until('one row', async () => (await page.locator(id('recording')).count()) === 1);
    await press(tutor, id('undo'));
    await until('both rows', async () => (await page.locator(id('recording')).count()) === 2);
  });
}

async function onMeetingsPage({ tutor, link, shots }) {
  const { page } = tutor;
  await step('the meeting’s page has its recordings', async () => {
    const code = new URL(link).pathname.split('/').pop();
    const { meeting_id: meeting } = await ask(tutor, 'GET', `/api/meeting/${code}/`);
    await page.goto(`${new URL(link).origin}/meetings/${meeting}`);
    await page.waitForSelector(`${id('meeting-films')} ${id('recording')}`);
  });
}

/** The whole story. */
export async function recording({ open, signIn, origin, shots }) {
  const tutor = await open('tutor', kDesktop);
  await signIn(tutor, origin);
  await step('there are no recordings', async () => {
    await tutor.page.goto(`${origin}/recordings`);
    await tutor.page.waitForSelector('.empty');
  });
  await looksRight(tutor, 'recordings-none', shots);
  const link = await createMeeting(tutor, origin, 'Pythagoras');
  await tutor.page.click(id('start-meeting'));
  await enter(tutor);
  const pupil = await open('pupil', kPhone);
  await pupil.page.goto(link);
  await pupil.page.waitForSelector(id('lobby-name'));
  await enter(pupil, { name: 'Paul Pupil' });
  await tutor.page.waitForSelector(`${id('tile')}:not([data-self="true"])`);
  await partThatFails({ tutor });
  await askAndAgree({ tutor, pupil, shots });
  await pauseAndStop({ tutor, pupil, shots });
  await pupil.close();
  await watch({ tutor, origin, shots });
  await rename({ tutor, origin });
  await shared({ open, tutor, shots });
  await onMeetingsPage({ tutor, link, shots });
  await reloaded({ tutor, link, origin, shots });
}
