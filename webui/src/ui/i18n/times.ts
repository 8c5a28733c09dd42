// SPDX-License-Identifier: MIT
// Times in words, for the pages about planning. What an invitation says always has zone and year:
// its reader may live elsewhere.
import { browserZone } from '../../core/time_zone';
import { noonOf, type Day } from '../calendar/days';
import { locale } from './index';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale(), options);
    formats.set(key, format);
  }
  return format;
}

/** The reader's zone. */
export function ownZone(): string {
  return browserZone() ?? 'UTC';
}

/** "New York" of "America/New_York". */
export function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** "UTC+1", "UTC−3:30". */
export function offsetName(instant: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    timeZoneName: 'shortOffset',
  }).formatToParts(instant);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  return name.replace('GMT', 'UTC').replace('-', '−');
}

/** Arabic has no short names of weekdays; calendars have its letters (`weekdayNarrow`). */
export type DayStyle =
  | 'weekdayLong'
  | 'weekdayNarrow'
  | 'dayMonth'
  | 'long'
  | 'short'
  | 'weekday'
  | 'number'
  | 'month'
  | 'year';

const kDayStyles: Readonly<Record<DayStyle, Intl.DateTimeFormatOptions>> = {
  long: { weekday: 'long', day: 'numeric', month: 'long' },
  short: { weekday: 'short', day: 'numeric', month: 'short' },
  weekday: { weekday: 'short' },
  weekdayLong: { weekday: 'long' },
  weekdayNarrow: { weekday: 'narrow' },
  dayMonth: { day: 'numeric', month: 'long' },
  number: { day: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  year: { day: 'numeric', month: 'long', year: 'numeric' },
};

export function formatDay(day: Day, style: DayStyle): string {
  return formatOf({ timeZone: 'UTC', ...kDayStyles[style] }).format(noonOf(day));
}

/** "16:00", on the clocks of `zone`. */
export function timeOfDay(instant: number, zone: string = ownZone()): string {
  return formatOf({ timeZone: zone, timeStyle: 'short' }).format(instant);
}

/** "16:00 – 17:00". */
export function timeSpan(start: number, end: number, zone: string = ownZone()): string {
  const format = formatOf({ timeZone: zone, timeStyle: 'short' });
  return `${format.format(start)} – ${format.format(end)}`;
}

/** "Thu, 3 Dec, 16:00", for lists. */
export function shortMoment(instant: number, zone: string = ownZone()): string {
  return formatOf({
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  }).format(instant);
}

/** "Thursday, 3 December 2026, 4:00 PM (New York, UTC−5)": right for everybody who reads it. */
export function fullMoment(instant: number, zone: string): string {
  const time = formatOf({
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  }).format(instant);
  return `${time} (${placeOf(instant, zone)})`;
}

export function placeOf(instant: number, zone: string): string {
  const offset = offsetName(instant, zone);
  return zone === 'UTC' ? 'UTC' : `${cityOf(zone)}, ${offset}`;
}

export function sameClocks(instant: number, one: string, other: string): boolean {
  return offsetName(instant, one) === offsetName(instant, other);
}

/** "in 25 minutes", "in 3 hours", "yesterday". */
export function relative(instant: number, now: number): string {
  const minutes = Math.round((instant - now) / 60_000);
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  if (Math.abs(minutes) < 90) return format.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  if (Math.abs(hours) < 36) return format.format(hours, 'hour');
  return format.format(Math.round(hours / 24), 'day');
}

/** "1 h 20 min". */
export function lengthOf(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const unit = (value: number, name: 'hour' | 'minute'): string =>
    new Intl.NumberFormat(locale(), { style: 'unit', unit: name, unitDisplay: 'short' }).format(
      value,
    );
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return unit(minutes, 'minute');
  return minutes % 60 === 0
    ? unit(hours, 'hour')
    : `${unit(hours, 'hour')} ${unit(minutes % 60, 'minute')}`;
}
