// SPDX-License-Identifier: MIT
// What people met elsewhere: they leave while the browser still asks, their line is blocked, their
// devices come and go, and they write fast. Each step is one of these stories.
import { step, until } from './report.mjs';
import { createMeeting, endForAll, enter, id } from './story.mjs';

/**
 * Before the page's own scripts: remembers every track that the browser gives, and lets a test hold
 * the browser's question open (`hold`), answer it (`allow`), and take devices away (`busy`).
 */
function watchMedia() {
  const tracks = [];
  let question = Promise.resolve();
  let answer = () => undefined;
  const held = (ask) => async (constraints) => {
    await question;
    const busy = window.testMedia.busy;
    if (busy && JSON.stringify(constraints).includes(busy))
      throw new DOMException('in use', 'NotReadableError');
    const stream = await ask(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
  window.testMedia = {
    busy: null,
    asked: 0,
    hold: () => {
      question = new Promise((resolve) => {
        answer = resolve;
      });
    },
    allow: () => answer(),
    given: () => tracks.length,
    live: () => tracks.filter((track) => track.readyState === 'live').length,
    last: (kind) => tracks.filter((track) => track.kind === kind).at(-1),
  };
  const media = navigator.mediaDevices;
  if (!media) return;
  const { getUserMedia, getDisplayMedia } = media;
  media.getUserMedia = held((constraints) => getUserMedia.call(media, constraints));
  media.getDisplayMedia = held((constraints) => getDisplayMedia.call(media, constraints));
}

const live = (person) => person.page.evaluate(() => window.testMedia.live());
const given = (person) => person.page.evaluate(() => window.testMedia.given());

async function allow(person, tracks) {
  await person.page.evaluate(() => window.testMedia.allow());
  await until('the browser gives media', async () => (await given(person)) >= tracks);
}

/** From the start page by its form, so that Back leads to it within the same document. */
async function openLobby(person, link, { held }) {
  await person.page.goto(new URL('/', link).href);
  await person.page.waitForSelector(id('home-code'));
  if (held) await person.page.evaluate(() => window.testMedia.hold());
  await person.page.fill(id('home-code'), link);
  await person.page.click(id('home-join'));
  await person.page.waitForSelector(id('lobby-name'));
}

async function present(api, link) {
  const code = new URL(link).pathname.split('/').pop();
  return (await (await fetch(`${api}/api/meeting/${code}/`)).json()).present;
}

async function nothingIsLive(person) {
  // The page stops what came late within one turn of its loop.
  await until('everything that came late to be stopped', async () => (await live(person)) === 0);
}

/** Whoever leaves while the browser asks is neither seen nor heard, whatever is answered then. */
async function lateAnswers({ tutor, student, link, api }) {
  await step('a question that is answered on the start page switches nothing on', async () => {
    await openLobby(student, link, { held: true });
    await student.page.click('a[href="/"]');
    await student.page.waitForSelector(id('home-code'));
    await allow(student, 2);
    await nothingIsLive(student);
  });
  await step('the lobby can say "off" while the question is open', async () => {
    await openLobby(student, link, { held: true });
    await student.page.waitForSelector(`${id('lobby-camera')}[aria-pressed="false"]`);
    await student.page.click(id('lobby-camera'));
    await student.page.waitForSelector(`${id('lobby-camera')}[aria-pressed="true"]`);
    await allow(student, 2);
    await until('only the microphone is live', async () => (await live(student)) === 1);
    await student.page.click(id('lobby-camera'));
    await until('the camera is live again', async () => (await live(student)) === 2);
  });
  await step('Join, Back, Allow: no seat is left behind, and nothing is sent', async () => {
    await openLobby(student, link, { held: true });
    await student.page.fill(id('lobby-name'), 'Sam');
    await student.page.click(id('lobby-join'));
    await student.page.goBack();
    await student.page.waitForSelector(id('home-code'));
    await allow(student, 2);
    await nothingIsLive(student);
    const others = tutor.page.locator(`${id('tile')}:not([data-self="true"])`);
    await until('the tutor is alone', async () => (await others.count()) === 0);
    await until('one is present', async () => (await present(api, link)) === 1);
  });
  await step('Back while the seat is being taken gives the seat back', async () => {
    const left = student.page.waitForResponse((response) => response.url().includes('/leave/'));
    await openLobby(student, link, { held: false });
    // The answer of the server waits until the person has gone.
    await student.page.evaluate(() => {
      const ask = window.fetch;
      window.fetch = async (url, init) => {
        const response = await ask(url, init);
        if (String(url).includes('/join/'))
          await new Promise((resolve) => {
            window.testMedia.release = resolve;
          });
        return response;
      };
    });
    await student.page.fill(id('lobby-name'), 'Sam');
    await student.page.click(id('lobby-join'));
    await student.page.waitForFunction(() => window.testMedia.release);
    await student.page.goBack();
    await student.page.waitForSelector(id('home-code'));
    await student.page.evaluate(() => window.testMedia.release());
    if (!(await left).ok()) throw new Error('the seat was not given back');
    await nothingIsLive(student);
  });
}

async function blockedSignaling({ student, link }) {
  await step('a blocked connection is told, and the person can go back', async () => {
    await student.page.routeWebSocket(/\/ws$/, (socket) => socket.close());
    await student.page.clock.install();
    await student.page.goto(link);
    await student.page.fill(id('lobby-name'), 'Sam');
    await student.page.clock.runFor(1000);
    await enter(student);
    await until('the page says so', async () => {
      await student.page.clock.runFor(1000);
      return student.page.isVisible(id('stuck'));
    });
    await student.page.click(`${id('stuck')} button >> nth=1`);
    await student.page.waitForSelector(`${id('room')}`, { state: 'detached' });
    await nothingIsLive(student);
  });
}

const kDeviceNotice = `${id('notice')}[data-kind="device"]`;

const lines = (person) => person.page.locator(id('chat-message'));

async function write(person, text) {
  await person.page.fill(id('chat-input'), text);
  await person.page.press(id('chat-input'), 'Enter');
}

async function fastChat({ tutor, student }) {
  await step('whoever writes faster than allowed loses no line, and no order', async () => {
    for (const person of [tutor, student]) {
      await person.page.click(id('chat-toggle'));
      await person.page.waitForSelector(id('chat-input'));
    }
    const texts = Array.from({ length: 16 }, (_, n) => `line ${n + 1}\n(of sixteen)`);
    for (const text of texts) await write(student, text);
    await until('sixteen lines', async () => (await lines(student).count()) === 16);
    await until('the tutor has all of them', async () => (await lines(tutor).count()) === 16);
    const read = await tutor.page.locator('.chat-bubble').allTextContents();
    if (read.join() !== texts.join()) throw new Error(`the tutor reads ${read}`);
    if ((await student.page.locator('.chat-failed').count()) > 0) throw new Error('some failed');
  });
  await step('whoever reads earlier lines is left there, and sees that there are new', async () => {
    const list = tutor.page.locator('.chat-list');
    const scrollable = await list.evaluate((element) => {
      element.scrollTop = 0;
      return element.scrollHeight > element.clientHeight;
    });
    if (!scrollable) throw new Error('the list is too short to scroll');
    await write(student, 'news');
    await tutor.page.waitForSelector(id('chat-below'));
    const top = await list.evaluate((element) => element.scrollTop);
    if (top !== 0) throw new Error(`the list moved to ${top}`);
    await tutor.page.click(id('chat-below'));
    await until('the end is shown', () =>
      list.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight < 40),
    );
  });
}

async function devices({ student }) {
  await step('a camera that is in use leaves the working one on, and says so', async () => {
    const before = await student.page.evaluate(() => window.testMedia.last('video').label);
    await student.page.click(id('more'));
    await student.page.click(id('devices'));
    const select = student.page.locator('.dialog select').first();
    const current = await select.inputValue();
    const options = await select.locator('option').evaluateAll((all) => all.map((o) => o.value));
    const other = options.find((value) => value !== current);
    if (!other) throw new Error(`there is only one camera: ${options}`);
    await student.page.evaluate((busy) => {
      window.testMedia.busy = busy;
    }, other);
    await select.selectOption(other);
    await student.page.waitForSelector(kDeviceNotice);
    await student.page.keyboard.press('Escape');
    const after = await student.page.evaluate(() => window.testMedia.last('video'));
    if (!after) throw new Error('there is no camera any more');
    await student.page.evaluate(() => {
      window.testMedia.busy = null;
    });
    const stored = await student.page.evaluate(() => localStorage.getItem('lectern.media') ?? '');
    if (stored.includes(other)) throw new Error('the choice that failed is remembered');
    await student.page.click(`${kDeviceNotice} ${id('notice-close')}`);
    return `${before} stayed on`;
  });
  await step('a headset that goes away is replaced, and the person is told', async () => {
    await student.page.evaluate(() => {
      const track = window.testMedia.last('audio');
      track.stop();
      track.onended?.(new Event('ended'));
    });
    await student.page.waitForSelector(kDeviceNotice);
    await until('a microphone is live', () =>
      student.page.evaluate(() => window.testMedia.last('audio').readyState === 'live'),
    );
    await student.page.click(`${kDeviceNotice} ${id('notice-close')}`);
  });
}

/** Screen pickers stay open, too, while the host ends the meeting. */
async function lateScreen({ tutor, student }) {
  await step('a screen that is chosen after the end is not captured', async () => {
    await student.page.evaluate(() => window.testMedia.hold());
    const before = await given(student);
    await student.page.click(id('share'));
    await endForAll(tutor);
    await student.page.waitForSelector(id('room'), { state: 'detached' });
    await allow(student, before + 1);
    await nothingIsLive(student);
  });
}

/** `open` makes a person; the tutor has an account. `api` is the origin for plain requests. */
export async function people({ open, signIn, origin, api, shots }) {
  const wide = { viewport: { width: 1280, height: 800 }, prepare: watchMedia };
  const tutor = await open('tutor', wide);
  const student = await open('student', wide);
  await signIn(tutor, origin);
  const link = await createMeeting(tutor, origin, 'Algebra for people');
  await tutor.page.click(id('start-meeting'));
  await enter(tutor);
  const all = { tutor, student, link, api };
  await lateAnswers(all);
  const blocked = await open('blocked student', wide);
  await blockedSignaling({ ...all, student: blocked });
  await step('the student enters', async () => {
    await student.page.goto(link);
    await enter(student, { name: 'Sam Student' });
  });
  await fastChat(all);
  if (shots) for (const person of [tutor, student]) await person.shot(shots, 'chat');
  await devices(all);
  await lateScreen(all);
}
