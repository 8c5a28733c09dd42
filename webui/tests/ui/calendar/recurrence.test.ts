// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../src/ui/calendar/days';
import {
  kWeekly,
  nthOf,
  readRule,
  writeRule,
  type Rule,
} from '../../../src/ui/calendar/recurrence';

const day = (instant: number): string => dayOf(instant, 'Europe/Berlin');
const rule = (more: Partial<Rule>): Rule => ({ ...kWeekly, ...more });

describe('a rule', () => {
  // 2026-12-01 is a Tuesday.
  it.each([
    [rule({}), 'FREQ=WEEKLY;BYDAY=TU'],
    [rule({ weekdays: [4] }), 'FREQ=WEEKLY;BYDAY=TU,TH'],
    [rule({ interval: 2, count: 10 }), 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=10'],
    [rule({ until: '2027-06-30' }), 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630'],
    [rule({ frequency: 'DAILY' }), 'FREQ=DAILY'],
    [rule({ frequency: 'MONTHLY' }), 'FREQ=MONTHLY;BYMONTHDAY=1'],
    [rule({ frequency: 'MONTHLY', nth: { nth: 1, weekday: 2 } }), 'FREQ=MONTHLY;BYDAY=1TU'],
    [rule({ frequency: 'YEARLY' }), 'FREQ=YEARLY'],
  ])('%j is %s', (given, text) => {
    expect(writeRule(given, '2026-12-01')).toBe(text);
  });

  it.each(['FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10', 'FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=DAILY;INTERVAL=3'])(
    '%s is read',
    (text) => {
      expect(readRule(text, day)).not.toBeNull();
    },
  );

  it('ends with the day that its last time has in the zone', () => {
    expect(readRule('FREQ=DAILY;UNTIL=20270629T223000Z', day)?.until).toBe('2027-06-30');
    expect(readRule('FREQ=DAILY;UNTIL=20270629', day)?.until).toBe('2027-06-29');
  });

  it.each(['FREQ=HOURLY', '', 'FREQ=WEEKLY;BYDAY=XX', 'FREQ=MONTHLY;BYDAY=99TU'])(
    '%s is not one that the form can show',
    (text) => {
      expect(readRule(text, day)).toBeNull();
    },
  );

  it('counts weekdays in their month', () => {
    expect(nthOf('2026-12-01')).toBe(1);
    expect(nthOf('2026-12-08')).toBe(2);
    expect(nthOf('2026-12-29')).toBe(5);
  });
});
