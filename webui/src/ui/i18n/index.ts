// SPDX-License-Identifier: MIT
// Looks sentences up and fills in their gaps; formats times as the reader expects them.
import { en, type Catalogue, type Key } from './en';

export type { Key } from './en';

let catalogue: Catalogue = en;

/** The reader's language where there is a catalogue for it. Called once, before the first page. */
export async function chooseLanguage(preferred: readonly string[]): Promise<void> {
  const known = preferred
    .map((tag) => tag.toLowerCase().split('-')[0])
    .find((tag) => tag === 'en' || tag === 'de');
  if (known === 'de') catalogue = (await import('./de')).de;
  document.documentElement.lang = known ?? 'en';
}

export function t(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  return catalogue[key].replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}

export function hasKey(key: string): key is Key {
  return Object.prototype.hasOwnProperty.call(en, key);
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
  const day = new Intl.DateTimeFormat(navigator.language, {
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
  clockFormat ??= new Intl.DateTimeFormat(navigator.language, {
    hour: 'numeric',
    minute: '2-digit',
  });
  return clockFormat.format(date);
}
