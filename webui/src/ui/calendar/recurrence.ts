// SPDX-License-Identifier: MIT
// The rules of series that the form offers, and RRULE (docs/series.md). Pure.
import { weekdayOf, type Day } from './days';

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

export interface Rule {
  readonly frequency: Frequency;
  readonly interval: number;
  /** 1 is Monday. Of WEEKLY; empty: the weekday of the first date. */
  readonly weekdays: readonly number[];
  /** Of MONTHLY: the second Tuesday is {nth: 2, weekday: 2}; the last Friday {nth: -1, …}. */
  readonly nth: { readonly nth: number; readonly weekday: number } | null;
  readonly count: number | null;
  /** The last day. */
  readonly until: Day | null;
}

const kNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

export const kWeekly: Rule = {
  frequency: 'WEEKLY',
  interval: 1,
  weekdays: [],
  nth: null,
  count: null,
  until: null,
};

/** For a series that begins at `first`, which must be one of its dates. */
export function writeRule(rule: Rule, first: Day): string {
  const parts = [`FREQ=${rule.frequency}`];
  if (rule.interval > 1) parts.push(`INTERVAL=${rule.interval}`);
  if (rule.frequency === 'WEEKLY') {
    const days = new Set([...rule.weekdays, weekdayOf(first)]);
    const sorted = [...days].sort((a, b) => a - b);
    parts.push(`BYDAY=${sorted.map((day) => kNames[day - 1]).join(',')}`);
  }
  if (rule.frequency === 'MONTHLY')
    parts.push(
      rule.nth
        ? `BYDAY=${rule.nth.nth}${kNames[rule.nth.weekday - 1] ?? 'MO'}`
        : `BYMONTHDAY=${Number(first.slice(8))}`,
    );
  if (rule.count !== null) parts.push(`COUNT=${rule.count}`);
  else if (rule.until !== null) parts.push(`UNTIL=${rule.until.replaceAll('-', '')}`);
  return parts.join(';');
}

/** Null for a rule that the form cannot show; it is then kept as it is. */
export function readRule(text: string, dayOfInstant: (instant: number) => Day): Rule | null {
  const parts = new Map(
    text.split(';').map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name, value] as const;
    }),
  );
  const frequency = parts.get('FREQ');
  if (!['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'].includes(frequency ?? '')) return null;
  const days = (parts.get('BYDAY') ?? '').split(',').filter((day) => day !== '');
  const weekdays: number[] = [];
  let nth: Rule['nth'] = null;
  for (const day of days) {
    const found = /^(-?\d)?([A-Z]{2})$/.exec(day);
    const weekday = kNames.indexOf(found?.[2] as (typeof kNames)[number]) + 1;
    if (!found || weekday === 0) return null;
    if (found[1]) nth = { nth: Number(found[1]), weekday };
    else weekdays.push(weekday);
  }
  const until = parts.get('UNTIL');
  return {
    frequency: frequency as Frequency,
    interval: Number(parts.get('INTERVAL') ?? 1),
    weekdays,
    nth,
    count: parts.has('COUNT') ? Number(parts.get('COUNT')) : null,
    until: until ? untilDay(until, dayOfInstant) : null,
  };
}

function untilDay(until: string, dayOfInstant: (instant: number) => Day): Day {
  const day = `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`;
  if (!until.endsWith('Z')) return day;
  const time = `${until.slice(9, 11)}:${until.slice(11, 13)}:${until.slice(13, 15)}`;
  return dayOfInstant(Date.parse(`${day}T${time}Z`));
}

/** Which Tuesday of its month the day is: 1–5. */
export function nthOf(day: Day): number {
  return Math.ceil(Number(day.slice(8)) / 7);
}
