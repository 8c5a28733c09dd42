// SPDX-License-Identifier: MIT
// Making and changing meetings: a form that says what is wrong, a series in words, times on two
// clocks, what else is on, whom to invite; changes of one date, of the following, of all, and by
// two people at once; and cancelling.
import { ask, id, looksRight, nothingMoved, watchShifts } from './pages.mjs';
import { step, until } from './report.mjs';

const kDesktop = { viewport: { width: 1280, height: 900 }, prepare: watchShifts };

const nextYear = new Date().getFullYear() + 1;

const has = async (page, selector, words) => {
  await until(`${selector} says “${words}”`, async () =>
    (await page.textContent(selector)).includes(words),
  );
};

async function form({ tutor, origin, shots }) {
  const { page } = tutor;
  await step('a form without a title says so at the field, which has the keyboard', async () => {
    await page.goto(`${origin}/meetings/create`);
    await page.click(id('create-submit'));
    await page.waitForSelector(`${id('create-title')}[aria-invalid="true"]`);
    await until('the keyboard is at the title', () =>
      page.evaluate(() => document.activeElement.dataset.testid === 'create-title'),
    );
  });
  await looksRight(tutor, 'create-wrong', shots);
  await step('a series is told in words, on two clocks, with its conflicts', async () => {
    await ask(tutor, 'POST', '/api/meeting/create/', {
      title: 'Dentist',
      type: 'scheduled',
      scheduled_at: `${nextYear}-03-02T15:30:00Z`,
      duration_minutes: 30,
      timezone: 'Europe/Berlin',
    });
    await page.fill(id('create-title'), 'Algebra, year 8');
    await page.click(id('create-later'));
    await page.fill(id('create-start'), `${nextYear}-03-02T16:00`);
    await page.selectOption(id('create-zone'), 'Europe/Berlin');
    await page.selectOption(id('create-repeat'), 'WEEKLY');
    await page.selectOption(id('create-ends'), 'until');
    await page.fill(id('create-until'), `${nextYear}-06-30`);
    const words = `at 16:00 Berlin time, until 30 June ${nextYear}`;
    await has(page, id('rule-words'), words);
    await has(page, id('clocks'), 'Berlin, UTC+1');
    await page.waitForSelector(id('conflicts'));
    await has(page, id('conflicts'), 'Dentist');
  });
  await step('what is no address is named', async () => {
    await page.check(id('access-approval'));
    await page.fill(id('create-password'), 'sesame');
    await page.fill(id('invite-emails'), 'Ada <ada@example.org>, nonsense');
    await page.click(id('create-submit'));
    await page.waitForSelector(`${id('invite-emails')}[aria-invalid="true"]`);
  });
  await looksRight(tutor, 'create', shots);
  await step('the meeting has a page of its own, which a reload keeps', async () => {
    await page.fill(id('invite-emails'), 'Ada <ada@example.org>, leo@example.org');
    await page.click(id('create-submit'));
    await page.waitForSelector(id('invite-link'));
    await page.waitForURL(/\/meetings\//);
    await page.reload();
    await page.waitForSelector(id('invited-row'));
    await page.click(id('show-qr'));
    await page.waitForSelector('.qr');
    await has(page, id('meeting-series'), 'until 30 June');
    await has(page, 'main', 'sesame');
  });
  await nothingMoved(tutor, 'meeting');
  await looksRight(tutor, 'meeting', shots);
  await step('the lesson is a file for calendars', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click(id('save-event')),
    ]);
    if (download.suggestedFilename() !== 'meeting.ics')
      throw new Error(`it is ${download.suggestedFilename()}`);
  });
  return page.url();
}

async function invitations({ tutor }) {
  const { page } = tutor;
  await step('an invitation is taken back, and given again from those before', async () => {
    const rows = page.locator(id('invited-row'));
    const before = await rows.count();
    await page.click(`${id('invite-revoke')} >> nth=0`);
    await until('one fewer', async () => (await rows.count()) === before - 1);
    await page.reload();
    await page.click(id('invite-known'));
    await page.fill(id('invite-message'), 'See you on Tuesday');
    await page.click(id('invite-submit'));
    await until('all again', async () => (await rows.count()) === before);
  });
}

async function changes({ tutor, url, shots }) {
  const { page } = tutor;
  await step('one date of a series is moved, and both are told', async () => {
    await page.click(`${id('series-date')} >> nth=1`);
    await page.click(id('meeting-change'));
    await page.waitForSelector(`${id('scope-this')}:checked`);
    const start = await page.inputValue(id('create-start'));
    await page.fill(id('create-start'), start.replace('T16:00', 'T17:30'));
    await looksRight(tutor, 'change-one', shots);
    await page.click(id('change-submit'));
    await page.waitForSelector(id('meeting-time'));
    await has(page, id('meeting-time'), '17:30');
    await has(page, 'main', 'is moved to');
  });
  await step('two people change it at once: nothing is lost without a question', async () => {
    await page.goto(url);
    await page.click(id('meeting-change'));
    await page.check(id('scope-all'));
    await page.fill(id('create-title'), 'Algebra, year 9');
    const meeting = new URL(url).pathname.split('/').pop();
    await ask(tutor, 'PATCH', `/api/meeting/${meeting}/`, { waiting_room: true });
    await page.click(id('change-submit'));
    await page.waitForSelector(id('clash-mine'));
    await looksRight(tutor, 'change-clash', shots);
    await page.click(id('clash-mine'));
    await page.waitForSelector(id('meeting-time'));
    const now = await ask(tutor, 'GET', `/api/meeting/${meeting}/`);
    if (now.title !== 'Algebra, year 9' || !now.waiting_room)
      throw new Error(`it is ${now.title}, ${now.waiting_room}`);
  });
  await step('this date and all that follow get a time of their own', async () => {
    await page.goto(url);
    await page.click(`${id('series-date')} >> nth=4`);
    await page.click(id('meeting-change'));
    await page.check(id('scope-following'));
    const start = await page.inputValue(id('create-start'));
    await page.fill(id('create-start'), start.replace('T16:00', 'T18:00'));
    await page.click(id('change-submit'));
    await page.waitForSelector(id('meeting-series'));
    await has(page, id('meeting-series'), 'at 18:00');
    if (page.url() === url) throw new Error('it is the same meeting');
  });
  await step('one date is cancelled, then the meeting', async () => {
    await page.goto(url);
    await page.click(id('meeting-cancel'));
    await page.waitForSelector(`${id('scope-this')}:checked`);
    await looksRight(tutor, 'cancel', shots);
    await page.click(id('cancel-confirm'));
    await page.waitForSelector('.badge:has-text("cancelled")');
    await page.goto(url);
    await page.click(id('meeting-cancel'));
    await page.check(id('scope-all'));
    await page.click(id('cancel-confirm'));
    await page.waitForSelector(id('meeting-cancel'), { state: 'detached' });
  });
}

export async function planning({ open, signIn, origin, shots }) {
  const tutor = await open('planning tutor', kDesktop);
  await step('who is not signed in is asked to, and comes back', async () => {
    await tutor.page.goto(`${origin}/meetings/create`);
    await tutor.page.click('main a[href^="/signin"]');
    await tutor.page.waitForURL(/next=%2Fmeetings%2Fcreate/);
  });
  await signIn(tutor, origin);
  const url = await form({ tutor, origin, shots });
  await invitations({ tutor });
  await changes({ tutor, url, shots });
}
