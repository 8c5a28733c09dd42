// SPDX-License-Identifier: MIT
// The first call, as people make it: a tutor opens the printed link, registers, creates a meeting;
// a student opens the invitation in another browser; they see and hear each other through our own
// relay, chat and share a screen.
import { step, until } from './report.mjs';

export const id = (name) => `[data-testid="${name}"]`;

/** What `window.lectern.stats()` says of the only other person, or undefined. */
const peerStats = (person) =>
  person.page.evaluate(async () => (await window.lectern?.stats())?.[0]);

const media = (stats) => ({
  camera: stats.framesDecoded.camera,
  audio: stats.audioPacketsReceived,
});

export async function registerTutor(tutor, link) {
  await step('the tutor opens the printed link and becomes the first admin', async () => {
    const response = await tutor.page.goto(link);
    if (!response.headers()['content-security-policy'])
      throw new Error('the page has no Content-Security-Policy');
    await tutor.page.fill(id('register-name'), 'Tina Tutor');
    await tutor.page.fill(id('register-email'), 'tina@example.org');
    await tutor.page.fill(id('register-password'), 'correct horse battery');
    await tutor.page.click(id('register-submit'));
    await tutor.page.waitForSelector(id('start-now'));
  });
}

export async function createMeeting(tutor, origin, title) {
  return step('the tutor creates a meeting and gets an invitation link', async () => {
    await tutor.page.goto(`${origin}/create`);
    await tutor.page.fill(id('create-title'), title);
    await tutor.page.click(id('create-submit'));
    const element = await tutor.page.waitForSelector(id('invite-link'));
    const link = await element.evaluate(
      (node) => node.value ?? node.href ?? node.textContent.trim(),
    );
    if (!link.startsWith(`${origin}/j/`)) throw new Error(`the invitation link is ${link}`);
    return link;
  });
}

export async function enter(person, { name } = {}) {
  if (name) await person.page.fill(id('lobby-name'), name);
  await person.page.waitForSelector(`${id('lobby-join')}:not([disabled])`);
  await person.page.click(id('lobby-join'));
  await person.page.waitForSelector(id('room'));
}

async function seeAndHear(people, relayProtocol) {
  for (const person of people) {
    await step(
      `${person.name} sees and hears the other through the relay (${relayProtocol})`,
      async () => {
        const first = await until(
          'video and sound',
          async () => {
            const stats = await peerStats(person);
            return (
              stats &&
              stats.connectionState === 'connected' &&
              media(stats).camera > 5 &&
              media(stats).audio > 20 &&
              stats
            );
          },
          30_000,
        );
        const later = await until('more of both', async () => {
          const stats = await peerStats(person);
          return (
            stats &&
            media(stats).camera > media(first).camera + 10 &&
            media(stats).audio > media(first).audio + 20 &&
            stats
          );
        });
        const { local, remote } = later;
        if (local?.type !== 'relay' || remote?.type !== 'relay') {
          throw new Error(`the selected pair is ${JSON.stringify({ local, remote })}`);
        }
        if (local.relayProtocol !== relayProtocol)
          throw new Error(`the relay is reached over ${local.relayProtocol}`);
        const picture = `${later.frameWidth}x${later.frameHeight}`;
        return (
          `pair relay/relay over ${local.relayProtocol}, ` +
          `${later.framesDecoded.camera} frames of ${picture} decoded, ` +
          `${later.audioPacketsReceived} audio packets`
        );
      },
    );
  }
}

async function chat(from, to, text) {
  await step(`${from.name} writes, ${to.name} reads`, async () => {
    for (const person of [from, to]) {
      if (!(await person.page.isVisible(id('chat-input'))))
        await person.page.click(id('chat-toggle'));
      await person.page.waitForSelector(id('chat-input'));
    }
    await from.page.fill(id('chat-input'), text);
    await from.page.click(id('chat-send'));
    await to.page.waitForSelector(`${id('chat-message')}:has-text("${text}")`);
    await from.page.waitForSelector(`${id('chat-message')}:has-text("${text}")`);
  });
}

async function shareScreen(from, to) {
  await step(`${from.name} shares a screen, ${to.name} sees it`, async () => {
    await from.page.click(id('share'));
    const stats = await until('frames of the screen', async () => {
      const now = await peerStats(to);
      return now && now.framesDecoded.screen > 5 && now;
    });
    return `${stats.framesDecoded.screen} frames of the screen decoded`;
  });
}

async function stopSharing(from, to) {
  await step(`${from.name} stops sharing, the camera goes on`, async () => {
    await from.page.click(id('share'));
    const before = media(await peerStats(to)).camera;
    await until('the camera to go on', async () => media(await peerStats(to)).camera > before + 10);
  });
}

/** A host's "Leave" asks what is meant. */
export async function endForAll(tutor) {
  await tutor.page.click(id('leave'));
  await tutor.page.click(id('end'));
  await tutor.page.click(id('end-confirm'));
}

async function partAndEnd(tutor, student, link, api) {
  await step('the student leaves, the tutor is told', async () => {
    await student.page.click(id('leave'));
    await until(
      'one tile fewer',
      async () => (await tutor.page.locator(`${id('tile')}:not([data-self="true"])`).count()) === 0,
    );
  });
  await step('the tutor ends the meeting, its link says so', async () => {
    await endForAll(tutor);
    const code = new URL(link).pathname.split('/').pop();
    await until(
      'the meeting to be over',
      async () => (await (await fetch(`${api}/api/meeting/${code}/`)).json()).state === 'ended',
    );
  });
}

async function meet(tutor, student, link, shots) {
  await step('the tutor enters from the lobby', async () => {
    await tutor.page.click(id('start-meeting'));
    await enter(tutor);
  });
  await step('the student opens the invitation, gives a name and enters', async () => {
    await student.page.goto(link);
    await student.page.waitForSelector(id('lobby-name'));
    if (shots) await student.shot(shots, 'lobby');
    await enter(student, { name: 'Sam Student' });
  });
}

/**
 * Looks every 50 ms until `over` resolves. Returns the longest time without a new picture, in
 * milliseconds, and the states that the connection had.
 */
async function watchPictures(person, over) {
  let done = false;
  over.finally(() => {
    done = true;
  });
  let frames = -1;
  let since = performance.now();
  let longest = 0;
  const states = new Set();
  while (!done) {
    const stats = await peerStats(person);
    const now = performance.now();
    states.add(stats?.connectionState ?? 'gone');
    if (stats && media(stats).camera > frames) {
      frames = media(stats).camera;
      since = now;
    }
    longest = Math.max(longest, now - since);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { longest: Math.round(longest), states: [...states] };
}

/** Runs in a page before it loads: remembers its WebSockets and what comes over them. */
export function rememberSockets() {
  const Native = window.WebSocket;
  window.testSockets = [];
  window.testHeard = [];
  window.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      window.testSockets.push(this);
      this.addEventListener('message', ({ data }) => window.testHeard.push(JSON.parse(data).type));
    }
  };
}

/** The student's WebSocket breaks under a chat line: nobody notices more than a moment's notice. */
async function breakSocket(tutor, student) {
  await step('a WebSocket breaks under a chat line, and the session goes on', async () => {
    const text = 'Is anybody there?';
    await student.page.fill(id('chat-input'), text);
    const back = student.page.evaluate(async (send) => {
      const before = window.testHeard.length;
      document.querySelector(send).click();
      window.testSockets.at(-1).close(4999);
      const end = performance.now() + 10_000;
      while (!window.testHeard.slice(before).includes('resumed') && performance.now() < end)
        await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return window.testHeard.slice(before);
    }, id('chat-send'));
    const seen = await Promise.all([tutor, student].map((each) => watchPictures(each, back)));
    const heard = await back;
    if (!heard.includes('resumed') || heard.includes('joined'))
      throw new Error(`the student heard ${heard.join(', ')}`);
    for (const each of [tutor, student]) {
      const lines = await each.page.locator(`${id('chat-message')}:has-text("${text}")`).count();
      if (lines !== 1) throw new Error(`${each.name} sees the line ${lines} times`);
    }
    if (await tutor.page.evaluate(() => window.testHeard.includes('peer-left')))
      throw new Error('the tutor was told that the student left');
    for (const { states, longest } of seen) {
      if (states.some((state) => state !== 'connected') || longest > 5000)
        throw new Error(`the connection was ${states.join(', ')}, no picture for ${longest} ms`);
    }
    const longest = Math.max(...seen.map((one) => one.longest));
    return `the longest time without a new picture was ${longest} ms`;
  });
}

/**
 * A WebSocket breaks, then the daemon is restarted in the middle of a call: the same relayed
 * addresses go on, and signaling comes back by itself.
 */
export async function restartedCall({ tutor, student, origin, daemon, shots }) {
  const link = await createMeeting(tutor, origin, 'Geometry over a restart');
  await meet(tutor, student, link);
  await seeAndHear([tutor, student], 'udp');
  await chat(student, tutor, 'Good morning.');
  await breakSocket(tutor, student);
  await step('lecternd is restarted, the pictures go on', async () => {
    const sessions = () =>
      JSON.parse(daemon.ctl('turn', 'sessions', '--interval', '0', '--json')).sessions;
    const before = sessions();
    const restarted = daemon
      .restart()
      .then(() => new Promise((resolve) => setTimeout(resolve, 3000)));
    const seen = await Promise.all(
      [tutor, student].map((person) => watchPictures(person, restarted)),
    );
    await restarted;
    const after = new Set(sessions().map((session) => `${session.id} ${session.relayed[0]}`));
    const lost = before.filter(
      (session) => session.transport === 'udp' && !after.has(`${session.id} ${session.relayed[0]}`),
    );
    if (before.length === 0 || lost.length > 0)
      throw new Error(`${lost.length} of ${before.length} allocations were lost`);
    for (const { states, longest } of seen) {
      if (states.some((state) => state !== 'connected'))
        throw new Error(`the connection was ${states.join(', ')}`);
      if (longest > 5000) throw new Error(`no picture for ${longest} ms`);
    }
    const longest = seen.map((s) => s.longest).join(' and ');
    return (
      `${before.length} allocations went on, ` +
      `the longest time without a new picture was ${longest} ms`
    );
  });
  await seeAndHear([tutor, student], 'udp');
  await chat(tutor, student, 'Did you notice anything?');
  await chat(student, tutor, 'No.');
  if (shots) for (const person of [tutor, student]) await person.shot(shots, 'restarted');
}

/** One whole call. `shots`, where given, is a folder for screenshots of its stations. */
export async function call({ tutor, student, origin, api, relayProtocol, shots }) {
  const link = await createMeeting(tutor, origin, `Geometry over ${relayProtocol}`);
  await meet(tutor, student, link, shots);
  await seeAndHear([tutor, student], relayProtocol);
  if (shots) for (const person of [tutor, student]) await person.shot(shots, 'room');
  await chat(tutor, student, 'Welcome to geometry!');
  await chat(student, tutor, 'Hello, I can see you.');
  await shareScreen(tutor, student);
  if (shots) for (const person of [tutor, student]) await person.shot(shots, 'screen');
  await stopSharing(tutor, student);
  await partAndEnd(tutor, student, link, api);
}
