// SPDX-License-Identifier: MIT
// The own account: name, languages, password, sessions, tokens, data, and its end; and the doors
// to it, with what they say when something is wrong.
import { readFileSync } from 'node:fs';

import { ask, id, looksRight, nothingMoved, watchShifts } from './pages.mjs';
import { step, until } from './report.mjs';

const kDesktop = { viewport: { width: 1280, height: 900 }, prepare: watchShifts };
const kPassword = 'four unrelated words here';

async function doors({ person, origin, shots }) {
  const { page } = person;
  await step('signing in without a password says what is missing', async () => {
    await page.goto(`${origin}/signin`);
    await page.fill(id('signin-email'), 'nobody@example.org');
    await page.click(id('signin-submit'));
    await page.waitForSelector('[role="alert"]');
  });
  await looksRight(person, 'signin', shots);
  for (const path of ['forgot', 'reset#token=x', 'verify#token=x', 'register#invitation=x']) {
    const name = path.split('#')[0];
    await page.goto(`${origin}/${path}`);
    await page.waitForSelector('main h1');
    await looksRight(person, name, shots);
  }
}

async function register({ admin, person, origin }) {
  await step('an invited person registers', async () => {
    const { invitation } = await ask(admin, 'POST', '/api/admin/invitations/', {});
    await person.page.goto('about:blank');
    await person.page.goto(`${origin}/register#invitation=${invitation}`);
    await person.page.fill(id('register-name'), 'Paula');
    await person.page.fill(id('register-email'), 'paula@example.org');
    await person.page.fill(id('register-password'), kPassword);
    await person.page.click(id('register-submit'));
    await person.page.waitForSelector(id('start-now'));
  });
}

async function details({ person, origin, shots }) {
  const { page } = person;
  await step('the account is reached by the menu, with the keyboard', async () => {
    await page.focus(id('account-menu'));
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('menu-account'));
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('account-name'));
    await until('the keyboard is somewhere', () =>
      page.evaluate(() => document.activeElement.tagName !== 'BODY'),
    );
  });
  await looksRight(person, 'account', shots);
  await step('name, language of mails, zone and reminders are saved', async () => {
    await page.fill(id('account-name'), 'Paula Schmidt');
    await page.selectOption(id('account-language'), 'fr');
    await page.selectOption(id('account-zone'), 'Europe/Paris');
    await page.uncheck(id('account-reminders'));
    await page.click(id('account-save'));
    await until('it says so', async () => (await page.textContent(id('account-saved'))) !== '');
    const me = await ask(person, 'GET', '/api/me');
    if (me.name !== 'Paula Schmidt' || me.language !== 'fr' || me.reminders !== false)
      throw new Error(JSON.stringify(me));
    await page.waitForSelector(`${id('account-menu')}[aria-label*="Paula Schmidt"]`);
  });
  await step('a reload keeps all of it, and nothing moves', async () => {
    await page.goto(`${origin}/account`);
    await page.waitForSelector(id('account-name'));
    await until('it is kept', async () => (await page.inputValue(id('account-language'))) === 'fr');
  });
}

async function secrets({ person, other, origin }) {
  const { page } = person;
  await step('another device is seen, and signed out', async () => {
    await other.page.goto(`${origin}/signin`);
    await other.page.fill(id('signin-email'), 'paula@example.org');
    await other.page.fill(id('signin-password'), kPassword);
    await other.page.click(id('signin-submit'));
    await other.page.waitForSelector(id('start-now'));
    await page.reload();
    await until('two', async () => (await page.locator(id('session-row')).count()) === 2);
    await page.click(id('session-end'));
    await until('one', async () => (await page.locator(id('session-row')).count()) === 1);
  });
  await step('a token is shown once, works, and is removed', async () => {
    await page.click(id('token-new'));
    await page.fill(id('token-name'), 'Timetable');
    await page.click(id('token-submit'));
    await page.waitForSelector(id('token-made'));
    await page.reload();
    await page.waitForSelector(id('token-row'));
    if (await page.isVisible(id('token-made'))) throw new Error('it is shown again');
    await page.click(id('token-remove'));
    await until('none', async () => (await page.locator(id('token-row')).count()) === 0);
  });
  await step('a wrong password is said at its field; the right one changes it', async () => {
    await page.fill(id('password-old'), 'wrong');
    await page.fill(id('password-new'), `${kPassword} now`);
    await page.click(id('password-submit'));
    await page.waitForSelector(`${id('password-old')}[aria-invalid="true"]`);
    await page.fill(id('password-old'), kPassword);
    await page.click(id('password-submit'));
    await until('it is done', async () => (await page.inputValue(id('password-old'))) === '');
  });
}

async function end({ person, shots }) {
  const { page } = person;
  await step('all that is stored is a file', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click(id('data-export')),
    ]);
    const data = readFileSync(await download.path(), 'utf8');
    if (!data.includes('paula@example.org')) throw new Error('it is not about Paula');
  });
  await step('the account is deleted, after a question and with the password', async () => {
    await page.click(id('data-erase'));
    await looksRight(person, 'erase', shots);
    await page.fill(id('erase-password'), 'wrong');
    await page.click(id('erase-confirm'));
    await page.waitForSelector(`${id('erase-password')}[aria-invalid="true"]`);
    await page.fill(id('erase-password'), `${kPassword} now`);
    await page.click(id('erase-confirm'));
    await page.waitForSelector(id('home-signin'));
  });
}

export async function account({ open, signIn, origin, shots }) {
  const admin = await open('account admin', kDesktop);
  const person = await open('account person', kDesktop);
  const other = await open('other device', kDesktop);
  await signIn(admin, origin);
  await doors({ person, origin, shots });
  await register({ admin, person, origin });
  await details({ person, origin, shots });
  await nothingMoved(person, 'account');
  await secrets({ person, other, origin });
  await end({ person, shots });
}
