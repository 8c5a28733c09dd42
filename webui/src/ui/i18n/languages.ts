// SPDX-License-Identifier: MIT
// The languages of the pages, and which of them a reader gets.
import type { Pack } from './catalogue';

export const kLanguages = ['en', 'de', 'fr', 'es', 'ar'] as const;
export type Language = (typeof kLanguages)[number];

/** Each in its own words, because whoever looks for one reads no other. */
export const kLanguageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ar: 'العربية',
};

/** English is in the first chunk, because it stands in where a chunk does not come. */
export const kPacks: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Pack>>> = {
  de: () => import('./de').then((file) => file.pack),
  fr: () => import('./fr').then((file) => file.pack),
  es: () => import('./es').then((file) => file.pack),
  ar: () => import('./ar').then((file) => file.pack),
};

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/** What was chosen in this browser, else what the account has, else what the browser asks for. */
export function wishesOf(
  chosen: string | null,
  account: string | null | undefined,
  browser: readonly string[],
): string[] {
  return [chosen, account, ...browser].filter((tag): tag is string => !!tag);
}

/** The first of the wanted tags that there is a translation for; English for none. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    const known = kLanguages.find((language) => language === primary);
    if (known) return known;
  }
  return 'en';
}

/**
 * How dates and numbers are written: in the language of the words around them, as the region of
 * the reader does it.
 */
export function localeOf(words: Language, wanted: readonly string[]): string {
  const own = wanted.find((tag) => tag.toLowerCase().split('-')[0] === words);
  if (own) return own;
  try {
    const region = new Intl.Locale(wanted[0] ?? words).region;
    return region ? `${words}-${region}` : words;
  } catch {
    return words;
  }
}

/**
 * The same for Intl, with the digits 0 to 9 and the Gregorian calendar whatever the region. Arabic
 * is read with both kinds of digits; meeting codes, links, addresses, mails and the browser's own
 * fields for dates have 0 to 9 everywhere, and one page has one kind. Some regions (Saudi Arabia)
 * would have dates of another calendar than the one in which lessons are planned here.
 */
export function formatLocaleOf(tag: string): string {
  try {
    return new Intl.Locale(tag, { calendar: 'gregory', numberingSystem: 'latn' }).toString();
  } catch {
    return tag;
  }
}
