// SPDX-License-Identifier: MIT
// What the form about a meeting holds: from a meeting, to a request, and what is wrong with it.
// Pure.
import type { Access, Plan, PlanInput, Scope } from '../../core/api/plans';
import { instantIn } from '../../core/time_zone';
import { dayOf } from '../calendar/days';
import { localTime } from '../calendar/next_hour';
import { readRule, writeRule, type Rule } from '../calendar/recurrence';

export interface Draft {
  readonly title: string;
  readonly later: boolean;
  /** "2026-12-03T16:00", on the clocks of `zone`. */
  readonly start: string;
  readonly zone: string;
  readonly minutes: number;
  /** Null: it takes place once. */
  readonly rule: Rule | null;
  readonly access: Access;
  readonly waitingRoom: boolean;
  /** Empty: as it is. */
  readonly password: string;
  readonly noPassword: boolean;
  readonly most: number;
}

export type DraftError = 'title' | 'past' | 'time' | 'until';

export function emptyDraft(start: string, zone: string): Draft {
  return {
    title: '',
    later: false,
    start,
    zone,
    minutes: 60,
    rule: null,
    access: 'public',
    waitingRoom: false,
    password: '',
    noPassword: false,
    most: 12,
  };
}

/** Of a date of a series the time is the date's own. */
export interface Place {
  readonly occurrence: string | null;
  readonly startsAt: string | null;
  readonly minutes: number | null;
  readonly title: string;
}

export function placeOf(plan: Plan, occurrence: string | null): Place {
  const changed = plan.changed.find((date) => date.occurrence === occurrence);
  const length = changed
    ? (Date.parse(changed.endsAt) - Date.parse(changed.startsAt)) / 60_000
    : plan.durationMinutes;
  return {
    occurrence,
    startsAt: changed?.startsAt ?? occurrence ?? plan.scheduledAt,
    minutes: length,
    title: changed?.title ?? plan.title,
  };
}

export function draftOf(plan: Plan, place: Place, zone: string): Draft {
  const own = plan.timezone ?? zone;
  const access: Access =
    plan.access === 'private' || plan.access === 'approval' ? plan.access : 'public';
  return {
    title: place.title,
    later: place.startsAt !== null,
    start: localTime(place.startsAt ? Date.parse(place.startsAt) : Date.now(), own),
    zone: own,
    minutes: place.minutes ?? 60,
    rule: plan.recurrence ? readRule(plan.recurrence, (instant) => dayOf(instant, own)) : null,
    access,
    waitingRoom: plan.waitingRoom,
    password: '',
    noPassword: false,
    most: plan.maxParticipants,
  };
}

/** The first thing that is wrong. `moved`: the time has to be one that comes. */
export function wrongIn(draft: Draft, now: number, moved: boolean): DraftError | null {
  if (draft.title.trim() === '') return 'title';
  if (!draft.later || !moved) return null;
  const instant = instantIn(draft.zone, draft.start);
  if (Number.isNaN(instant)) return 'time';
  if (instant <= now) return 'past';
  const until = draft.rule?.until;
  return until && until < draft.start.slice(0, 10) ? 'until' : null;
}

function timeOf(draft: Draft): PlanInput {
  return {
    scheduledAt: new Date(instantIn(draft.zone, draft.start)).toISOString(),
    durationMinutes: draft.minutes,
    timezone: draft.zone,
  };
}

export function toInput(draft: Draft, invitees: readonly string[]): PlanInput {
  return {
    title: draft.title.trim(),
    access: draft.access,
    waitingRoom: draft.waitingRoom,
    maxParticipants: draft.most,
    ...(draft.password ? { password: draft.password } : {}),
    ...(draft.later ? timeOf(draft) : {}),
    ...(draft.later && draft.rule
      ? { recurrence: writeRule(draft.rule, draft.start.slice(0, 10)) }
      : {}),
    invitees,
  };
}

export function timeChanged(before: Draft, after: Draft): boolean {
  return before.start !== after.start || before.zone !== after.zone;
}

/** Only what differs, so that a change by somebody else to another field survives. */
export function changesOf(before: Draft, after: Draft, scope: Scope): PlanInput {
  const input: Record<string, unknown> = {};
  if (after.title.trim() !== before.title) input['title'] = after.title.trim();
  if (timeChanged(before, after)) input['scheduledAt'] = timeOf(after).scheduledAt;
  if (after.minutes !== before.minutes) input['durationMinutes'] = after.minutes;
  if (scope === 'this') return input;
  if (after.zone !== before.zone) input['timezone'] = after.zone;
  const rule = (draft: Draft): string | null =>
    draft.rule ? writeRule(draft.rule, draft.start.slice(0, 10)) : null;
  if (after.later && rule(after) !== rule(before)) input['recurrence'] = rule(after);
  if (after.access !== before.access) input['access'] = after.access;
  if (after.waitingRoom !== before.waitingRoom) input['waitingRoom'] = after.waitingRoom;
  if (after.most !== before.most) input['maxParticipants'] = after.most;
  if (after.noPassword) input['password'] = null;
  else if (after.password !== '') input['password'] = after.password;
  return input;
}

export interface Addresses {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

/** "Ada <ada@x.org>, leo@x.org": as people paste them, each once. */
export function addressesIn(text: string): Addresses {
  const good = new Set<string>();
  const bad: string[] = [];
  for (const part of text.split(/[,;،؛\n]+/)) {
    const words = /<([^<>]+)>/.exec(part)?.[1] ?? part;
    for (const word of words.split(/\s+/).filter((one) => one !== '')) {
      const address = word.replace(/^mailto:/i, '');
      if (/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(address)) good.add(address.toLowerCase());
      else bad.push(word);
    }
  }
  return { good: [...good], bad };
}
