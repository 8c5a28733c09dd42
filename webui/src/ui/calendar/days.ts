// SPDX-License-Identifier: MIT
// Days as people count them: "2026-11-30" on the clocks of a zone. Pure; the calendar's pages and
// their tests use it.

/** A day, written "2026-11-30": such texts sort as days do. */
export type Day = string;

const kDayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The day of an instant on the clocks of `zone`. */
export function dayOf(instant: number, zone: string): Day {
  let format = formats.get(zone);
  if (!format) {
    // Making a format costs a hundred times as much as using it.
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(zone, format);
  }
  return format.format(instant);
}

/** Noon in UTC of that day: no change of clocks moves it to another day. */
export function noonOf(day: Day): number {
  return Date.parse(`${day}T12:00:00Z`);
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(noonOf(text)) && plus(text, 0) === text;
}

export function plus(day: Day, days: number): Day {
  return new Date(noonOf(day) + days * kDayMs).toISOString().slice(0, 10);
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((noonOf(to) - noonOf(from)) / kDayMs);
}

/** 1 is Monday, 7 is Sunday, as in Intl.Locale. */
export function weekdayOf(day: Day): number {
  return new Date(noonOf(day)).getUTCDay() || 7;
}

/** The seven days of the week of `day`. `first` is the weekday with which weeks begin. */
export function weekOf(day: Day, first: number): Day[] {
  const start = plus(day, -((weekdayOf(day) - first + 7) % 7));
  return Array.from({ length: 7 }, (_, n) => plus(start, n));
}

/** Whole weeks that hold the month of `day`: 28, 35 or 42 days. */
export function monthOf(day: Day, first: number): Day[] {
  const start = weekOf(`${day.slice(0, 8)}01`, first)[0] ?? day;
  const end = plus(addMonths(`${day.slice(0, 8)}01`, 1), -1);
  const weeks = Math.ceil((daysBetween(start, end) + 1) / 7);
  return Array.from({ length: weeks * 7 }, (_, n) => plus(start, n));
}

/** The same day of another month, or its last day where it is shorter. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const target = new Date(Date.UTC(year, month - 1 + months, 1, 12));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0, 12));
  target.setUTCDate(Math.min(date, last.getUTCDate()));
  return target.toISOString().slice(0, 10);
}

/** With which weekday weeks begin where the reader lives: Sunday, Monday or Saturday. */
export function firstWeekday(locale: string): number {
  try {
    const info = new Intl.Locale(locale) as Intl.Locale & {
      getWeekInfo?: () => { firstDay: number };
      weekInfo?: { firstDay: number };
    };
    const day = info.getWeekInfo?.().firstDay ?? info.weekInfo?.firstDay;
    if (day) return day;
    const region = info.maximize().region ?? '';
    return ['US', 'CA', 'MX', 'BR', 'JP', 'KR', 'IN', 'IL', 'ZA'].includes(region) ? 7 : 1;
  } catch {
    return 1;
  }
}
