// SPDX-License-Identifier: MIT
// Times as people write them, in a zone of the IANA time zone database. Pure but for the browser's
// own table of zones.

/** The zone of this browser; null where it does not know (Chromium then says Etc/Unknown). */
export function browserZone(): string | null {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone as string | undefined;
  return !zone || zone === 'Etc/Unknown' ? null : zone;
}

/** All zones that this browser knows by name, with `also` among them. */
export function knownZones(also: string): string[] {
  const list = 'supportedValuesOf' in Intl ? Intl.supportedValuesOf('timeZone') : [];
  return [...new Set([...list, 'UTC', also])].sort();
}

/** Milliseconds that clocks in the zone are ahead of UTC at this instant. */
function offsetAt(zone: string, instant: number): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const part = new Map(format.formatToParts(instant).map(({ type, value }) => [type, +value]));
  const at = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  const shown = Date.UTC(
    at('year'),
    at('month') - 1,
    at('day'),
    at('hour'),
    at('minute'),
    at('second'),
  );
  return shown - Math.floor(instant / 1000) * 1000;
}

/**
 * The instant at which clocks in `zone` show `local` ("2026-03-29T02:30"). A time that a change of
 * the clocks skips counts from before the change (02:30 becomes 03:30); of a time that comes twice
 * it is the first. NaN for anything else.
 */
export function instantIn(zone: string, local: string): number {
  const wall = Date.parse(`${local}Z`);
  if (Number.isNaN(wall)) return NaN;
  const day = 86_400_000;
  const before = wall - offsetAt(zone, wall - day);
  const after = wall - offsetAt(zone, wall + day);
  const fits = (instant: number): boolean => instant + offsetAt(zone, instant) === wall;
  return fits(before) || !fits(after) ? before : after;
}
