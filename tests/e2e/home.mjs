// SPDX-License-Identifier: MIT
// The day of a tutor: what is next, today's list, a lesson planned in one line, rooms that are
// started and ended, people who ask to come in, and the calendar of the week and the month.
import { ask, id, looksRight, nothingMoved, watchShifts } from './pages.mjs';
import { step, until } from './report.mjs';

const kDesktop = { viewport: { width: 1280, height: 900 }, prepare: watchShifts };

const soon = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();

const make = (person, more) => ask(person, 'POST', '/api/meeting/create/', more);

async function lessonsOfToday(tutor) {
  const zone = await tutor.page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  await make(tutor, {
    title: 'Algebra, year 8',
    type: 'scheduled',
    scheduled_at: soon(12),
    duration_minutes: 45,
    timezone: 'Europe/Berlin',
  });
  await make(tutor, {
    title: 'Physik: Optik und Wellen mit einem sehr langen Titel für schmale Bildschirme',
    type: 'scheduled',
    scheduled_at: soon(75),
    duration_minutes: 60,
    timezone: 'America/New_York',
    password: 'sesame',
  });
  await make(tutor, {
    title: 'English for beginners',
    type: 'scheduled',
    scheduled_at: soon(2 * 24 * 60),
    duration_minutes: 60,
    timezone: zone,
    recurrence: 'FREQ=WEEKLY;COUNT=10',
  });
}

async function today({ tutor, origin, shots }) {
  await step('a day without lessons says so and offers the next step', async () => {
    await tutor.page.goto(origin);
    await tutor.page.waitForSelector('.free-day');
  });
  await looksRight(tutor, 'home-empty', shots);
  await nothingMoved(tutor, 'home-empty');
  await step('today shows what is next, with a door that is open', async () => {
    await lessonsOfToday(tutor);
    await tutor.page.goto(origin);
    await tutor.page.waitForSelector(id('next-join'));
    await tutor.page.waitForSelector(`${id('next-lesson')}:has-text("Algebra, year 8")`);
    await until('the week shows its lessons', async () => {
      const dots = await tutor.page.locator('.week-dots i').count();
      return dots >= 2;
    });
  });
  await nothingMoved(tutor, 'home');
  await looksRight(tutor, 'home', shots);
}

async function quick({ tutor, shots }) {
  await step('a lesson is planned in one line, by keyboard only', async () => {
    const { page } = tutor;
    await page.focus(id('quick-title'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('[aria-invalid="true"]');
    await page.keyboard.type('Chemistry');
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('planned'));
    const words = await page.textContent(id('planned'));
    if (!/20\d\d/.test(words) || !/UTC/.test(words)) throw new Error(`it says ${words}`);
  });
  await looksRight(tutor, 'home-planned', shots);
}

async function rooms({ tutor, origin }) {
  await step('“Start now” uses the empty room again', async () => {
    const { page } = tutor;
    const starts = async () => {
      await page.goto(origin);
      await page.waitForSelector(id('next-lesson'));
      await page.click(id('start-now'));
      await page.waitForURL(/\/j\//);
      return page.url();
    };
    const first = await starts();
    const second = await starts();
    if (first !== second) throw new Error(`${first} and ${second}`);
  });
  await step('a room is ended from the list, after a question', async () => {
    const { page } = tutor;
    await page.goto(origin);
    await page.click(id('room-end'));
    await page.click(id('room-end-confirm'));
    await page.waitForSelector(id('room-row'), { state: 'detached' });
  });
}

async function live({ tutor, student, origin }) {
  await step('somebody who asks to come in is seen at once', async () => {
    const room = await make(tutor, { title: 'Open door', access: 'approval' });
    await tutor.page.goto(origin);
    await tutor.page.waitForSelector(id('next-lesson'));
    const badge = `${id('badge-requests')} .count`;
    if ((await tutor.page.locator(badge).count()) > 0) throw new Error('there is a badge already');
    await student.page.goto(`${origin}/j/${room.code}`);
    await student.page.fill(id('lobby-name'), 'Sam Student');
    await student.page.click(id('lobby-join'));
    await student.page.waitForSelector(id('waiting'));
    const began = performance.now();
    await tutor.page.waitForSelector(badge, { timeout: 5_000 });
    await ask(tutor, 'POST', `/api/meeting/end/${room.meeting_id}/`, {});
    return `after ${Math.round(performance.now() - began)} ms`;
  });
}

async function calendar({ tutor, origin, shots }) {
  const { page } = tutor;
  await step('the list finds meetings by their words, and Back brings all again', async () => {
    await page.goto(`${origin}/meetings`);
    await page.waitForSelector(id('lesson'));
    const all = await page.locator(id('lesson')).count();
    await page.fill(id('meetings-search'), 'algebra');
    await until('one of them', async () => (await page.locator(id('lesson')).count()) < all);
    await page.waitForURL(/q=algebra/);
    await page.fill(id('meetings-search'), 'nothing like this');
    await page.waitForSelector('.empty');
  });
  await looksRight(tutor, 'meetings-none', shots);
  await step('filters say what is past and what was cancelled', async () => {
    await page.goto(`${origin}/meetings`);
    await page.selectOption(id('meetings-when'), 'past');
    await page.waitForSelector(id('lesson'));
    await until('past lessons only', async () => {
      const moments = await page
        .locator(id('lesson'))
        .evaluateAll((rows) => rows.map((row) => row.dataset.moment));
      return moments.length > 0 && moments.every((moment) => moment === 'over');
    });
    await page.goto(`${origin}/meetings`);
    await page.waitForSelector(id('lesson'));
  });
  await nothingMoved(tutor, 'meetings');
  await looksRight(tutor, 'meetings', shots);
  for (const view of ['week', 'month']) {
    await step(`the ${view} shows the lessons, and goes on and back`, async () => {
      await page.goto(`${origin}/meetings?view=${view}`);
      await page.waitForSelector(view === 'week' ? id('week-lesson') : '.month-lesson');
      const title = () => page.textContent('.steps h2');
      const before = await title();
      await page.click('.steps a >> nth=2');
      await until('another time', async () => (await title()) !== before);
      await page.goBack();
      await until('the same time', async () => (await title()) === before);
    });
    await nothingMoved(tutor, view);
    await looksRight(tutor, view, shots);
  }
  await step('another tab title for each page', async () => {
    await until('the title', async () => (await page.title()) === 'Meetings – Test School');
  });
}

async function german({ open, signIn, origin, shots }) {
  const tutor = await open('German tutor', { ...kDesktop, settings: { 'lectern.language': 'de' } });
  await signIn(tutor, origin);
  await tutor.page.goto(origin);
  await tutor.page.waitForSelector('.week-strip');
  await looksRight(tutor, 'home-de', shots);
  await tutor.page.goto(`${origin}/meetings?view=month`);
  await tutor.page.waitForSelector('.month');
  await looksRight(tutor, 'month-de', shots);
}

export async function home({ open, signIn, origin, shots }) {
  const tutor = await open('tutor', kDesktop);
  const student = await open('student', kDesktop);
  await step('the start page has the two ways in', async () => {
    await tutor.page.goto(origin);
    await tutor.page.waitForSelector(id('home-code'));
  });
  await nothingMoved(tutor, 'welcome');
  await looksRight(tutor, 'welcome', shots);
  await step('a whole invitation is pasted, and its code is found', async () => {
    await tutor.page.evaluate(() => {
      const field = document.querySelector('[data-testid="home-code"]');
      const data = new DataTransfer();
      data.setData('text', 'Ada invites you.\n\nOr type this code: kabo-rine-tuda\nSee you!');
      field.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, cancelable: true, bubbles: true }),
      );
    });
    await until(
      'the code',
      async () => (await tutor.page.inputValue(id('home-code'))) === 'kabo-rine-tuda',
    );
  });
  await step('a code with a mistake is mended where it is told', async () => {
    await tutor.page.fill(id('home-code'), 'none-such-code');
    await tutor.page.click(id('home-join'));
    await tutor.page.waitForSelector(id('problem'));
    await tutor.page.waitForSelector(id('home-code'));
  });
  await looksRight(tutor, 'problem', shots);
  await signIn(tutor, origin);
  await today({ tutor, origin, shots });
  await quick({ tutor, shots });
  await rooms({ tutor, origin });
  await live({ tutor, student, origin });
  await calendar({ tutor, origin, shots });
  await german({ open, signIn, origin, shots });
}
