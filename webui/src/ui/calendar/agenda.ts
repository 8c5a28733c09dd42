// SPDX-License-Identifier: MIT
// What is when: the lessons of some days out of meetings and the dates of series. Pure.
import type { Occurrence, Plan } from '../../core/api/plans';
import { dayOf, type Day } from './days';

/** One lesson at one time. */
export interface Lesson {
  /** Unique on a page. */
  readonly key: string;
  readonly plan: Plan;
  /** The date's name in a series; null: the meeting has one time only. */
  readonly occurrence: string | null;
  readonly title: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly cancelled: boolean;
}

/** A meeting that does not say how long it lasts. */
export const kUsualMinutes = 60;
/** The room opens this long before. */
export const kOpensMs = 15 * 60_000;

/** Null for an open room without a time. One that is over was from its making to its end. */
export function lessonOf(plan: Plan): Lesson | null {
  if (plan.scheduledAt === null) {
    if (plan.endedAt === null) return null;
    return {
      key: plan.meetingId,
      plan,
      occurrence: null,
      title: plan.title,
      startsAt: Date.parse(plan.createdAt),
      endsAt: Date.parse(plan.endedAt),
      cancelled: plan.state === 'cancelled',
    };
  }
  const startsAt = Date.parse(plan.scheduledAt);
  return {
    key: plan.meetingId,
    plan,
    occurrence: null,
    title: plan.title,
    startsAt,
    endsAt: startsAt + (plan.durationMinutes ?? kUsualMinutes) * 60_000,
    cancelled: plan.state === 'cancelled',
  };
}

export function lessonOfDate(plan: Plan, date: Occurrence): Lesson {
  return {
    key: `${plan.meetingId}@${date.occurrence}`,
    plan,
    occurrence: date.occurrence,
    title: date.title,
    startsAt: Date.parse(date.startsAt),
    endsAt: Date.parse(date.endsAt),
    cancelled: date.state === 'cancelled' || plan.state === 'cancelled',
  };
}

export function inOrder(lessons: readonly Lesson[]): Lesson[] {
  return [...lessons].sort((a, b) => a.startsAt - b.startsAt || a.title.localeCompare(b.title));
}

/** The lessons of each day, in order; a lesson counts for the day on which it begins. */
export function byDay(lessons: readonly Lesson[], zone: string): Map<Day, Lesson[]> {
  const days = new Map<Day, Lesson[]>();
  for (const lesson of inOrder(lessons)) {
    const day = dayOf(lesson.startsAt, zone);
    days.set(day, [...(days.get(day) ?? []), lesson]);
  }
  return days;
}

export type Moment = 'cancelled' | 'over' | 'running' | 'open' | 'later';

/** What a lesson is at this time. `open`: people may come in, and it has not begun. */
export function momentOf(lesson: Lesson, now: number): Moment {
  if (lesson.cancelled) return 'cancelled';
  if (lesson.plan.state === 'ended' || now >= lesson.endsAt) return 'over';
  if (now >= lesson.startsAt) return 'running';
  return now >= lesson.startsAt - kOpensMs ? 'open' : 'later';
}

/** What one would open now: the lesson that runs, or the one that comes next. */
export function nextLesson(lessons: readonly Lesson[], now: number): Lesson | null {
  const coming = inOrder(lessons).filter(
    (lesson) => !['cancelled', 'over'].includes(momentOf(lesson, now)),
  );
  return coming[0] ?? null;
}

/** Those at the same time as `start`–`end`, but the meeting `except`. */
export function conflicts(
  lessons: readonly Lesson[],
  start: number,
  end: number,
  except: string | null,
): Lesson[] {
  return inOrder(lessons).filter(
    (lesson) =>
      !lesson.cancelled &&
      lesson.plan.state === 'open' &&
      lesson.plan.meetingId !== except &&
      lesson.startsAt < end &&
      start < lesson.endsAt,
  );
}

/** All words of `text` occur in title, host's name or code, with or without their accents. */
export function matches(plan: Plan, text: string): boolean {
  const plain = (value: string): string =>
    value
      .normalize('NFKD')
      .replace(/\p{Mark}/gu, '')
      .toLowerCase();
  const where = plain(`${plan.title} ${plan.host.name} ${plan.code}`);
  return plain(text)
    .split(/\s+/)
    .every((word) => where.includes(word));
}
