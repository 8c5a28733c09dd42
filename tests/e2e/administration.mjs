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
    await page.goto(`${origin}/admin`);
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

export async function administration({ open, signIn, origin, shots }) {
  const admin = await open('admin', kDesktop);
  const person = await open('person', kDesktop);
  await signIn(admin, origin);
  await ask(admin, 'GET', '/api/admin/users/');
  await people({ admin, person, origin, shots });
  await logs({ admin, origin, shots });
}
