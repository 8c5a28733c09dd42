// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import {
  addMonths,
  dayOf,
  daysBetween,
  firstWeekday,
  isDay,
  monthOf,
  plus,
  weekdayOf,
  weekOf,
} from '../../../src/ui/calendar/days';
import { localTime } from '../../../src/ui/calendar/next_hour';

describe('a day', () => {
  it('is that of the clocks of the zone', () => {
    const instant = Date.parse('2026-11-30T23:30:00Z');
    expect(dayOf(instant, 'UTC')).toBe('2026-11-30');
    expect(dayOf(instant, 'Europe/Berlin')).toBe('2026-12-01');
    expect(dayOf(instant, 'America/New_York')).toBe('2026-11-30');
    expect(localTime(instant, 'Europe/Berlin')).toBe('2026-12-01T00:30');
  });

  it.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
    // Clocks change in Europe on the 29th.
    ['2026-03-28', 2, '2026-03-30'],
    ['2026-03-01', -1, '2026-02-28'],
  ])('%s and %d days is %s', (day, days, then) => {
    expect(plus(day, days)).toBe(then);
    expect(daysBetween(day, then)).toBe(days);
  });

  it.each([
    ['2026-11-30', true],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['26-1-1', false],
    ['', false],
  ])('%s counts as one: %s', (text, is) => {
    expect(isDay(text)).toBe(is);
  });
});

describe('a week', () => {
  it('begins on Monday or on Sunday', () => {
    expect(weekdayOf('2026-11-30')).toBe(1);
    expect(weekOf('2026-12-06', 1)[0]).toBe('2026-11-30');
    expect(weekOf('2026-12-06', 7)[0]).toBe('2026-12-06');
    expect(weekOf('2026-12-05', 7)).toHaveLength(7);
    expect(weekOf('2026-12-04', 6)[0]).toBe('2026-11-28');
  });

  it.each([
    ['de-DE', 1],
    ['en-US', 7],
    ['nonsense tag', 1],
  ])('of %s begins with %d', (tag, first) => {
    expect(firstWeekday(tag)).toBe(first);
  });
});

describe('a month', () => {
  it('is shown in whole weeks', () => {
    const days = monthOf('2026-11-15', 1);
    expect(days[0]).toBe('2026-10-26');
    expect(days.at(-1)).toBe('2026-12-06');
    expect(monthOf('2027-02-10', 1)).toHaveLength(28);
    expect(monthOf('2026-08-31', 7)).toHaveLength(42);
  });

  it('keeps the day where it can', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-01-31', -2)).toBe('2025-11-30');
    expect(addMonths('2026-11-30', 12)).toBe('2027-11-30');
  });
});
