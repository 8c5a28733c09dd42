// SPDX-License-Identifier: MIT
// Looks sentences up and fills in their gaps; formats times as the reader expects them.
import { kAreas, type Area, type AreaKey } from './areas';
import { en, type Key as FirstKey } from './en';

/** Every sentence, those of areas that load later among them. */
export type Key = FirstKey | AreaKey;
export type Language = 'en' | 'de';
/** A sentence in the forms that its number needs: the keys `….one` and `….other`. */
export type PluralKey = Key extends infer K
  ? K extends `${infer Base}.other`
    ? Base
    : never
  : never;

export const kLanguages: readonly Language[] = ['en', 'de'];

let language: Language = 'en';
let catalogue: Readonly<Record<string, string>> = en;

/** The reader's language where there is a catalogue for it. Called once, before the first page. */
export async function chooseLanguage(preferred: readonly string[]): Promise<void> {
  const known = preferred
    .map((tag) => tag.toLowerCase().split('-')[0])
    .find((tag): tag is Language => tag === 'en' || tag === 'de');
  language = known ?? 'en';
  catalogue = language === 'de' ? (await import('./de')).de : en;
  document.documentElement.lang = language;
}

export function chosenLanguage(): Language {
  return language;
}

/** Before a page of that area is shown. */
export async function loadArea(area: Area): Promise<void> {
  const sentences = await kAreas[area][language]();
  catalogue = { ...catalogue, ...sentences };
}

export function t(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  const sentence = catalogue[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}

/** With `count` in the form that the language has for this number. */
export function plural(
  base: PluralKey,
  count: number,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const form = `${base}.${new Intl.PluralRules(language).select(count)}`;
  return t(hasKey(form) ? form : (`${base}.other` as Key), { count, ...values });
}

export function hasKey(key: string): key is Key {
  return Object.prototype.hasOwnProperty.call(catalogue, key);
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

export function locale(): string {
  const { languages, language: first } = navigator as Partial<Navigator>;
  return localeOf(language, languages ?? (first ? [first] : []));
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
