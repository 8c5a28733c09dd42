// SPDX-License-Identifier: MIT
// Times in zones, where clocks change and where the browser knows no zone.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserZone, instantIn, knownZones } from '../../src/core/time_zone';

afterEach(() => vi.restoreAllMocks());

describe('browserZone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['Etc/Unknown', null],
    [undefined, null],
  ])('%s is %s', (said, zone) => {
    vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({
      timeZone: said,
    } as Intl.ResolvedDateTimeFormatOptions);
    expect(browserZone()).toBe(zone);
  });
});

describe('knownZones', () => {
  it('has the zone that is chosen already, once', () => {
    const zones = knownZones('Asia/Calcutta');
    expect(zones.filter((zone) => zone === 'Asia/Calcutta')).toHaveLength(1);
    expect(zones).toContain('Europe/Berlin');
    expect(zones).toContain('UTC');
    expect(zones).toEqual([...zones].sort());
  });
});

describe('instantIn', () => {
  it.each([
    ['UTC', '2026-01-02T03:04', '2026-01-02T03:04:00.000Z'],
    ['Europe/Berlin', '2026-01-02T03:04', '2026-01-02T02:04:00.000Z'],
    ['Europe/Berlin', '2026-07-02T03:04', '2026-07-02T01:04:00.000Z'],
    ['Asia/Kolkata', '2026-07-02T00:00', '2026-07-01T18:30:00.000Z'],
    ['America/New_York', '2026-11-30T23:59', '2026-12-01T04:59:00.000Z'],
    // Clocks skip 02:00 to 03:00.
    ['Europe/Berlin', '2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    // 02:00 to 03:00 comes twice.
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00.000Z'],
    ['Pacific/Apia', '2026-12-31T23:00', '2026-12-31T10:00:00.000Z'],
  ])('in %s clocks show %s at %s', (zone, local, instant) => {
    expect(new Date(instantIn(zone, local)).toISOString()).toBe(instant);
  });

  it.each(['', 'soon', '2026-13-01T00:00'])('%s is no time', (text) => {
    expect(instantIn('UTC', text)).toBeNaN();
  });
});
