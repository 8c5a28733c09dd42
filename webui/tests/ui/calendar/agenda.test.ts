// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import {
  byDay,
  conflicts,
  lessonOf,
  lessonOfDate,
  matches,
  momentOf,
  nextLesson,
  type Lesson,
} from '../../../src/ui/calendar/agenda';
import { pointAt, spanOf } from '../../../src/ui/calendar/day_arc';
import { chosen } from '../../../src/ui/calendar/list_view';
import { pathOfView, readView } from '../../../src/ui/calendar/view';
import { emptyRoom } from '../../../src/ui/home/signed_in';
import { plan } from '../../support/meetings';

const at = (time: string): number => Date.parse(`2026-11-30T${time}:00Z`);

function lesson(start: string, minutes: number, more: Parameters<typeof plan>[0] = {}): Lesson {
  const found = lessonOf(
    plan({
      meetingId: start,
      type: 'scheduled',
      scheduledAt: `2026-11-30T${start}:00Z`,
      durationMinutes: minutes,
      ...more,
    }),
  );
  if (!found) throw new Error('no time');
  return found;
}

describe('a lesson', () => {
  const one = lesson('10:00', 45);
  it.each([
    ['09:44', 'later'],
    ['09:45', 'open'],
    ['10:00', 'running'],
    ['10:44', 'running'],
    ['10:45', 'over'],
  ])('is at %s %s', (time, moment) => {
    expect(momentOf(one, at(time))).toBe(moment);
  });

  it('that was ended or cancelled is so at any time', () => {
    expect(momentOf(lesson('10:00', 45, { state: 'ended' }), at('10:05'))).toBe('over');
    expect(momentOf(lesson('10:00', 45, { state: 'cancelled' }), at('10:05'))).toBe('cancelled');
  });

  it('without a length lasts an hour', () => {
    expect(lesson('10:00', 0, { durationMinutes: null }).endsAt).toBe(at('11:00'));
  });

  it('is a room without a time only once that is over', () => {
    expect(lessonOf(plan())).toBeNull();
    const over = lessonOf(plan({ state: 'ended', endedAt: '2026-11-30T07:00:00Z' }));
    expect(over?.startsAt).toBe(at('06:00'));
    expect(over?.endsAt).toBe(at('07:00'));
  });

  it('of a series has the date’s own title, time and state', () => {
    const date = lessonOfDate(plan({ recurrence: 'FREQ=DAILY' }), {
      occurrence: '2026-11-30T09:00:00Z',
      startsAt: '2026-11-30T10:00:00Z',
      endsAt: '2026-11-30T11:00:00Z',
      title: 'Moved',
      state: 'cancelled',
    });
    expect(date.title).toBe('Moved');
    expect(date.occurrence).toBe('2026-11-30T09:00:00Z');
    expect(momentOf(date, at('10:30'))).toBe('cancelled');
  });
});

describe('the day', () => {
  const all = [lesson('14:00', 60), lesson('09:00', 60), lesson('23:30', 60)];

  it('is in order, and a lesson over midnight counts where it begins', () => {
    const days = byDay(all, 'Europe/Berlin');
    expect([...days.keys()]).toEqual(['2026-11-30', '2026-12-01']);
    expect(days.get('2026-11-30')?.map((one) => one.key)).toEqual(['09:00', '14:00']);
  });

  it('says what is next, and passes over what is cancelled', () => {
    expect(nextLesson(all, at('09:30'))?.key).toBe('09:00');
    expect(nextLesson(all, at('10:00'))?.key).toBe('14:00');
    expect(nextLesson([lesson('10:00', 60, { state: 'cancelled' })], at('09:00'))).toBeNull();
    expect(nextLesson([], at('09:00'))).toBeNull();
  });

  it('is drawn from morning to evening, and longer where lessons are', () => {
    const span = spanOf('2026-11-30', 'UTC', [lesson('05:00', 30)]);
    expect(span).toEqual({ from: at('04:30'), to: at('21:00') });
    expect(spanOf('2026-11-30', 'UTC', [lesson('23:30', 60)]).to).toBe(
      Date.parse('2026-12-01T00:00:00Z'),
    );
    expect(pointAt(0.5).y).toBeLessThan(pointAt(0.1).y);
    expect(pointAt(-1)).toEqual(pointAt(0));
    expect(pointAt(2)).toEqual(pointAt(1));
  });
});

describe('conflicts', () => {
  const all = [
    lesson('10:00', 60),
    lesson('11:00', 60),
    lesson('12:00', 60, { state: 'cancelled' }),
  ];
  it.each([
    ['09:00', '10:00', []],
    ['09:30', '10:30', ['10:00']],
    ['10:30', '11:30', ['10:00', '11:00']],
    ['12:00', '13:00', []],
  ])('of %s to %s are %j', (from, to, keys) => {
    expect(conflicts(all, at(from), at(to), null).map((one) => one.key)).toEqual(keys);
  });

  it('leave out the meeting itself', () => {
    expect(conflicts(all, at('10:00'), at('11:00'), '10:00')).toEqual([]);
  });
});

describe('finding', () => {
  const found = plan({ title: 'Übung Geometrie', host: { userId: 'z', name: 'Zoë' } });
  it.each([
    ['ubung', true],
    ['GEO zoe', true],
    ['kabo-rine', true],
    ['geo anna', false],
    ['', true],
  ])('%s: %s', (text, is) => {
    expect(matches(found, text)).toBe(is);
  });

  it('by when and whose', () => {
    const view = readView('', '2026-11-30');
    const mine = lesson('10:00', 60, { role: 'host' });
    expect(chosen(mine, view, at('09:00'))).toBe(true);
    expect(chosen(mine, { ...view, when: 'past' }, at('09:00'))).toBe(false);
    expect(chosen(mine, { ...view, when: 'past' }, at('12:00'))).toBe(true);
    expect(chosen(mine, { ...view, which: 'others' }, at('09:00'))).toBe(false);
    const off = lesson('10:00', 60, { state: 'cancelled' });
    expect(chosen(off, view, at('09:00'))).toBe(false);
    expect(chosen(off, { ...view, when: 'cancelled' }, at('09:00'))).toBe(true);
  });
});

describe('the address of a view', () => {
  it.each([
    '/meetings',
    '/meetings?view=week',
    '/meetings?view=month&day=2026-12-03',
    '/meetings?when=past&which=mine&q=a%26b',
  ])('%s is read and written', (path) => {
    const search = path.includes('?') ? path.slice(path.indexOf('?')) : '';
    expect(pathOfView(readView(search, '2026-11-30'), '2026-11-30')).toBe(path);
  });

  it('that is nonsense is the usual one', () => {
    expect(readView('?view=x&day=2026-99-99&when=y', '2026-11-30')).toEqual(
      readView('', '2026-11-30'),
    );
  });
});

describe('“Start now”', () => {
  it('takes the own room that is empty', () => {
    const rooms = [
      plan({ meetingId: 'a', title: 'Meeting with Ada', present: 2 }),
      plan({ meetingId: 'b', title: 'Meeting with Ada' }),
      plan({ meetingId: 'c', title: 'Other' }),
    ];
    expect(emptyRoom(rooms, 'Meeting with Ada')?.meetingId).toBe('b');
    expect(emptyRoom(rooms.slice(0, 1), 'Meeting with Ada')).toBeNull();
  });
});
