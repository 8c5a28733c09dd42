// SPDX-License-Identifier: MIT
// Debian's Chromium with fake camera and microphone, headless, driven by playwright-core. One
// browser process a person: the two sides of a call share nothing.
import { createRequire } from 'node:module';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(fileURLToPath(new URL('../../webui/package.json', import.meta.url)));
const { chromium } = require('playwright-core');

const EXECUTABLES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export function findBrowser() {
  return process.env.LECTERN_CHROMIUM ?? EXECUTABLES.find((path) => existsSync(path));
}

/**
 * A person with a browser process and a context of their own. `settings` is written to localStorage
 * before any page script runs; `prepare` is a function that runs in each page before its scripts.
 */
export async function openPerson(
  name,
  { environment, viewport, settings = {}, colorScheme = 'light', isMobile = false, prepare },
) {
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    env: environment,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream=device-count=2',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  const context = await browser.newContext({
    viewport,
    colorScheme,
    hasTouch: isMobile,
    isMobile,
    locale: 'en-GB',
  });
  await context.addInitScript((entries) => {
    for (const [key, value] of Object.entries(entries)) localStorage.setItem(key, value);
  }, settings);
  if (prepare) await context.addInitScript(prepare);
  const page = await context.newPage();
  const console_ = [];
  page.on('console', (message) => console_.push(`${name} ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => console_.push(`${name} pageerror: ${error.message}`));
  return {
    name,
    page,
    context,
    log: () => console_.join('\n'),
    async shot(folder, label) {
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${label}-${name}.png`) });
    },
    close: () => browser.close(),
  };
}
