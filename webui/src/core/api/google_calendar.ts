// SPDX-License-Identifier: MIT
// The person's calendar at Google (docs/google-calendar.md).
import type { Fields } from '../protocol/fields';
import type { Answer, ApiClient } from './client';

export const kGoogleTroubles = ['delayed', 'refused', 'revoked', 'no-rights'] as const;
export type GoogleTrouble = (typeof kGoogleTroubles)[number];

export interface GoogleCalendar {
  /** This site connects calendars. */
  readonly available: boolean;
  readonly connected: boolean;
  /** Mostly the address there; null: unknown. */
  readonly name: string | null;
  readonly since: string | null;
  /** null: none. */
  readonly trouble: GoogleTrouble | null;
}

/** How the way to Google and back ended. */
export const kArrivals = ['connected', 'declined', 'unticked', 'refused', 'failed'] as const;
export type Arrival = (typeof kArrivals)[number];

function readCalendar(f: Fields): GoogleCalendar {
  const google = f.child('google');
  return {
    available: google.boolean('available'),
    connected: google.boolean('connected'),
    name: google.optionalString('name') ?? null,
    since: google.optionalString('since') ?? null,
    trouble: kGoogleTroubles.find((one) => one === google.optionalString('trouble')) ?? null,
  };
}

export function googleCalendar(api: ApiClient): Answer<GoogleCalendar> {
  return api.call('GET', '/api/calendar', undefined, readCalendar);
}

/** Where the browser goes next. */
export function beginGoogleCalendar(api: ApiClient): Answer<string> {
  return api.call('POST', '/api/calendar/google', {}, (f) => f.string('start'));
}

export function disconnectGoogleCalendar(api: ApiClient): Answer<null> {
  return api.call('DELETE', '/api/calendar/google', undefined, () => null);
}
