// SPDX-License-Identifier: MIT
// The administration: people are invited, disabled, given a role and erased; the audit log says
// so; the mail queue; and nobody else sees any of it.
import { ask, id, looksRight, nothingMoved, watchShifts } from './pages.mjs';
import { step, until } from './report.mjs';

const kDesktop = { viewport: { width: 1280, height: 900 }, prepare: watchShifts };
const kPassword = 'four unrelated words here';
const kEmail = 'otto@example.org';

const row = `${id('person-row')}[data-email="${kEmail}"]`;

async function people({ admin, person, origin, shots }) {
  const { page } = admin;
  await step('an invitation is a link that works', async () => {
    await page.goto(`${origin}/admin/people`);
    await page.click(id('invite-make'));
    const link = await page.textContent(`${id('invite-made')} .mono`);
    await person.page.goto(link.trim().replace(/^https?:\/\/[^/]+/, origin));
    await person.page.fill(id('register-name'), 'Otto');
    await person.page.fill(id('register-email'), kEmail);
    await person.page.fill(id('register-password'), kPassword);
    await person.page.click(id('register-submit'));
    await person.page.waitForSelector(id('start-now'));
  });
  await step('who is no administrator sees nothing of it', async () => {
    await person.page.goto(`${origin}/admin/audit`);
    await person.page.waitForSelector('[role="alert"]');
    if ((await person.page.locator(id('audit-row')).count()) > 0) throw new Error('rows');
  });
  await step('the person is in the list, and is found', async () => {
    await page.reload();
    await page.waitForSelector(row);
    await page.fill(id('people-search'), 'otto exam');
    await until('alone', async () => (await page.locator(id('person-row')).count()) === 1);
  });
  await nothingMoved(admin, 'people');
  await looksRight(admin, 'admin-people', shots);
  await step('a role is given and taken, and an account is disabled at once', async () => {
    await page.click(`${row} ${id('person-role')}`);
    await page.waitForSelector(`${row} .badge:has-text("Administrator")`);
    await page.click(`${row} ${id('person-role')}`);
    await page.waitForSelector(`${row} .badge:has-text("Administrator")`, { state: 'detached' });
    await page.click(`${row} ${id('person-disable')}`);
    await page.waitForSelector(`${row} .badge-alarm`);
    await person.page.goto(`${origin}/account`);
    await person.page.waitForSelector('[role="alert"], a[href^="/signin"]');
  });
  await step('sessions of a person are listed, and ended', async () => {
    await page.click(`${row} ${id('person-disable')}`);
    await page.waitForSelector(`${row} .badge-alarm`, { state: 'detached' });
    await person.page.goto(`${origin}/signin`);
    await person.page.fill(id('signin-email'), kEmail);
    await person.page.fill(id('signin-password'), kPassword);
    await person.page.click(id('signin-submit'));
    await person.page.waitForSelector(id('start-now'));
    await page.click(`${row} ${id('person-sessions')}`);
    await page.waitForSelector(id('person-session'));
    await looksRight(admin, 'admin-sessions', shots);
    await page.click(id('person-sign-out'));
    await page.waitForSelector(id('person-sessions-none'));
    await page.keyboard.press('Escape');
  });
  await step('a person is erased after the address was typed', async () => {
    await page.click(`${row} ${id('person-erase')}`);
    await page.fill(id('person-erase-name'), 'wrong');
    await page.click(id('person-erase-confirm'));
    await page.waitForSelector(`${id('person-erase-name')}[aria-invalid="true"]`);
    await looksRight(admin, 'admin-erase', shots);
    await page.fill(id('person-erase-name'), kEmail);
    await page.click(id('person-erase-confirm'));
    await page.waitForSelector(row, { state: 'detached' });
  });
}

async function logs({ admin, origin, shots }) {
  const { page } = admin;
  await step('the audit log tells all of it, and filters', async () => {
    await page.goto(`${origin}/admin/audit`);
    await page.waitForSelector(id('audit-row'));
    await page.waitForSelector(`${id('audit-row')}[data-kind="user.disabled"]`);
    await page.selectOption(id('audit-kind'), 'user.disabled');
    await until('only these', async () => {
      const shown = await page
        .locator(id('audit-row'))
        .evaluateAll((rows) => rows.map((one) => one.dataset.kind));
      return shown.length > 0 && shown.every((kind) => kind === 'user.disabled');
    });
    await page.reload();
    await page.waitForSelector(id('audit-row'));
  });
  await nothingMoved(admin, 'audit');
  await looksRight(admin, 'admin-audit', shots);
  await step('the mail queue says what waits and what failed', async () => {
    await page.click(id('admin-mail'));
    await page.waitForSelector('.empty');
    await page.click(id('mail-dead'));
    await page.waitForSelector('.empty');
  });
  await looksRight(admin, 'admin-mail', shots);
}

async function overview({ admin, origin, shots }) {
  const { page } = admin;
  await step('the first steps test themselves, and are dismissed', async () => {
    await page.goto(`${origin}/admin`);
    await page.waitForSelector(id('first-run'));
    await page.waitForSelector(`${id('first-call')}[data-verdict="open"]`);
    await looksRight(admin, 'admin-first-steps', shots);
    // The configuration of this daemon names the site.
    await page.waitForSelector(`${id('first-name')}[data-verdict="good"]`);
    await page.click(`${id('first-call')} button`);
    await page.waitForSelector(`${id('first-call')}[data-verdict="skipped"]`);
    await page.click(id('first-done'));
    await page.waitForSelector(id('first-run'), { state: 'detached' });
  });
  await step('every part says how it is', async () => {
    await page.reload();
    await page.waitForSelector(`${id('part')}[data-part="store"][data-state="ok"]`);
    await page.waitForSelector(id('storage-disk'));
    const parts = await page.locator(id('part')).count();
    if (parts < 10) throw new Error(`${parts} parts`);
    if ((await page.locator(id('first-run')).count()) > 0) throw new Error('the first steps');
  });
  await step('the curves are drawn, and are a table for whoever does not see them', async () => {
    await page.route('**/api/admin/charts/', (route) => route.fulfill({ json: aDay() }));
    await page.reload();
    await page.waitForSelector(id('chart-people'));
    const drawn = await page.$eval(`${id('chart-people')} canvas`, (canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value > 0);
    });
    if (!drawn) throw new Error('an empty canvas');
    await page.click(`${id('chart-people')} summary`);
    const rows = await page.locator(`${id('chart-people')} tbody tr`).count();
    if (rows < 20) throw new Error(`${rows} hours`);
  });
  await looksRight(admin, 'admin-overview', shots);
  await page.unroute('**/api/admin/charts/');
}

/** A school's day, a sample a minute. */
function aDay() {
  const now = Math.floor(Date.now() / 1000);
  const minutes = [...Array(1440).keys()];
  const wave = (most) =>
    minutes.map((i) => Math.round(most * Math.max(0, Math.sin(((i - 400) / 700) * Math.PI))));
  return {
    interval_seconds: 60,
    most: 1440,
    at: minutes.map((i) => now - (1439 - i) * 60),
    people: wave(84),
    meetings: wave(19),
    allocations: wave(11),
    relay_bytes_per_second: wave(2_400_000),
    requests_per_second: wave(37),
    errors_per_minute: minutes.map((i) => (i % 400 === 0 ? 2 : 0)),
  };
}

async function lists({ admin, origin, shots }) {
  const { page } = admin;
  await step('meetings of everybody are found, and ended', async () => {
    const meeting = await ask(admin, 'POST', '/api/meeting/create/', { title: 'Latin, year 7' });
    await page.goto(`${origin}/admin/meetings`);
    await page.click(id('meetings-all'));
    await page.fill(id('meetings-search'), 'LATIN 7');
    const found = `${id('site-meeting')}[data-code="${meeting.code}"]`;
    await page.waitForSelector(found);
    await looksRight(admin, 'admin-meetings', shots);
    await page.click(`${found} ${id('meeting-end')}`);
    await page.click(id('meeting-end-confirm'));
    await page.waitForSelector(`${found}[data-state="ended"]`);
  });
  await step('the relay, the nodes and the webhooks have their pages', async () => {
    await page.click(id('admin-relay'));
    // People of other stories may have just left.
    await page.waitForSelector(`.empty, ${id('allocation')}`);
    await page.click(id('admin-nodes'));
    await page.waitForSelector(id('node'));
    await looksRight(admin, 'admin-nodes', shots);
    await ask(admin, 'POST', '/api/webhooks/', { url: 'https://x.example/hook' });
    await page.click(id('admin-webhooks'));
    await page.click(id('webhook-switch'));
    await page.waitForSelector(`${id('webhook')}[data-enabled="false"]`);
  });
  await looksRight(admin, 'admin-webhooks', shots);
}

/** A small PNG, drawn by the browser itself. */
async function picture(page) {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    const context = canvas.getContext('2d');
    context.fillStyle = '#0b6e4f';
    context.fillRect(0, 0, 64, 64);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  return { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(bytes) };
}

async function settings({ admin, origin, shots }) {
  const { page } = admin;
  await step('a colour that cannot be read is refused, and the nearest is offered', async () => {
    await page.goto(`${origin}/admin/settings`);
    await page.fill(id('color-day-text'), '#f5bb07');
    await page.click(id('settings-save'));
    await page.waitForSelector('.message-error');
    await page.click(id('color-day-nearest'));
    await page.fill(id('color-day-text'), '#0b6e4f');
  });
  await step('colour and logo are everywhere at once; the file has the name', async () => {
    await page.waitForSelector(`${id('setting-fixed')}:has-text("Test School")`);
    await page.click(id('settings-save'));
    await page.waitForSelector(id('settings-saved'));
    await until('the colour', () =>
      page.evaluate(() => document.documentElement.style.getPropertyValue('--brand-day') !== ''),
    );
    await page.setInputFiles(id('logo-file'), await picture(page));
    await page.waitForSelector('.header img.logo-own');
    await page.waitForSelector(id('logo-remove'));
  });
  await looksRight(admin, 'admin-settings', shots);
  await step('a fresh page has them before its script', async () => {
    const html = await page.evaluate(async () => (await fetch('/')).text());
    for (const part of ['<title>Test School</title>', '#0b6e4f', '/api/site/logo?v='])
      if (!html.includes(part)) throw new Error(`${part} is missing`);
    await page.goto(`${origin}/`);
    await until('the colour', () =>
      page.evaluate(
        () => getComputedStyle(document.documentElement).getPropertyValue('--brand-day') !== '',
      ),
    );
  });
  await step('all of it is taken back', async () => {
    await ask(admin, 'PATCH', '/api/admin/settings/', { 'branding.color': null });
    await ask(admin, 'DELETE', '/api/admin/settings/logo/');
  });
}

export async function administration({ open, signIn, origin, shots }) {
  const admin = await open('admin', kDesktop);
  const person = await open('person', kDesktop);
  await signIn(admin, origin);
  await ask(admin, 'GET', '/api/admin/users/');
  await overview({ admin, origin, shots });
  await people({ admin, person, origin, shots });
  await logs({ admin, origin, shots });
  await lists({ admin, origin, shots });
  await settings({ admin, origin, shots });
}
