// SPDX-License-Identifier: MIT
// What a person does right after a meeting: says how the connection was, and looks when the lesson
// goes on (docs/api.md).
import type { Answer, ApiClient } from './client';

export const kRatings = ['good', 'so-so', 'bad'] as const;
export type Rating = (typeof kRatings)[number];

/** The last rating of a stay counts. */
export function rate(api: ApiClient, id: string, rating: Rating): Answer<null> {
  const url = `/api/meeting/${encodeURIComponent(id)}/rating/`;
  return api.call('POST', url, { rating }, () => null);
}

/** The start of the next date; `none`: the series has no further one; null: it is no series. */
export type NextDate = { readonly startsAt: string } | 'none' | null;

const kAheadMs = 365 * 86_400_000;

/** Undefined: it cannot be known, as for a guest whose session ended with the meeting. */
export async function nextDate(
  api: ApiClient,
  id: string,
  now: number,
): Promise<NextDate | undefined> {
  const path = `/api/meeting/${encodeURIComponent(id)}/`;
  const meeting = await api.call('GET', path, undefined, (f) => ({
    series: f.optionalString('recurrence') !== undefined,
    open: f.string('state') === 'open',
  }));
  if (!meeting.ok) return undefined;
  if (!meeting.value.series) return null;
  if (!meeting.value.open) return 'none';
  const query = new URLSearchParams({
    from: new Date(now).toISOString(),
    to: new Date(now + kAheadMs).toISOString(),
    limit: '100',
  });
  const dates = await api.call('GET', `${path}occurrences/?${query}`, undefined, (f) =>
    f.list('occurrences', (one) => ({
      startsAt: one.string('starts_at'),
      state: one.string('state'),
    })),
  );
  if (!dates.ok) return undefined;
  const next = dates.value.find(
    (one) => one.state !== 'cancelled' && Date.parse(one.startsAt) > now,
  );
  return next ? { startsAt: next.startsAt } : 'none';
}
