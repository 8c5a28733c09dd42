// SPDX-License-Identifier: MIT
// Series and times in words, in both languages; the invitation; the file; the picture.
import jsQR from 'jsqr';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { kWeekly, type Rule } from '../../../src/ui/calendar/recurrence';
import { folded, icsOf } from '../../../src/ui/create/ics';
import { invitationText } from '../../../src/ui/create/invitation';
import { qrPath } from '../../../src/ui/create/qr';
import { exceptionWords, ruleWords, seriesWords } from '../../../src/ui/create/rule_words';
import { chooseLanguage, loadArea } from '../../../src/ui/i18n';
import { fullMoment, lengthOf, relative, sameClocks } from '../../../src/ui/i18n/times';
import { plan } from '../../support/meetings';

async function speak(language: 'en' | 'de', tag: string): Promise<void> {
  vi.stubGlobal('document', { documentElement: {} });
  vi.stubGlobal('navigator', { language: tag, languages: [tag] });
  await chooseLanguage([language]);
  await loadArea('planning');
}

beforeEach(() => speak('en', 'en-GB'));
afterAll(() => vi.unstubAllGlobals());

const start = Date.parse('2026-12-01T15:00:00Z');
const rule = (more: Partial<Rule>): Rule => ({ ...kWeekly, ...more });

describe('a series in words', () => {
  it.each([
    [rule({ until: '2027-06-30' }), 'every Tuesday at 16:00 Berlin time, until 30 June 2027'],
    [
      rule({ weekdays: [2, 4], count: 10 }),
      'every Tuesday and Thursday at 16:00 Berlin time, 10 times',
    ],
    [rule({ interval: 2 }), 'every 2 weeks on Tuesday at 16:00 Berlin time'],
    [rule({ frequency: 'DAILY' }), 'every day at 16:00 Berlin time'],
    [rule({ frequency: 'DAILY', interval: 3 }), 'every 3 days at 16:00 Berlin time'],
    [rule({ frequency: 'MONTHLY' }), 'every month on day 1 at 16:00 Berlin time'],
    [
      rule({ frequency: 'MONTHLY', nth: { nth: -1, weekday: 5 } }),
      'every month on the last Friday at 16:00 Berlin time',
    ],
    [rule({ frequency: 'YEARLY' }), 'every year on 1 December at 16:00 Berlin time'],
  ])('%#', (given, words) => {
    expect(ruleWords(given, start, 'Europe/Berlin')).toBe(words);
  });

  it('in German', async () => {
    await speak('de', 'de-DE');
    expect(ruleWords(rule({ until: '2027-06-30' }), start, 'Europe/Berlin')).toBe(
      'jeden Dienstag um 16:00 Uhr (Berlin), bis 30. Juni 2027',
    );
  });

  it('says what is different', () => {
    const given = plan({
      timezone: 'Europe/Berlin',
      scheduledAt: '2026-12-01T15:00:00Z',
      recurrence: 'FREQ=WEEKLY;BYDAY=TU',
      changed: [
        {
          occurrence: '2026-12-22T15:00:00Z',
          startsAt: '2026-12-22T15:00:00Z',
          endsAt: '2026-12-22T16:00:00Z',
          title: 'Algebra',
          state: 'cancelled',
        },
        {
          occurrence: '2026-12-29T15:00:00Z',
          startsAt: '2026-12-30T16:00:00Z',
          endsAt: '2026-12-30T17:00:00Z',
          title: 'Algebra',
          state: 'scheduled',
        },
      ],
    });
    expect(seriesWords(given)).toBe('every Tuesday at 16:00 Berlin time');
    expect(exceptionWords(given)).toEqual([
      'Not on Tue 22 Dec',
      'Tue 29 Dec, 16:00 is moved to Wed 30 Dec, 17:00',
    ]);
    expect(seriesWords(plan())).toBeNull();
  });
});

describe('a time', () => {
  it('has zone and year for whoever reads it', () => {
    expect(fullMoment(Date.parse('2026-12-03T21:00:00Z'), 'America/New_York')).toBe(
      'Thursday, 3 December 2026 at 16:00 (New York, UTC−5)',
    );
    expect(fullMoment(Date.parse('2026-07-03T21:00:00Z'), 'UTC')).toContain('(UTC)');
  });

  it('knows when two zones have the same clocks', () => {
    expect(sameClocks(start, 'Europe/Berlin', 'Europe/Paris')).toBe(true);
    expect(sameClocks(start, 'Europe/Berlin', 'Europe/London')).toBe(false);
  });

  it.each([
    [5, 'in 5 minutes'],
    [120, 'in 2 hours'],
    [3 * 24 * 60, 'in 3 days'],
    [0, 'this minute'],
  ])('%d minutes away is %s', (minutes, words) => {
    expect(relative(start + minutes * 60_000, start)).toBe(words);
  });

  it('is as long as people say it', () => {
    expect(lengthOf(45 * 60)).toBe('45 mins');
    expect(lengthOf(80 * 60)).toBe('1 hr 20 mins');
    expect(lengthOf(7200)).toBe('2 hrs');
  });
});

describe('the invitation', () => {
  const given = plan({
    scheduledAt: '2026-12-03T21:00:00Z',
    timezone: 'America/New_York',
    hasPassword: true,
  });

  it('has the zone of the meeting, wherever it is written', () => {
    expect(invitationText(given, '')).toContain(
      'When: Thursday, 3 December 2026 at 16:00 (New York, UTC−5)',
    );
  });

  it('does not pass over a password', () => {
    expect(invitationText(given, 'sesame')).toContain('Password: sesame');
    expect(invitationText(given, '')).toContain('There is a password.');
    expect(invitationText(plan(), '')).not.toContain('assword');
  });

  it('survives a zone that the browser does not know', () => {
    expect(invitationText({ ...given, timezone: 'Mars/Base' }, '')).toContain('(UTC)');
  });
});

describe('the file for calendars', () => {
  const event = {
    id: 'm1',
    title: 'Algebra; part 1, \\ more',
    url: 'https://x.org/j/kabo-rine-tuda',
    startsAt: start,
    endsAt: start + 3_600_000,
  };

  it('is an event of RFC 5545', () => {
    const lines = icsOf(event, 0).split('\r\n');
    expect(lines).toContain('DTSTART:20261201T150000Z');
    expect(lines).toContain('DTEND:20261201T160000Z');
    expect(lines).toContain('SUMMARY:Algebra\\; part 1\\, \\\\ more');
    expect(lines.at(-1)).toBe('');
  });

  it('lets no title add a line', () => {
    expect(icsOf({ ...event, title: 'a\r\nATTENDEE:x' }, 0)).toContain('SUMMARY:a\\nATTENDEE:x');
  });

  it('has lines of at most 75 octets, and cuts no sign', () => {
    const text = `SUMMARY:${'ä🦊'.repeat(60)}`;
    const lines = folded(text).split('\r\n');
    for (const line of lines) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    expect(lines.map((line, n) => (n === 0 ? line : line.slice(1))).join('')).toBe(text);
  });
});

describe('the QR code', () => {
  it('is read by a foreign reader as the link', () => {
    const link = 'https://meet.example.org/j/kabo-rine-tuda';
    const { path, size } = qrPath(link);
    const scale = 4;
    const width = size * scale;
    const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
    for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
      for (let dy = 0; dy < scale; dy += 1)
        for (let dx = 0; dx < Number(length) * scale; dx += 1) {
          const at = ((Number(y) * scale + dy) * width + Number(x) * scale + dx) * 4;
          pixels.set([0, 0, 0], at);
        }
    expect(jsQR(pixels, width, width)?.data).toBe(link);
  });
});
