// SPDX-License-Identifier: MIT
// What happens before the room and without being asked for: a lobby that lives, a waiting room,
// Back and reload, a browser that answers late, a headset that is pulled out, a network that goes
// away.
import { step, until } from './report.mjs';
import { createMeeting, enter, id } from './story.mjs';

/** Before the page's own scripts: lets a test hold the browser's question, and counts tracks. */
function holdMedia() {
  const tracks = [];
  let question = Promise.resolve();
  let answer = () => undefined;
  const media = navigator.mediaDevices;
  if (!media) return;
  const { getUserMedia } = media;
  if (sessionStorage.getItem('test.hold'))
    question = new Promise((resolve) => {
      answer = resolve;
    });
  media.getUserMedia = async (constraints) => {
    await question;
    const stream = await getUserMedia.call(media, constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
  window.testMedia = {
    allow: () => answer(),
    onAir: () => tracks.filter((track) => track.readyState === 'live' && track.enabled).length,
    last: (kind) => tracks.filter((track) => track.kind === kind).at(-1),
  };
}

const kDesktop = { viewport: { width: 1280, height: 800 }, prepare: holdMedia };
const kPhone = { viewport: { width: 390, height: 844 }, isMobile: true, prepare: holdMedia };

const notice = (kind) => `${id('notice')}[data-kind="${kind}"]`;
/** A press that does not wait for frames: encoders in software keep a small machine busy. */
const press = (person, name) => person.page.locator(id(name)).evaluate((node) => node.click());

const codeOf = (link) => new URL(link).pathname.split('/').pop();

/** A request of the page's own account. */
const ask = (person, method, path, body) =>
  person.page.evaluate(
    async ([verb, url, json]) => {
      const { access } = JSON.parse(localStorage.getItem('lectern.account'));
      const response = await fetch(url, {
        method: verb,
        headers: { Authorization: `Bearer ${access}`, 'Content-Type': 'application/json' },
        body: json ? JSON.stringify(json) : undefined,
      });
      if (!response.ok) throw new Error(`${verb} ${url}: ${response.status}`);
      return response.json();
    },
    [method, path, body],
  );

const kMostBytes = 60_000;

async function smallPage({ student, link }) {
  await step('what loads before the lobby is small', async () => {
    await student.page.goto(new URL('/', link).href);
    await student.page.waitForSelector(id('home-code'));
    const bytes = await student.page.evaluate(() =>
      [
        ...performance.getEntriesByType('navigation'),
        ...performance.getEntriesByType('resource'),
      ].reduce((sum, entry) => sum + entry.encodedBodySize, 0),
    );
    if (bytes > kMostBytes) throw new Error(`${bytes} bytes`);
    return `${(bytes / 1000).toFixed(1)} kB`;
  });
}

async function liveLobby({ tutor, student, link, shots }) {
  await step('the lobby says that nobody is here, and then that the tutor came', async () => {
    await student.page.goto(link);
    const line = student.page.locator(id('lobby-present'));
    const before = await line.textContent();
    await press(tutor, 'start-meeting');
    await enter(tutor);
    const began = performance.now();
    await until('the lobby to change', async () => (await line.textContent()) !== before, 12_000);
    return `after ${Math.round(performance.now() - began)} ms: ${await line.textContent()}`;
  });
  await step('the door is seen to be locked and open again before Join', async () => {
    const path = `/api/meeting/${codeOf(link)}/`;
    await ask(tutor, 'PATCH', path, { locked: true });
    await student.page.waitForSelector(id('door-locked'));
    if (shots) await student.shot(shots, 'lobby-locked');
    await ask(tutor, 'PATCH', path, { locked: false });
    await student.page.waitForSelector(id('door-locked'), { state: 'detached' });
  });
}

async function waitingRoom({ tutor, student, link, shots }) {
  await step('a waiting room tells the host who is there', async () => {
    await ask(tutor, 'PATCH', `/api/meeting/${codeOf(link)}/`, { waiting_room: true });
    await student.page.waitForSelector(id('door-asks'));
    await student.page.fill(id('lobby-name'), 'Sam Student');
    await student.page.fill(id('lobby-message'), 'From the Tuesday group');
    await press(student, 'lobby-join');
    await student.page.waitForSelector(id('waiting'));
    await tutor.page.waitForSelector(notice('knock'));
    if (shots) {
      await student.shot(shots, 'lobby-waiting');
      await tutor.shot(shots, 'notice-knock');
    }
  });
  await step('the host’s words reach who waits', async () => {
    await press(tutor, 'people-toggle');
    await tutor.page.fill(id('tell-waiting'), 'One moment, please.');
    await tutor.page.press(id('tell-waiting'), 'Enter');
    await student.page.waitForSelector(`${id('host-said')}:has-text("One moment")`);
    if (shots) await student.shot(shots, 'lobby-told');
    await press(tutor, 'people-toggle');
  });
  await step('a press lets in, and the page of who waits opens the room by itself', async () => {
    await press(tutor, 'notice-admit');
    await student.page.waitForSelector(id('room'), { timeout: 15_000 });
    await tutor.page.waitForSelector(notice('knock'), { state: 'detached' });
  });
}

async function backAndReload({ student }) {
  await step('Back asks first, and leads nowhere by itself', async () => {
    await student.page.goBack();
    await student.page.waitForSelector(id('leave-stay'));
    await press(student, 'leave-stay');
    await student.page.waitForSelector(id('leave-stay'), { state: 'detached' });
    if (!(await student.page.isVisible(id('room')))) throw new Error('the room is gone');
  });
  await step('a reload comes back to the same seat, muted as it was', async () => {
    await press(student, 'mic');
    await student.page.waitForSelector(`${id('mic')}.control-off`);
    await student.page.reload();
    await student.page.waitForSelector(id('room'), { timeout: 20_000 });
    await student.page.waitForSelector(`${id('mic')}.control-off`);
    await student.page.waitForSelector(`${id('tile')}[data-self="false"]`);
  });
}

async function headset({ student, shots }) {
  await step('a headset that is pulled out is told, with something to press', async () => {
    await press(student, 'mic');
    await until('the microphone', () =>
      student.page.evaluate(() => Boolean(window.testMedia.last('audio'))),
    );
    await student.page.evaluate(() => {
      const track = window.testMedia.last('audio');
      track.stop();
      track.onended?.(new Event('ended'));
    });
    await student.page.waitForSelector(notice('device'));
    if (shots) await student.shot(shots, 'notice-device');
    await press(student, 'notice-change');
    await student.page.waitForSelector('.dialog select');
    await student.page.keyboard.press('Escape');
    await student.page
      .locator(`${notice('device')} ${id('notice-close')}`)
      .evaluate((node) => node.click());
  });
}

async function networkGone({ student, shots }) {
  await step('a network that goes away is shown within three seconds', async () => {
    const context = student.page.context();
    await context.setOffline(true);
    const began = performance.now();
    await student.page.waitForSelector(notice('reconnecting'), { timeout: 3_000 });
    const after = Math.round(performance.now() - began);
    if (shots) await student.shot(shots, 'notice-reconnecting');
    await context.setOffline(false);
    await student.page.waitForSelector(notice('reconnecting'), {
      state: 'detached',
      timeout: 30_000,
    });
    return `after ${after} ms`;
  });
}

async function lateAnswer({ open, link, shots }) {
  await step('whoever enters before the browser’s answer is on air only by a press', async () => {
    const late = await open('late', kPhone);
    await late.page.goto(new URL('/', link).href);
    await late.page.evaluate(() => sessionStorage.setItem('test.hold', '1'));
    await late.page.goto(link);
    await late.page.fill(id('lobby-name'), 'Lara Late');
    await press(late, 'lobby-join');
    await late.page.waitForSelector(notice('asking'), { timeout: 20_000 });
    if (shots) await late.shot(shots, 'notice-asking');
    await late.page.evaluate(() => window.testMedia.allow());
    await late.page.waitForSelector(notice('ready'));
    const onAir = await late.page.evaluate(() => window.testMedia.onAir());
    if (onAir !== 0) throw new Error(`${onAir} tracks are on air`);
    if (shots) await late.shot(shots, 'notice-ready');
    await press(late, 'notice-turn-on');
    await until('both to be on air', () =>
      late.page.evaluate(() => window.testMedia.onAir() === 2),
    );
    await late.close();
  });
}

async function ended({ tutor, student, open, link }) {
  await step('who opens the link of a meeting that is over is told so', async () => {
    const waiting = await open('early', kPhone);
    await waiting.page.goto(link);
    await waiting.page.waitForSelector(id('lobby-join'));
    await ask(tutor, 'POST', `/api/meeting/end/${codeOf(link)}/`);
    await student.page.waitForSelector(id('left'));
    await waiting.page.waitForSelector(id('over'), { timeout: 12_000 });
    await waiting.close();
  });
}

async function countdown({ tutor, open, origin, shots }) {
  await step('a meeting that is planned shows when it opens, and who may come early', async () => {
    const kOpensInMs = 12_000;
    const at = new Date(Date.now() + 15 * 60_000 + kOpensInMs).toISOString();
    const body = { title: 'Algebra, later', type: 'scheduled', scheduled_at: at, access: 'public' };
    const { code } = await ask(tutor, 'POST', '/api/meeting/create/', body);
    const early = await open('early bird', kPhone);
    await early.page.goto(`${origin}/j/${code}`);
    await early.page.waitForSelector(id('door-early'));
    await early.page.fill(id('lobby-name'), 'Emil Early');
    await press(early, 'lobby-join');
    if (shots) await early.shot(shots, 'lobby-early');
    await early.page.waitForSelector(id('room'), { timeout: 3 * kOpensInMs });
    await early.close();
  });
}

/** `open` makes a person; the tutor has an account. */
export async function lobby({ open, signIn, origin, shots }) {
  const tutor = await open('tutor', kDesktop);
  const student = await open('student', kPhone);
  await signIn(tutor, origin);
  const link = await createMeeting(tutor, origin, 'Algebra in the lobby');
  const all = { tutor, student, link, open, origin, shots };
  await smallPage(all);
  await liveLobby(all);
  await waitingRoom(all);
  await backAndReload(all);
  await headset(all);
  await networkGone(all);
  await ask(tutor, 'PATCH', `/api/meeting/${codeOf(link)}/`, { waiting_room: false });
  await lateAnswer(all);
  await ended(all);
  await countdown(all);
}
