// SPDX-License-Identifier: MIT
// A lecture: who listens sends nothing until the floor is given, is a number on the stage, and is
// told nothing of the other listeners. And a call whose code two people compare.
import { violations } from './pages.mjs';
import { press } from './pressing.mjs';
import { step, until } from './report.mjs';
import { createMeeting, endForAll, enter, id } from './story.mjs';

const kWide = { viewport: { width: 1280, height: 800 } };
const kPhone = { viewport: { width: 390, height: 844 }, isMobile: true };

const count = (person, selector) => person.page.locator(selector).count();
const text = (person, name) => person.page.locator(id(name)).first().innerText();
/** What a person gets of all others. */
const received = (person) =>
  person.page.evaluate(async () => {
    const all = await window.lectern.stats();
    return {
      links: all.filter(({ connectionState }) => connectionState === 'connected').length,
      frames: all.reduce((sum, one) => sum + one.framesDecoded.camera, 0),
      sound: all.reduce((sum, one) => sum + one.audioPacketsReceived, 0),
    };
  });

async function createLecture(tutor, origin, title) {
  const change = (route) => {
    const body = { ...route.request().postDataJSON(), type: 'lecture' };
    void route.continue({ postData: JSON.stringify(body) });
  };
  await tutor.page.route('**/api/meeting/create/', change);
  const link = await createMeeting(tutor, origin, title);
  await tutor.page.unroute('**/api/meeting/create/', change);
  return link;
}

async function comeIn(open, link, name, how) {
  const person = await open(name.split(' ')[0].toLowerCase(), how);
  await person.page.goto(link);
  await person.page.waitForSelector(id('lobby-name'));
  await enter(person, { name });
  return person;
}

async function openPeople(person) {
  if (await person.page.isVisible(id('person'))) return;
  if (!(await person.page.isVisible(id('people-toggle')))) await press(person, id('more'));
  await press(person, id('people-toggle'));
  await person.page.waitForSelector(id('person'));
}

async function listen({ tutor, leo, mia, shots }) {
  await step('listeners see and hear the speaker', async () => {
    for (const person of [leo, mia])
      await until(
        'pictures and sound',
        async () => {
          const { frames, sound, links } = await received(person);
          return links === 1 && frames > 5 && sound > 20;
        },
        30_000,
      );
  });
  await step('nothing comes from a listener, whose page offers no camera', async () => {
    await until('both links', async () => (await received(tutor)).links === 2);
    const { frames, sound } = await received(tutor);
    if (frames + sound > 0) throw new Error(`${frames} pictures and ${sound} packets came`);
    for (const person of [leo, mia]) {
      if ((await count(person, id('mic'))) + (await count(person, id('camera'))) > 0)
        throw new Error(`${person.name} has a button for its microphone or camera`);
      await person.page.waitForSelector(id('listener-note'));
    }
  });
  await step('listeners are a number and no tiles', async () => {
    await until('two are listening', async () => (await text(tutor, 'audience')).includes('2'));
    for (const one of [tutor, leo, mia])
      await until(`one tile for ${one.name}`, async () => (await count(one, id('tile'))) === 1);
    const told = await count(tutor, `${id('notice')}[data-kind="peer-joined"]`);
    if (told > 0) throw new Error('the speaker was told of each listener');
  });
  await step('the speaker’s line says how many may listen', async () => {
    await openPeople(tutor);
    return text(tutor, 'audience-room');
  });
  await step('axe finds nothing in a lecture', async () => {
    for (const one of [tutor, leo]) {
      const found = await violations(one.page);
      if (found.length > 0) throw new Error(`${one.name}: ${found.join('; ')}`);
    }
  });
  if (shots) for (const one of [tutor, leo, mia]) await one.shot(shots, 'lecture');
}

async function floor({ tutor, leo, mia, shots }) {
  await step('hands go up in order, and the first one gets the floor', async () => {
    await press(leo, id('hand'));
    await tutor.page.waitForSelector(id('hand-row'));
    await press(mia, id('hand'));
    await until('two hands', async () => (await count(tutor, id('hand-row'))) === 2);
    await until('Leo is the first', async () =>
      (await tutor.page.locator(id('hand-row')).first().innerText()).includes('Leo'),
    );
    if (shots) await tutor.shot(shots, 'lecture-hands');
    await press(tutor, id('give-floor'));
    await leo.page.waitForSelector(id('mic'));
    await until('one hand', async () => (await count(tutor, id('hand-row'))) === 1);
    if (shots) await leo.shot(shots, 'lecture-floor');
  });
  await step('everybody hears whoever has the floor, once unmuted', async () => {
    const before = await received(mia);
    await press(leo, id('notice-unmute'));
    await press(leo, id('camera'));
    for (const person of [tutor, mia])
      await until(
        'pictures of Leo',
        async () => {
          const { links, frames, sound } = await received(person);
          const enough = person === mia ? before.frames + 10 : 5;
          return links === 2 && frames > enough && sound > 20;
        },
        30_000,
      );
    await until('two tiles', async () => (await count(mia, id('tile'))) === 2);
    if (shots) for (const one of [tutor, leo, mia]) await one.shot(shots, 'lecture-two');
  });
  await step('the floor is taken: nobody “left”, and nothing is sent any more', async () => {
    await openPeople(tutor);
    await press(tutor, id('take-floor'));
    await leo.page.waitForSelector(id('listener-note'));
    await until('one tile', async () => (await count(mia, id('tile'))) === 1);
    for (const person of [tutor, leo, mia]) {
      const left = await count(person, `${id('notice')}[data-kind="peer-left"]`);
      if (left > 0) throw new Error(`${person.name} was told that somebody left`);
    }
    await until('no sound comes any more', async () => {
      const before = await received(tutor);
      await tutor.page.waitForTimeout(1500);
      return (await received(tutor)).sound <= before.sound + 5;
    });
  });
}

/** Before the page's own scripts: a strong computer, whose connections the test can ask. */
function strong() {
  Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 8 });
  const Native = window.RTCPeerConnection;
  window.testPeers = [];
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      window.testPeers.push(this);
    }
  };
}

/** The codec of the pictures that go out. */
const sentCodec = (person) =>
  person.page.evaluate(async () => {
    const pc = window.testPeers.find(({ connectionState }) => connectionState === 'connected');
    const rows = new Map(await pc.getStats());
    const video = [...rows.values()].find(
      ({ type, kind, bytesSent }) => type === 'outbound-rtp' && kind === 'video' && bytesSent > 0,
    );
    return rows.get(video?.codecId)?.mimeType;
  });

async function check({ open, tutor, origin, shots }) {
  const link = await createMeeting(tutor, origin, 'In private');
  await tutor.page.click(id('start-meeting'));
  await enter(tutor);
  const zoe = await comeIn(open, link, 'Zoe Brown', { ...kPhone, prepare: strong });
  await step('two people see the same code, and mark the call as checked', async () => {
    await until('they are connected', async () => (await received(zoe)).links === 1, 30_000);
    await press(tutor, `${id('tile')}[data-self="false"] ${id('tile-more')}`);
    await press(tutor, id('person-check'));
    await tutor.page.waitForSelector(id('check-code'));
    await press(zoe, id('notice-check'));
    await zoe.page.waitForSelector(id('check-code'));
    await until('one code at both', async () => {
      const [one, other] = [await text(tutor, 'check-code'), await text(zoe, 'check-code')];
      return one === other && /^\d{4}\s*\d{4}$/.test(one);
    });
    if (shots) for (const person of [tutor, zoe]) await person.shot(shots, 'check');
    for (const person of [tutor, zoe]) {
      await press(person, id('check-same'));
      await person.page.waitForSelector(id('check-done'));
      await person.page.keyboard.press('Escape');
      await person.page.waitForSelector(id('tile-verified'));
    }
  });
  await step('to one other person a strong computer sends the better codec', () =>
    until('VP9', async () => (await sentCodec(zoe)) === 'video/VP9' && 'video/VP9'),
  );
  await step('a guest is shown as one', async () => {
    await tutor.page.waitForSelector('.guest-mark');
    if ((await count(zoe, '.guest-mark')) > 0) throw new Error('the host is no guest');
    if (shots) for (const person of [tutor, zoe]) await person.shot(shots, 'checked');
  });
  await saidToALine({ tutor, zoe, shots });
  await unseen({ tutor, zoe });
  await endForAll(tutor);
}

const screenFrames = (person) =>
  person.page.evaluate(async () => (await window.lectern.stats())[0].framesDecoded.screen);

const setVisible = (person, state) =>
  person.page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: visibility });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);

async function saidToALine({ tutor, zoe, shots }) {
  await step('a line of the chat gets an emoji, which both see', async () => {
    await press(tutor, id('chat-toggle'));
    await tutor.page.fill(id('chat-input'), 'The homework is exercise 7.');
    await press(tutor, id('chat-send'));
    await press(zoe, id('chat-toggle'));
    await zoe.page.waitForSelector(id('chat-react'));
    await press(zoe, id('chat-react'));
    if (shots) await zoe.shot(shots, 'chat-react');
    await press(zoe, id('chat-emoji'));
    for (const person of [tutor, zoe]) {
      await person.page.waitForSelector(id('chat-reaction'));
      if (shots) await person.shot(shots, 'chat-reacted');
    }
    await press(zoe, '.panel > .title-bar button');
  });
}

async function unseen({ tutor, zoe }) {
  await step('a screen that nobody sees is not sent, and comes back at once', async () => {
    await press(tutor, id('share'));
    await zoe.page.waitForSelector(id('screen-tile'));
    await until('the screen', async () => (await screenFrames(zoe)) > 3);
    await setVisible(zoe, 'hidden');
    let before = -1;
    await until('the screen to pause', async () => {
      const last = before;
      before = await screenFrames(zoe);
      await zoe.page.waitForTimeout(1200);
      return last === before;
    });
    await setVisible(zoe, 'visible');
    await until('the screen to go on', async () => (await screenFrames(zoe)) > before + 2);
  });
}

export async function lecture({ open, signIn, origin, shots }) {
  const tutor = await open('tutor', kWide);
  await signIn(tutor, origin);
  const link = await createLecture(tutor, origin, 'The history of zero');
  await tutor.page.click(id('start-meeting'));
  await enter(tutor);
  const leo = await comeIn(open, link, 'Leo Smith', kWide);
  const mia = await comeIn(open, link, 'Mia Jones', kPhone);
  await listen({ tutor, leo, mia, shots });
  await floor({ tutor, leo, mia, shots });
  await endForAll(tutor);
  await tutor.page.waitForSelector(id('left'));
  for (const person of [leo, mia]) await person.close();
  await check({ open, tutor, origin, shots });
}
