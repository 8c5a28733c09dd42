// SPDX-License-Identifier: MIT
// Times as <input type=datetime-local> writes them. Pure.
import { dayOf } from './days';

/** "2026-12-03T16:05" on the clocks of `zone`. */
export function localTime(instant: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(instant);
  return `${dayOf(instant, zone)}T${parts}`;
}

/** The next full hour: the one that begins within the hour, not the one that runs. */
export function nextHour(now: number, zone: string): string {
  const hour = 3_600_000;
  const next = localTime(now + hour, zone);
  return `${next.slice(0, 14)}00`;
}
