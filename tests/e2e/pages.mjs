// SPDX-License-Identifier: MIT
// What is asked of every page outside the room: axe finds nothing, nothing is wider than the page
// from 320 px (a 1280 px window at 400 %) to 1440 px, by day and by night, with forced colours and
// from right to left, no sentence is missing, and nothing moves while the page loads.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { step } from './report.mjs';

const require = createRequire(fileURLToPath(new URL('../../webui/package.json', import.meta.url)));
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const id = (name) => `[data-testid="${name}"]`;

/** Before a page's scripts: adds up what moves by itself. */
export function watchShifts() {
  window.testShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (!entry.hadRecentInput) window.testShift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
}

/** A request of the account that is signed in here. */
export const ask = (person, method, path, body, headers = {}) =>
  person.page.evaluate(
    async ([verb, url, json, more]) => {
      const { access } = JSON.parse(localStorage.getItem('lectern.account'));
      const response = await fetch(url, {
        method: verb,
        headers: { Authorization: `Bearer ${access}`, 'Content-Type': 'application/json', ...more },
        body: json ? JSON.stringify(json) : undefined,
      });
      if (!response.ok)
        throw new Error(`${verb} ${url}: ${response.status} ${await response.text()}`);
      const text = await response.text();
      return text ? JSON.parse(text) : null;
    },
    [method, path, body, headers],
  );

/** What axe has to say of the page as it is now. */
export async function violations(page) {
  await page.evaluate(`window.axe || (() => { ${axe} })()`);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return found.violations.map(
      ({ id: rule, nodes }) => `${rule}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`,
    );
  });
}

/** Sentences that have not been loaded show their keys. */
const missing = (page) =>
  page.evaluate(() => /\b[a-z]+(?:\.[a-z]+)+\.[a-zA-Z]+\b/.exec(document.body.innerText)?.[0]);

/** By how many pixels. */
export const tooWide = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/**
 * Below this, a finger misses. Text links within sentences are excepted (WCAG 2.5.8), and so is the
 * name on a picture, which the list of people has as well.
 */
const tooSmall = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, select, input:not([type=checkbox], [type=radio])')]
      .filter((element) => element.checkVisibility())
      .filter((element) => !element.closest('.visually-hidden, .tile'))
      .filter((element) => element.getBoundingClientRect().height < 43.5)
      .map((element) => element.outerHTML.slice(0, 100)),
  );

const kWidths = [320, 360, 768, 1440];

/** Looks at the page as it is now, in all ways. `shots`, where given, is a folder. */
export async function look(person, name, shots) {
  const { page } = person;
  const before = page.viewportSize();
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of kWidths) {
      await page.setViewportSize({ width, height: width < 700 ? 740 : 900 });
      const over = await tooWide(page);
      if (over > 0) throw new Error(`${name} is ${over} px too wide at ${width}`);
      if (shots)
        await page.screenshot({ path: `${shots}/${name}-${width}-${scheme}.png`, fullPage: true });
      // Rules about layout depend on the width, and rules about contrast on the colours.
      if (width !== (scheme === 'light' ? 320 : 1440)) continue;
      const found = await violations(page);
      if (found.length > 0)
        throw new Error(`${name} at ${width}, ${scheme}: axe says ${found.join('; ')}`);
    }
  }
  await page.setViewportSize({ width: 360, height: 740 });
  const small = await tooSmall(page);
  if (small.length > 0) throw new Error(`${name} has low controls: ${small.join('; ')}`);
  const dir = await page.evaluate(() => document.documentElement.dir);
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  const over = await tooWide(page);
  await page.evaluate((old) => (document.documentElement.dir = old), dir);
  if (over > 0) throw new Error(`${name} is ${over} px too wide from right to left`);
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  if (shots) await page.screenshot({ path: `${shots}/${name}-forced.png`, fullPage: true });
  await page.emulateMedia({ forcedColors: 'none' });
  const key = await missing(page);
  if (key) throw new Error(`${name} shows ${key}`);
  await page.setViewportSize(before);
}

export async function looksRight(person, name, shots) {
  await step(`${name}: axe, widths, themes, right to left`, () => look(person, name, shots));
}

/** After a load of the document in which everything has come. */
export async function nothingMoved(person, name) {
  await step(`${name}: nothing moves while it loads`, async () => {
    const moved = await person.page.evaluate(() => window.testShift);
    if (moved > 0.001) throw new Error(`the layout shifted by ${moved}`);
  });
}
