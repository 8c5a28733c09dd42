// SPDX-License-Identifier: MIT
// Reads the lessons of some days from the server: meetings with a time, and the dates of series.
import type { ApiClient } from '../../core/api/client';
import { list, occurrences, type ListOptions, type Plan } from '../../core/api/plans';
import type { Problem } from '../../core/api/problem';
import { ok, type Result } from '../../core/result';
import { inOrder, lessonOf, lessonOfDate, type Lesson } from './agenda';

export interface Agenda {
  readonly lessons: readonly Lesson[];
  /** Open meetings without a time. */
  readonly rooms: readonly Plan[];
  /** There is more than these pages hold. */
  readonly cut: boolean;
}

/** Nobody has more lessons in a month than fit into these pages of a hundred. */
const kPages = 5;
/** Requests at the same time. */
const kAtOnce = 6;

interface Listed {
  readonly plans: readonly Plan[];
  readonly cut: boolean;
}

export async function listAll(
  api: ApiClient,
  options: ListOptions,
): Promise<Result<Listed, Problem>> {
  const plans: Plan[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < kPages; page += 1) {
    const answer: Awaited<ReturnType<typeof list>> = await list(api, {
      ...options,
      ...(cursor ? { cursor } : {}),
    });
    if (!answer.ok) return answer;
    plans.push(...answer.value.items);
    cursor = answer.value.nextCursor;
    if (cursor === null) break;
  }
  return ok({ plans, cut: cursor !== null });
}

async function datesOf(
  api: ApiClient,
  series: Plan,
  from: string,
  to: string,
): Promise<Result<Lesson[], Problem>> {
  const lessons: Lesson[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < kPages; page += 1) {
    const answer = await occurrences(api, series.meetingId, from, to, cursor);
    if (!answer.ok) return answer;
    lessons.push(...answer.value.items.map((date) => lessonOfDate(series, date)));
    if (answer.value.nextCursor === null) break;
    cursor = answer.value.nextCursor;
  }
  return ok(lessons);
}

/** The answers of `tasks`, a few at a time; the first problem ends it. */
export async function inParallel<T>(
  tasks: readonly (() => Promise<Result<T, Problem>>)[],
): Promise<Result<T[], Problem>> {
  const values: T[] = [];
  for (let at = 0; at < tasks.length; at += kAtOnce) {
    const answers = await Promise.all(tasks.slice(at, at + kAtOnce).map((task) => task()));
    for (const answer of answers) {
      if (!answer.ok) return answer;
      values.push(answer.value);
    }
  }
  return ok(values);
}

/** Between two instants, in milliseconds. */
export async function loadAgenda(
  api: ApiClient,
  from: number,
  to: number,
): Promise<Result<Agenda, Problem>> {
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const lists = await inParallel<Listed>([
    () => listAll(api, { state: 'open', ...range }),
    () => listAll(api, { state: 'ended', ...range }),
    () => listAll(api, { state: 'cancelled', ...range }),
    // Rooms without a time may be old.
    () => listAll(api, { state: 'open', role: 'host' }),
  ]);
  if (!lists.ok) return lists;
  const timed = lists.value.slice(0, 3).flatMap((one) => one.plans);
  const series = timed.filter((plan) => plan.recurrence !== null);
  const dates = await inParallel(
    series.map((plan) => () => datesOf(api, plan, range.from, range.to)),
  );
  if (!dates.ok) return dates;
  const single = timed
    .filter((plan) => plan.recurrence === null)
    .map(lessonOf)
    .filter((lesson): lesson is Lesson => lesson !== null)
    .filter((lesson) => lesson.endsAt > from && lesson.startsAt < to);
  return ok({
    lessons: inOrder([...single, ...dates.value.flat()]),
    rooms: (lists.value[3]?.plans ?? []).filter((plan) => plan.scheduledAt === null),
    cut: lists.value.some((one) => one.cut),
  });
}
