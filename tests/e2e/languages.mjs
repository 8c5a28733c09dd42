// SPDX-License-Identifier: MIT
// The pages in other languages: Arabic from right to left on a phone and on a desk (home, create,
// lobby, room, people and chat), long words at 320 px, no English left over, and the choice of a
// language by a guest. With `--shots` it photographs the main pages in all languages, for people.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ask, id, tooWide, violations } from './pages.mjs';
import { step, until } from './report.mjs';

const kCatalogues = fileURLToPath(new URL('../../webui/src/ui/i18n', import.meta.url));
const kPhone = { width: 390, height: 844 };
const kDesk = { width: 1440, height: 900 };

/** The sentences of a language, from its files. */
function sentences(language) {
  const folder = join(kCatalogues, language);
  return readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8').replace(/' \+\n\s*'/g, '');
    return [...text.matchAll(/^ {2}'[^']+':\s+(?:'([^']*)'|"([^"]*)")/gm)].map(
      ([, one, other]) => one ?? other,
    );
  });
}

/** What is said on the page and to screen readers, but for what people wrote. */
const said = (page) =>
  page.evaluate(() => {
    const words = [];
    const others = 'option, script, style, bdi, [dir="auto"], [lang]:not(html)';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!node.parentElement.closest(others)) words.push(node.data.trim());
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
      for (const name of ['aria-label', 'title', 'placeholder'])
        words.push(element.getAttribute(name) ?? '');
    return words.filter((one) => /\p{L}{2}/u.test(one));
  });

/** English sentences that the page shows, those apart that the language has, too. */
async function english(page, language) {
  const own = new Set(sentences(language));
  const known = new Set(sentences('en').filter((one) => !own.has(one)));
  return (await said(page)).filter((one) => known.has(one));
}

/** No page of ours is left before its words are there. */
async function speak(person, language, url, selector) {
  const { page } = person;
  if (!page.url().startsWith('http')) await page.goto(url);
  await page.evaluate((tag) => localStorage.setItem('lectern.language', tag), language);
  await page.goto(url);
  await page.waitForSelector(selector);
  const { lang, dir } = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
  }));
  if (lang !== language || dir !== (language === 'ar' ? 'rtl' : 'ltr'))
    throw new Error(`the document is ${lang}, ${dir}`);
}

/** What is cut off is not seen, and not told by the width of the page. */
const cutOff = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, a.button, .badge, .control, .way')]
      .filter((element) => element.checkVisibility())
      .filter((element) => {
        const box = element.getBoundingClientRect();
        const inside = box.right <= innerWidth + 1 && box.left >= -1;
        return !inside && box.width > 2 && !element.closest('.skip, .visually-hidden');
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );

/** The innermost elements that reach over the edge. */
const widest = (page) =>
  page.evaluate(() =>
    [...document.body.querySelectorAll('*')]
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return right > innerWidth + 0.5 || left < -0.5;
      })
      .slice(-3)
      .map((element) => element.outerHTML.slice(0, 80))
      .join('; '),
  );

async function fits(person, name, sizes) {
  const { page } = person;
  for (const size of sizes) {
    await page.setViewportSize(size);
    // The controls of the room follow the size in a frame of their own.
    await until(`${name} fits at ${size.width} px`, async () => {
      const over = await tooWide(page);
      if (over > 0) throw new Error(`${over} px too wide: ${await widest(page)}`);
      const cut = await cutOff(page);
      if (cut.length > 0) throw new Error(`cut off: ${cut.join('; ')}`);
      return true;
    });
  }
}

/** Axe, widths and words of a page as it is now. */
async function isSound(person, name, language) {
  await fits(person, name, [kPhone, kDesk]);
  const found = await violations(person.page);
  if (found.length > 0) throw new Error(`${name}: axe says ${found.join('; ')}`);
  const left = await english(person.page, language);
  if (left.length > 0) throw new Error(`${name} says ${[...new Set(left)].join(' | ')}`);
}

async function guestChooses({ guest, origin }) {
  const { page } = guest;
  await step('a guest chooses Arabic, and the page is read from the right', async () => {
    await page.goto(origin);
    await page.waitForSelector(id('home-code'));
    await page.click(id('language-menu'));
    await Promise.all([
      page.waitForEvent('framenavigated'),
      page.click(id('header-language-ar')),
    ]);
    await page.waitForSelector('html[lang="ar"][dir="rtl"]');
    await page.waitForSelector(id('home-code'));
    await isSound(guest, 'home', 'ar');
    const arrow = await page.locator('.lucide-arrow-right').first().evaluate(
      (icon) => getComputedStyle(icon).transform,
    );
    if (!arrow.startsWith('matrix(-1')) throw new Error(`the arrow points ${arrow}`);
  });
}

async function arabicRoom({ tutor, guest, origin }) {
  const { page } = tutor;
  await step('Arabic: the form of a meeting, and the series in words', async () => {
    await speak(tutor, 'ar', `${origin}/create`, id('create-title'));
    await page.click(id('create-later'));
    await page.selectOption(id('create-repeat'), 'WEEKLY');
    await page.waitForSelector(id('rule-words'));
    const words = await page.textContent(id('rule-words'));
    if (/[٠-٩]/.test(words) || !/\d:\d\d/.test(words)) throw new Error(`it says ${words}`);
    await isSound(tutor, 'create', 'ar');
    await page.click(id('create-now'));
    await page.fill(id('create-title'), 'الجبر للصف الثامن (Algebra)');
    await page.click(id('create-submit'));
    await page.waitForSelector(id('invite-link'));
    await isSound(tutor, 'meeting', 'ar');
  });
  const link = await page.inputValue(id('invite-link'));
  await step('Arabic: the lobby of a guest', async () => {
    await guest.page.goto(link);
    await guest.page.waitForSelector('.preview video');
    await isSound(guest, 'lobby', 'ar');
    await guest.page.setViewportSize(kPhone);
  });
  await step('Arabic: a room with two people, the list of people and the chat', async () => {
    await page.goto(link);
    await page.click(id('lobby-join'));
    await page.waitForSelector(id('room'));
    await guest.page.fill(id('lobby-name'), 'Grace Hopper');
    await guest.page.click(id('lobby-join'));
    await until('both see each other', async () => {
      const tiles = await page.locator(`${id('tile')}[data-self="false"]`).count();
      return tiles === 1 && guest.page.locator(id('room')).isVisible();
    });
    for (const person of [tutor, guest]) await isSound(person, 'room', 'ar');
    await guest.page.setViewportSize(kPhone);
    await page.click(id('people-toggle'));
    await page.waitForSelector('.panel');
    await isSound(tutor, 'people', 'ar');
    await page.click(id('chat-toggle'));
    await page.fill(id('chat-input'), 'مرحبًا Grace, see https://example.org/a?b=1');
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('chat-message'));
    await isSound(tutor, 'chat', 'ar');
  });
  return link;
}

/** The panel of a right-to-left room is at its left edge, and arrow keys go where they point. */
async function mirrored({ tutor }) {
  await step('Arabic: the panel is on the left, and arrow keys go where they point', async () => {
    const { page } = tutor;
    const box = await page.locator('.panel').boundingBox();
    if (box.x > kDesk.width / 3) throw new Error(`the panel is at ${box.x}`);
    const float = page.locator(id('own-float'));
    const middle = async () => {
      const { x, width } = await float.boundingBox();
      return x + width / 2;
    };
    const stage = await page.locator('.stage').boundingBox();
    const half = stage.x + stage.width / 2;
    if ((await middle()) > half) throw new Error('one’s own picture begins on the right');
    await float.focus();
    await page.keyboard.press('ArrowRight');
    await until('it is on the right', async () => (await middle()) > half);
  });
}

async function longWords({ guest, tutor, origin, link }) {
  const narrow = [{ width: 320, height: 640 }];
  for (const language of ['de', 'fr', 'es']) {
    await step(`${language}: nothing is too wide at 320 px, and nothing is English`, async () => {
      await speak(guest, language, link, id('lobby-name'));
      await fits(guest, 'lobby', narrow);
      const pages = [
        ['/', id('start-now')],
        ['/create', id('create-title')],
        ['/account', id('account-name')],
      ];
      for (const [path, selector] of pages) {
        await speak(tutor, language, origin + path, selector);
        await fits(tutor, path, narrow);
        const left = await english(tutor.page, language);
        if (left.length > 0) throw new Error(`${path} says ${[...new Set(left)].join(' | ')}`);
      }
    });
  }
}

const kGallery = [
  ['home', '/', id('start-now')],
  ['meetings', '/meetings', '.page'],
  ['week', '/meetings?view=week', '.page'],
  ['month', '/meetings?view=month', '.page'],
  ['requests', '/meetings/join-requests', '.page'],
  ['invitations', '/meetings/invitations', '.page'],
  ['create', '/create', id('create-title')],
  ['account', '/account', id('account-name')],
  ['admin', '/admin', '.page'],
  ['audit', '/admin/audit', '.page'],
];

/** Only for people who look at the pictures. */
async function gallery({ open, signIn, origin, shots, link }) {
  const tutor = await open('tutor', { viewport: kDesk });
  await signIn(tutor, origin);
  const guest = await open('guest', { viewport: kPhone });
  for (const language of ['ar', 'fr', 'es'])
    for (const scheme of ['light', 'dark'])
      for (const [size, label] of [
        [kPhone, '390'],
        [kDesk, '1440'],
      ]) {
        const picture = async (person, name) => {
          await person.page.evaluate(() => document.fonts.ready);
          await person.page.screenshot({
            path: join(shots, `${name}-${language}-${label}-${scheme}.png`),
            fullPage: true,
          });
        };
        for (const person of [tutor, guest]) {
          await person.page.setViewportSize(size);
          await person.page.emulateMedia({ colorScheme: scheme });
        }
        for (const [name, path, selector] of kGallery) {
          await speak(tutor, language, origin + path, selector);
          await tutor.page.waitForLoadState('networkidle');
          await picture(tutor, name);
        }
        await speak(guest, language, origin, id('home-code'));
        await picture(guest, 'welcome');
        await speak(guest, language, link, id('lobby-name'));
        await picture(guest, 'lobby');
      }
}

export async function languages({ open, signIn, origin, shots }) {
  const guest = await open('guest', { viewport: kPhone });
  const tutor = await open('tutor', { viewport: kDesk });
  await signIn(tutor, origin);
  await ask(tutor, 'POST', '/api/meeting/create/', {
    title: 'Algebra',
    type: 'scheduled',
    scheduled_at: new Date(Date.now() + 3 * 3_600_000).toISOString(),
    duration_minutes: 45,
    timezone: 'Europe/Berlin',
  });
  await guestChooses({ guest, origin });
  const link = await arabicRoom({ tutor, guest, origin });
  if (shots)
    for (const person of [tutor, guest])
      for (const scheme of ['light', 'dark']) {
        await person.page.emulateMedia({ colorScheme: scheme });
        await person.shot(shots, `room-ar-${scheme}`);
      }
  await mirrored({ tutor });
  await longWords({ guest, tutor, origin, link });
  if (shots) await gallery({ open, signIn, origin, shots, link });
}
