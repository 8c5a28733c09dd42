// SPDX-License-Identifier: MIT
// A series in words: "every Tuesday at 16:00 Berlin time, until 30 June 2027".
import type { Plan } from '../../core/api/plans';
import { dayOf, plus, weekdayOf, type Day } from '../calendar/days';
import { readRule, type Rule } from '../calendar/recurrence';
import { locale, plural, t } from '../i18n';
import { cityOf, formatDay, shortMoment, timeOfDay } from '../i18n/times';

/** A Monday. */
const kMonday: Day = '2026-11-30';

export function weekdayName(weekday: number): string {
  return formatDay(plus(kMonday, weekday - 1), 'weekdayLong');
}

function listed(words: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(words);
}

function nthName(nth: number): string {
  if (nth === -1) return t('rule.last');
  return t(`rule.nth.${Math.min(5, Math.max(1, nth)) as 1 | 2 | 3 | 4 | 5}`);
}

function everyOf(rule: Rule, first: Day): string {
  const { frequency, interval } = rule;
  switch (frequency) {
    case 'DAILY':
      return interval === 1 ? t('rule.daily') : plural('rule.days', interval);
    case 'WEEKLY': {
      const weekdays = rule.weekdays.length > 0 ? rule.weekdays : [weekdayOf(first)];
      const days = listed(weekdays.map(weekdayName));
      return interval === 1 ? t('rule.weekly', { days }) : plural('rule.weeks', interval, { days });
    }
    case 'MONTHLY': {
      const day = rule.nth
        ? t('rule.onNth', { nth: nthName(rule.nth.nth), day: weekdayName(rule.nth.weekday) })
        : t('rule.onDay', { day: Number(first.slice(8)) });
      return interval === 1 ? t('rule.monthly', { day }) : plural('rule.months', interval, { day });
    }
    case 'YEARLY':
      return t('rule.yearly', { day: formatDay(first, 'dayMonth') });
  }
}

/** `start` is the instant of the first date. */
export function ruleWords(rule: Rule, start: number, zone: string): string {
  const first = dayOf(start, zone);
  const parts = [
    t('rule.at', {
      rule: everyOf(rule, first),
      time: timeOfDay(start, zone),
      place: cityOf(zone),
    }),
  ];
  if (rule.until !== null) parts.push(t('rule.until', { day: formatDay(rule.until, 'year') }));
  else if (rule.count !== null) parts.push(plural('rule.times', rule.count));
  return parts.join(t('app.comma'));
}

/** Null for a single meeting, and for a rule that no words here fit. */
export function seriesWords(plan: Plan): string | null {
  if (!plan.recurrence || !plan.scheduledAt || !plan.timezone) return null;
  const zone = plan.timezone;
  const rule = readRule(plan.recurrence, (instant) => dayOf(instant, zone));
  return rule ? ruleWords(rule, Date.parse(plan.scheduledAt), zone) : t('rule.other');
}

/** "not on Thu 24 Dec"; "Tue 5 Jan, 16:00 is on Wed 6 Jan, 17:00". */
export function exceptionWords(plan: Plan): string[] {
  const zone = plan.timezone ?? 'UTC';
  return plan.changed.flatMap((date) => {
    const was = Date.parse(date.occurrence);
    const is = Date.parse(date.startsAt);
    if (date.state === 'cancelled')
      return [t('rule.not', { day: formatDay(dayOf(was, zone), 'short') })];
    if (was === is) return [];
    return [t('rule.moved', { from: shortMoment(was, zone), to: shortMoment(is, zone) })];
  });
}
