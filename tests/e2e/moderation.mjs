// SPDX-License-Identifier: MIT
// A host mutes a pupil whose browser goes on sending: the others do not hear it, because their
// browsers drop the sound. And what a host sees and does in the people panel.
import { step, until } from './report.mjs';
import { createMeeting, enter, id } from './story.mjs';

/**
 * Before the page's own scripts: a client that does not obey. It never hears what hosts decide
 * about it, so its microphone stays on and is sent.
 */
function deaf() {
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      const own = () => window.testOwnPeer;
      this.addEventListener('message', (event) => {
        const message = JSON.parse(event.data);
        if (message.type === 'joined') window.testOwnPeer = message.peerId;
        const aboutUs =
          message.type === 'moderated' ||
          (message.type === 'peer-updated' && message.peer.peerId === own());
        if (aboutUs && window.testDeaf) event.stopImmediatePropagation();
      });
    }
  };
  window.testDeaf = true;
}

/** The loudest sample that the page plays of other people within a second and a half. */
const loudness = (person) =>
  person.page.evaluate(async () => {
    const context = new AudioContext();
    await context.resume();
    const analysers = [...document.querySelectorAll('audio')]
      .filter((element) => element.srcObject?.getAudioTracks().length > 0)
      .map((element) => {
        const analyser = context.createAnalyser();
        analyser.fftSize = 2048;
        context.createMediaStreamSource(element.srcObject).connect(analyser);
        return analyser;
      });
    const samples = new Float32Array(2048);
    let loudest = 0;
    const end = performance.now() + 1500;
    while (performance.now() < end) {
      for (const analyser of analysers) {
        analyser.getFloatTimeDomainData(samples);
        for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await context.close();
    return { voices: analysers.length, loudest };
  });

const kHeard = 0.01;

async function hears(person) {
  const { voices, loudest } = await loudness(person);
  if (voices === 0) throw new Error(`${person.name} plays nobody`);
  return loudest;
}

const packets = (person) =>
  person.page.evaluate(async () => (await window.lectern.stats())[0].audioPacketsReceived);

const listed = (name) => `${id('person')}:has-text("${name}")`;

async function openActions(tutor, name) {
  if (!(await tutor.page.isVisible(id('person')))) {
    if (!(await tutor.page.isVisible(id('people-toggle')))) await tutor.page.click(id('more'));
    await tutor.page.click(id('people-toggle'));
  }
  await tutor.page.click(`${listed(name)} ${id('person-actions')}`);
  await tutor.page.waitForSelector('.dialog .actions');
}

async function act(tutor, name, action) {
  await openActions(tutor, name);
  await tutor.page.click(id(`host-${action}`));
  const confirm = tutor.page.locator(id('host-confirm'));
  if (await confirm.isVisible().catch(() => false)) await confirm.click();
  await tutor.page.waitForSelector('.dialog', { state: 'detached' });
}

async function meet({ open, tutor, origin }) {
  const link = await createMeeting(tutor, origin, 'Singing');
  await tutor.page.click(id('start-meeting'));
  await enter(tutor);
  // A quiet microphone would leak the pupil's sound into nothing, but only one voice is measured.
  await tutor.page.click(id('mic'));
  const pupil = await open('pupil', { viewport: { width: 1280, height: 800 }, prepare: deaf });
  const mate = await open('mate', { viewport: { width: 390, height: 844 }, isMobile: true });
  for (const [person, name] of [
    [pupil, 'Paul Pupil'],
    [mate, 'Mia Mate'],
  ]) {
    await person.page.goto(link);
    await person.page.waitForSelector(id('lobby-name'));
    await enter(person, { name });
  }
  await mate.page.click(id('mic'));
  return { pupil, mate, link };
}

async function mutePupil({ tutor, pupil, mate, shots }) {
  await step('everybody hears the pupil', async () => {
    const levels = await until(
      'the sound',
      async () => {
        const both = [await hears(tutor), await hears(mate)];
        return both.every((level) => level > kHeard) && both;
      },
      30_000,
    );
    return `loudest samples ${levels.map((level) => level.toFixed(2)).join(' and ')}`;
  });
  if (shots) {
    await openActions(tutor, 'Paul Pupil');
    await tutor.shot(shots, 'moderation-actions');
    await tutor.page.keyboard.press('Escape');
    await tutor.shot(shots, 'moderation-people');
  }
  await step('the host mutes a pupil who goes on sending: nobody hears it', async () => {
    const before = await packets(mate);
    await act(tutor, 'Paul Pupil', 'mute');
    const levels = await until('silence', async () => {
      const both = [await hears(tutor), await hears(mate)];
      return both.every((level) => level < kHeard / 10) && both;
    });
    if (await pupil.page.isVisible(`${id('mic')}.control-off`))
      throw new Error('the pupil has switched the microphone off, so that nothing is shown');
    await until('packets go on', async () => (await packets(mate)) > before + 100);
    return `loudest samples ${levels.map((level) => level.toFixed(4)).join(' and ')}`;
  });
  await step('the host allows the pupil to speak: everybody hears it again', async () => {
    await act(tutor, 'Paul Pupil', 'unmute-allowed');
    await until('the sound', async () => {
      await pupil.page.evaluate(() => {
        window.testDeaf = false;
      });
      return (await hears(tutor)) > kHeard && (await hears(mate)) > kHeard;
    });
  });
}

async function muteWhoObeys({ tutor, mate }) {
  await step('whoever obeys is told, and cannot unmute', async () => {
    await mate.page.click(id('mic'));
    await act(tutor, 'Mia Mate', 'mute');
    await mate.page.waitForSelector(`${id('mic')}[aria-disabled="true"]`);
    await mate.page.click(id('mic'), { force: true });
    await mate.page.waitForSelector(`${id('mic')}.control-off`);
    await act(tutor, 'Mia Mate', 'unmute-allowed');
    await mate.page.waitForSelector(`${id('mic')}:not([aria-disabled="true"])`);
  });
}

async function doors({ open, tutor, mate, link, shots }) {
  await step('the host locks the room: nobody new comes in', async () => {
    await tutor.page.click(id('lock'));
    await tutor.page.waitForSelector(`${id('lock')}:has-text("Unlock")`);
    const late = await open('late', { viewport: { width: 390, height: 844 }, isMobile: true });
    await late.page.goto(link);
    await late.page.waitForSelector(id('door-locked'));
    await late.page.fill(id('lobby-name'), 'Lars Late');
    await late.page.click(id('lobby-join'));
    // Longer than it takes to come in.
    await late.page.waitForTimeout(1500);
    if (await late.page.isVisible(id('room'))) throw new Error('somebody came in');
    await late.close();
    await tutor.page.click(id('lock'));
    await tutor.page.waitForSelector(`${id('lock')}:not(:has-text("Unlock"))`);
  });
  await step('who waits is seen, and let in', async () => {
    const code = new URL(link).pathname.split('/').pop();
    await tutor.page.evaluate(async (meeting) => {
      const { access } = JSON.parse(localStorage.getItem('lectern.account'));
      const changed = await fetch(`/api/meeting/${meeting}/`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
        body: JSON.stringify({ waiting_room: true }),
      });
      if (!changed.ok) throw new Error(await changed.text());
    }, code);
    const guest = await open('guest', { viewport: { width: 390, height: 844 }, isMobile: true });
    await guest.page.goto(link);
    await guest.page.fill(id('lobby-name'), 'Gina Guest');
    await guest.page.click(id('lobby-join'));
    await tutor.page.waitForSelector(`${id('knocker')}:has-text("Gina Guest")`);
    if (shots) await tutor.shot(shots, 'moderation-lobby');
    await tutor.page.click(id('admit'));
    await tutor.page.waitForSelector(id('lobby-list'), { state: 'detached' });
    await guest.page.waitForSelector(id('room'));
    await until('she is in', async () => (await tutor.page.locator(id('person')).count()) === 4);
    await guest.close();
  });
  await step('a co-host sees the tools for hosts, on a phone too', async () => {
    await act(tutor, 'Paul Pupil', 'spotlight');
    // A guest cannot be a co-host: the server says so, and the page tells it.
    await openActions(tutor, 'Mia Mate');
    await tutor.page.click(id('host-promote'));
    await tutor.page.waitForSelector('.dialog [role="alert"]');
    await tutor.page.keyboard.press('Escape');
    await tutor.page.setViewportSize({ width: 360, height: 740 });
    if (shots) await tutor.shot(shots, 'moderation-phone');
    const wide = await tutor.page.evaluate(
      () => document.documentElement.scrollWidth > window.innerWidth,
    );
    if (wide) throw new Error('the page is wider than the phone');
    await tutor.page.setViewportSize({ width: 1280, height: 800 });
  });
  await step('whoever is put out is out, and told', async () => {
    await act(tutor, 'Mia Mate', 'remove');
    await mate.page.waitForSelector(id('room'), { state: 'detached' });
    await until('she is gone', async () => !(await tutor.page.isVisible(listed('Mia Mate'))));
    if (shots) await mate.shot(shots, 'moderation-removed');
  });
}

/** The whole story. */
export async function moderation({ open, signIn, origin, shots }) {
  const tutor = await open('tutor', { viewport: { width: 1280, height: 800 } });
  await signIn(tutor, origin);
  const met = await meet({ open, tutor, origin });
  await mutePupil({ tutor, shots, ...met });
  await muteWhoObeys({ tutor, ...met });
  await doors({ open, tutor, shots, ...met });
}
