// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { kWeekly } from '../../../src/ui/calendar/recurrence';
import {
  addressesIn,
  changesOf,
  draftOf,
  emptyDraft,
  placeOf,
  toInput,
  wrongIn,
  type Draft,
} from '../../../src/ui/create/draft';
import { keepPassword, keptPassword } from '../../../src/ui/create/kept_password';
import { plan } from '../../support/meetings';

const now = Date.parse('2026-11-30T10:00:00Z');
const draft = (more: Partial<Draft> = {}): Draft => ({
  ...emptyDraft('2026-12-01T16:00', 'Europe/Berlin'),
  title: 'Algebra',
  ...more,
});

const series = plan({
  title: 'Algebra',
  scheduledAt: '2026-12-01T15:00:00Z',
  durationMinutes: 60,
  timezone: 'Europe/Berlin',
  recurrence: 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630T140000Z',
  changed: [
    {
      occurrence: '2026-12-08T15:00:00Z',
      startsAt: '2026-12-08T17:00:00Z',
      endsAt: '2026-12-08T17:45:00Z',
      title: 'Algebra, later',
      state: 'scheduled',
    },
  ],
});

describe('what is wrong', () => {
  it.each([
    [draft(), null],
    [draft({ title: '  ' }), 'title'],
    [draft({ later: true }), null],
    [draft({ later: true, start: '2026-11-30T10:59' }), 'past'],
    [draft({ later: true, start: '2026-11-30T11:01' }), null],
    [draft({ later: true, start: '' }), 'time'],
    [draft({ later: true, rule: { ...kWeekly, until: '2026-11-30' } }), 'until'],
    [draft({ later: true, rule: { ...kWeekly, until: '2026-12-01' } }), null],
  ])('in %j: %s', (given, error) => {
    expect(wrongIn(given, now, true)).toBe(error);
  });

  it('does not count a past time that stays', () => {
    expect(wrongIn(draft({ later: true, start: '2020-01-01T10:00' }), now, false)).toBeNull();
  });
});

describe('a request', () => {
  it('has the time in UTC and the rule of the first date', () => {
    const input = toInput(draft({ later: true, rule: kWeekly, password: 'x' }), ['a@x.org']);
    expect(input).toEqual({
      title: 'Algebra',
      access: 'public',
      waitingRoom: false,
      maxParticipants: 12,
      password: 'x',
      scheduledAt: '2026-12-01T15:00:00.000Z',
      durationMinutes: 60,
      timezone: 'Europe/Berlin',
      recurrence: 'FREQ=WEEKLY;BYDAY=TU',
      invitees: ['a@x.org'],
    });
  });

  it('without a time has none', () => {
    expect(toInput(draft({ rule: kWeekly }), [])).not.toHaveProperty('recurrence');
  });
});

describe('a change', () => {
  const before = draftOf(series, placeOf(series, null), 'UTC');

  it('is only what differs', () => {
    expect(changesOf(before, before, 'all')).toEqual({});
    expect(changesOf(before, { ...before, title: 'Geometry' }, 'all')).toEqual({
      title: 'Geometry',
    });
    expect(changesOf(before, { ...before, access: 'private', password: 'p' }, 'all')).toEqual({
      access: 'private',
      password: 'p',
    });
    expect(changesOf(before, { ...before, noPassword: true }, 'all')).toEqual({ password: null });
  });

  it('of the weekday brings its rule', () => {
    const moved = changesOf(before, { ...before, start: '2026-12-03T16:00' }, 'following');
    expect(moved.recurrence).toBe('FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270630');
    expect(moved.scheduledAt).toBe('2026-12-03T15:00:00.000Z');
  });

  it('of one date is its title, time and length alone', () => {
    const place = placeOf(series, '2026-12-08T15:00:00Z');
    expect(place).toEqual({
      occurrence: '2026-12-08T15:00:00Z',
      startsAt: '2026-12-08T17:00:00Z',
      minutes: 45,
      title: 'Algebra, later',
    });
    const one = draftOf(series, place, 'UTC');
    expect(one.start).toBe('2026-12-08T18:00');
    const after = { ...one, minutes: 60, access: 'private' as const, start: '2026-12-08T19:00' };
    expect(changesOf(one, after, 'this')).toEqual({
      durationMinutes: 60,
      scheduledAt: '2026-12-08T18:00:00.000Z',
    });
  });
});

describe('addresses', () => {
  it.each([
    ['a@x.org', ['a@x.org'], []],
    ['Ada <Ada@X.org>, leo@x.org;\nmia@x.org', ['ada@x.org', 'leo@x.org', 'mia@x.org'], []],
    ['a@x.org a@x.org', ['a@x.org'], []],
    ['mailto:a@x.org', ['a@x.org'], []],
    ['a@x, @x.org, nobody', [], ['a@x', '@x.org', 'nobody']],
    ['  ', [], []],
  ])('in %j', (text, good, bad) => {
    expect(addressesIn(text)).toEqual({ good, bad });
  });
});

describe('the password of a meeting that was made here', () => {
  it('is kept for its invitation, and survives a storage that is off', () => {
    const map = new Map<string, string>();
    const storage = {
      getItem: (key: string) => map.get(key) ?? null,
      setItem: (key: string, value: string) => void map.set(key, value),
      removeItem: (key: string) => void map.delete(key),
    };
    keepPassword(storage, 'm', 'sesame');
    expect(keptPassword(storage, 'm')).toBe('sesame');
    expect(keptPassword(storage, 'other')).toBe('');
    keepPassword(storage, 'm', '');
    expect(keptPassword(storage, 'm')).toBe('');
    const off = (): never => {
      throw new Error('off');
    };
    const none = { getItem: off, setItem: off, removeItem: off };
    keepPassword(none, 'm', 'sesame');
    expect(keptPassword(none, 'm')).toBe('');
  });
});
