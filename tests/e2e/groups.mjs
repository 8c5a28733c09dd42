// SPDX-License-Identifier: MIT
// Groups of a lesson: four people, two groups; each hears, sees and writes only in its own; the
// host visits, writes to all and calls back; a page that is loaded anew comes back into its group.
import { id, violations } from './pages.mjs';
import { openFrom, press } from './pressing.mjs';
import { step, until as wait } from './report.mjs';
import { createMeeting, enter } from './story.mjs';

/** Four browsers that draw pictures are slow on a busy machine. */
const kPatience = 60_000;
const until = (what, probe) => wait(what, probe, kPatience);

const kDesktop = { viewport: { width: 1440, height: 900 } };
const kTablet = { viewport: { width: 768, height: 1024 }, isMobile: true };
const kPhone = { viewport: { width: 360, height: 740 }, isMobile: true };

async function openTool(person, tool) {
  await openFrom(person, 'activities-toggle');
  await until(`${tool} can be chosen by ${person.name}`, async () => {
    if (await person.page.isVisible(id('tools-back'))) await press(person, id('tools-back'));
    return person.page.isVisible(id(`tool-${tool}`));
  });
  await press(person, id(`tool-${tool}`));
}

/** Of whom sound and pictures come to a person, by name. */
const heardBy = (person) =>
  person.page.evaluate(async () =>
    ((await window.lectern?.stats()) ?? [])
      .filter(({ connectionState }) => connectionState === 'connected')
      .map(({ name }) => name)
      .sort()
      .join(' '),
  );

const hears = (person, names) =>
  until(`${person.name} hears ${names || 'nobody'}`, async () => {
    const now = await heardBy(person);
    return now === names;
  });

async function writes(person, text) {
  if (!(await person.page.isVisible(id('chat-input')))) await openFrom(person, 'chat-toggle');
  await person.page.waitForSelector(id('chat-input'), { timeout: kPatience });
  await person.page.fill(id('chat-input'), text);
  await person.page.press(id('chat-input'), 'Enter');
  await reads(person, text);
}

async function reads(person, text) {
  if (!(await person.page.isVisible(id('chat-input')))) await openFrom(person, 'chat-toggle');
  await until(`${person.name} reads ${text}`, () => hasLine(person, text));
}

const hasLine = (person, text) =>
  person.page.evaluate(
    (line) => (document.querySelector('.panel')?.textContent ?? '').includes(line),
    text,
  );

const isIn = (person, group) =>
  until(`${person.name} is in ${group}`, async () => {
    const banner = person.page.locator(id('groups-where'));
    return (await banner.count()) > 0 && (await banner.textContent()).includes(group);
  });

async function bothWays(people, shots, name) {
  if (!shots) return;
  for (const scheme of ['light', 'dark']) {
    for (const person of people) await person.page.emulateMedia({ colorScheme: scheme });
    await people[0].page.waitForTimeout(300);
    for (const person of people) await person.shot(shots, `groups-${name}-${scheme}`);
  }
  for (const person of people) await person.page.emulateMedia({ colorScheme: 'light' });
}

async function accessible(person, name) {
  const found = await violations(person.page);
  if (found.length > 0) throw new Error(`${name}: axe says ${found.join('; ')}`);
}

async function openTwo({ tutor, ada, bob, cid, shots }) {
  await step('the host plans two groups by hand, with the keyboard', async () => {
    await writes(ada, 'good morning');
    await reads(tutor, 'good morning');
    await openTool(tutor, 'groups');
    await tutor.page.waitForSelector(id('groups-open'), { timeout: kPatience });
    await tutor.page.fill(id('groups-count'), '2');
    await press(tutor, id('groups-hand'));
    for (const [name, group] of [
      ['Ada', '1'],
      ['Bob', '1'],
      ['Cid', '2'],
    ])
      await tutor.page.selectOption(id(`group-of-${name}`), group);
    await accessible(tutor, 'the plan');
    await bothWays([tutor], shots, 'plan');
  });
  await step('the groups open, and each hears its own', async () => {
    await press(tutor, id('groups-open'));
    await isIn(ada, 'Group 1');
    await isIn(cid, 'Group 2');
    await hears(ada, 'Bob');
    await hears(bob, 'Ada');
    await hears(cid, '');
    await hears(tutor, '');
    await until('the host sees who is where', () => tutor.page.isVisible(id('visit-2')));
    await accessible(tutor, 'the open groups');
    await bothWays([tutor, ada, bob], shots, 'open');
  });
}

async function apart({ tutor, ada, bob, cid, shots }) {
  await step('each group has a chat of its own', async () => {
    await writes(ada, 'only for Red');
    await reads(bob, 'only for Red');
    await openFrom(cid, 'chat-toggle');
    await cid.page.waitForSelector(id('chat-input'), { timeout: kPatience });
    await writes(cid, 'only for Blue');
    for (const [person, text] of [
      [cid, 'only for Red'],
      [ada, 'only for Blue'],
      [ada, 'good morning'],
    ])
      if (await hasLine(person, text)) throw new Error(`${person.name} reads ${text}`);
  });
  await step('the host writes to all groups', async () => {
    await tutor.page.fill(id('groups-message'), 'Five more minutes');
    await press(tutor, id('groups-send'));
    await reads(ada, 'Five more minutes');
    await reads(cid, 'Five more minutes');
    await reads(bob, 'Five more minutes');
  });
  await step('somebody asks for help, and the host comes', async () => {
    await press(cid, id('groups-help'));
    await until('the host hears it', () => tutor.page.isVisible(id('groups-answer')));
    await bothWays([tutor, cid], shots, 'help');
    await press(tutor, id('groups-answer'));
    await hears(tutor, 'Cid');
    await hears(cid, 'Tina Tutor');
    await hears(ada, 'Bob');
  });
  await step('a page that is loaded anew comes back into its group', async () => {
    await ada.page.reload();
    if (await ada.page.isVisible(id('lobby-join'))) await enter(ada);
    await ada.page.waitForSelector(id('room'), { timeout: 20_000 }).catch(() => enter(ada));
    await isIn(ada, 'Group 1');
    await hears(ada, 'Bob');
  });
}

async function together({ tutor, ada, bob, cid, shots }) {
  await step('the host calls everybody back, with a countdown', async () => {
    await until('the list is there', () => tutor.page.isVisible(id('groups-call-back')));
    await press(tutor, id('groups-call-back'));
    await until('it is counted down', () => bob.page.isVisible(id('groups-countdown')));
    await accessible(bob, 'the countdown');
    await bothWays([tutor, bob, cid], shots, 'called');
    await press(tutor, id('groups-close'));
    await hears(tutor, 'Ada Bob Cid');
    await hears(cid, 'Ada Bob Tina Tutor');
    await until('the banner is gone', async () => !(await bob.page.isVisible(id('groups-banner'))));
  });
  await step('the chat of the lesson is there again', async () => {
    await reads(bob, 'good morning');
    if (await hasLine(bob, 'only for Red')) throw new Error('the lesson has lines of a group');
  });
}

export async function groups({ open, signIn, origin, shots }) {
  const tutor = await open('tutor', kDesktop);
  await signIn(tutor, origin);
  const link = await createMeeting(tutor, origin, 'Small rooms');
  const people = {
    tutor,
    ada: await open('Ada', kTablet),
    bob: await open('Bob', kPhone),
    cid: await open('Cid', kDesktop),
    shots,
  };
  await step('the host and three pupils are in the lesson', async () => {
    await tutor.page.click(id('start-meeting'));
    await enter(tutor);
    for (const [key, name] of [
      ['ada', 'Ada'],
      ['bob', 'Bob'],
      ['cid', 'Cid'],
    ]) {
      await people[key].page.goto(link);
      await enter(people[key], { name });
    }
    await hears(tutor, 'Ada Bob Cid');
  });
  await openTwo(people);
  await apart(people);
  await together(people);
}
