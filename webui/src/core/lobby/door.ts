// SPDX-License-Identifier: MIT
// What the door of a meeting would say, as far as a page can know before it asks
// (docs/meetings.md, "The door"). Pure.
import type { Meeting } from '../api/types';
import { moderates } from '../model/permissions';

/** A meeting with a time opens this long before it. */
export const kOpensBeforeMs = 15 * 60_000;

export type Door =
  | { readonly state: 'open' | 'full' | 'locked' | 'ended' | 'cancelled' }
  | { readonly state: 'early'; readonly opensAt: number; readonly startsAt: number };

/** When the meeting, or the date of a series that is open or comes next, starts. */
export function startOf(meeting: Meeting): number | null {
  const { occurrence, scheduledAt, exceptions } = meeting;
  const moved = exceptions.find((one) => one.occurrence === occurrence)?.startsAt;
  const at = moved ?? occurrence ?? scheduledAt;
  const time = at === null ? NaN : Date.parse(at);
  return Number.isNaN(time) ? null : time;
}

/** A host lets newcomers in one by one. */
export function asksHost({ waitingRoom, access, role }: Meeting): boolean {
  return (waitingRoom || access === 'approval') && role === null;
}

export interface DoorFacts {
  /** The wall clock, in milliseconds. */
  readonly now: number;
  /** What the server said when it was asked too early; the clocks of phones are wrong at times. */
  readonly opensAt?: number | null;
  /** One of those who are in is ourselves, elsewhere. */
  readonly elsewhere?: boolean;
}

export function doorOf(meeting: Meeting, facts: DoorFacts): Door {
  const { now, opensAt = null, elsewhere = false } = facts;
  if (meeting.state !== 'open') return { state: meeting.state };
  const host = meeting.role !== null && moderates(meeting.role);
  const start = startOf(meeting);
  const opens = opensAt ?? (start === null ? null : start - kOpensBeforeMs);
  if (!host && opens !== null && now < opens)
    return { state: 'early', opensAt: opens, startsAt: start ?? opens };
  // Who was in before comes in again, if there is a place.
  if (meeting.locked && meeting.role === null) return { state: 'locked' };
  const others = meeting.present - (elsewhere ? 1 : 0);
  if (!host && others >= meeting.maxParticipants) return { state: 'full' };
  return { state: 'open' };
}

/** Days, hours, minutes and seconds until a time, of which the page shows the two largest. */
export interface Remaining {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

export function remaining(until: number, now: number): Remaining {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor(seconds / 3600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  };
}
