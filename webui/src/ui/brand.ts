// SPDX-License-Identifier: MIT
// The school's own look: what the page says of its site, and its colours.
import { Fault, Fields } from '../core/protocol/fields';
import { readSite, type Site } from '../core/api/types';

/** The facts that the server wrote into the page; null where it did not. */
export function siteInPage(page: Document): Site | null {
  const text = page.querySelector('meta[name="lectern-site"]')?.getAttribute('content');
  if (!text) return null;
  try {
    const fault = new Fault();
    const site = readSite(new Fields(JSON.parse(text) as Record<string, unknown>, fault));
    return fault.path === null ? site : null;
  } catch {
    return null;
  }
}

/** The tokens of tokens.css take their colours from these. By night, dark text stands on them. */
export function applyBrand(root: HTMLElement, site: Site | null): void {
  const set = (name: string, value: string | undefined): void => {
    if (value) root.style.setProperty(name, value);
    else root.style.removeProperty(name);
  };
  set('--brand-day', site?.color);
  set('--brand-night', site?.nightColor);
  set('--brand-on-night', site?.nightColor && '#0d1125');
}
