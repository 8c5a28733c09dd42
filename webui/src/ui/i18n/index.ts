// SPDX-License-Identifier: MIT
// Looks sentences up and fills in their gaps; formats times as the reader expects them.
import { kAreas, type Area, type AreaKey, type Sentences } from './areas';
import type { Counted, Pack } from './catalogue';
import { en, type Key as FirstKey } from './en';
import { directionOf, formatLocaleOf, kPacks, languageOf, localeOf } from './languages';
import type { Language } from './languages';

/** Every sentence, those of areas that load later among them. */
export type Key = FirstKey | AreaKey;
/** A sentence in the forms that its number needs: the keys `….one` and `….other`. */
export type PluralKey = Counted<FirstKey> | Counted<AreaKey>;

let language: Language = 'en';
let pack: Pack = { first: en, areas: kAreas };
let catalogue: Sentences = en;
let digits: Intl.NumberFormat | null = null;
let rules: Intl.PluralRules | null = null;

/**
 * The first of these languages that there is a translation for. Called once, before the first
 * page. English, where the chunk of the language does not come.
 */
export async function chooseLanguage(preferred: readonly string[]): Promise<void> {
  const wanted = languageOf(preferred);
  const loaded = wanted === 'en' ? null : await kPacks[wanted]().catch(() => null);
  language = loaded ? wanted : 'en';
  pack = loaded ?? { first: en, areas: kAreas };
  catalogue = pack.first;
  digits = rules = null;
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

export function chosenLanguage(): Language {
  return language;
}

/** Whether what comes first stands on the right. */
export function isRightToLeft(): boolean {
  return directionOf(language) === 'rtl';
}

/** Before a page of that area is shown. */
export async function loadArea(area: Area): Promise<void> {
  const sentences = await pack.areas[area]();
  catalogue = { ...catalogue, ...sentences };
}

/** Letters that are read the other way than the language. */
function isForeign(text: string): boolean {
  return (isRightToLeft() ? /[A-Za-z\u00c0-\u052f]/ : /[\u0590-\u08ff]/).test(text);
}

function written(value: string | number): string {
  if (typeof value === 'string') return value;
  digits ??= new Intl.NumberFormat(locale());
  return digits.format(value);
}

type Values = Readonly<Record<string, string | number>>;

function filled(key: Key, values: Values, write: (value: string | number) => string): string {
  const sentence = catalogue[key] ?? (en as Sentences)[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (gap, name: string) => {
    const value = values[name];
    return value === undefined ? gap : write(value);
  });
}

/** For what leaves the page (clipboard, titles): the values stand in it as they are. */
export function plainly(key: Key, values: Values = {}): string {
  return filled(key, values, written);
}

/**
 * For the page. A value that is read the other way than the sentence (a name, an address) is
 * isolated from it, so that it tears nothing apart (Unicode Standard Annex 9).
 */
export function t(key: Key, values: Values = {}): string {
  return filled(key, values, (value) => {
    const text = written(value);
    return isForeign(text) && !text.startsWith('\u2068') ? `\u2068${text}\u2069` : text;
  });
}

/** With `count` in the form that the language has for this number. */
export function plural(
  base: PluralKey,
  count: number,
  values: Values = {},
): string {
  rules ??= new Intl.PluralRules(language);
  const form = `${base}.${rules.select(count)}`;
  return t(hasKey(form) ? form : (`${base}.other` as Key), { count, ...values });
}

export function hasKey(key: string): key is Key {
  return Object.prototype.hasOwnProperty.call(catalogue, key);
}

/** For Intl: the language of the words, as the region of the reader writes dates. */
export function locale(): string {
  // Tests have no browser.
  const { languages, language: first } = (globalThis.navigator ?? {}) as Partial<Navigator>;
  return formatLocaleOf(localeOf(language, languages ?? (first ? [first] : [])));
}

function offsetOf(date: Date, timeZone: string | undefined): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZoneName: 'longOffset',
    ...(timeZone ? { timeZone } : {}),
  }).formatToParts(date);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** In the reader's zone, with the zone's name when the meeting was planned in a different one. */
export function formatTime(iso: string, meetingZone?: string | null): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  let foreign = false;
  try {
    foreign = !!meetingZone && offsetOf(date, meetingZone) !== offsetOf(date, undefined);
  } catch {
    // A zone this browser does not know: the reader's own time is right all the same.
  }
  const day = new Intl.DateTimeFormat(locale(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    ...(foreign ? { timeZoneName: 'short' } : {}),
  });
  return day.format(date);
}

let clockFormat: Intl.DateTimeFormat | null = null;

export function formatClock(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  // Making a format costs a hundred times as much as using it.
  clockFormat ??= new Intl.DateTimeFormat(locale(), {
    hour: 'numeric',
    minute: '2-digit',
  });
  return clockFormat.format(date);
}
