// SPDX-License-Identifier: MIT
// What people do with meetings outside the room: plan, list, change, invite, let in (docs/api.md).
// These functions load with the pages that use them.
import type { Fields } from '../protocol/fields';
import type { Answer, ApiClient } from './client';
import {
  readAttendance,
  readMeeting,
  type Attendance,
  type InvitationAnswer,
  type Meeting,
} from './types';

export type { Meeting };

/** A meeting with what only its planners need. */
export interface Plan extends Meeting {
  readonly recurrence: string | null;
  readonly seriesId: string | null;
  readonly reminders: readonly number[];
  /** Dates of a series that differ from its rule. */
  readonly changed: readonly Occurrence[];
  /** What a change names as the version that it is made from. */
  readonly etag: string | null;
}

/** A date of a series. */
export interface Occurrence {
  readonly occurrence: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly title: string;
  readonly state: 'scheduled' | 'open' | 'ended' | 'cancelled';
}

export const kAccess = ['public', 'approval', 'private'] as const;
export type Access = (typeof kAccess)[number];
export type Scope = 'this' | 'following' | 'all';

/** What is asked for; a field that is left out stays as it is. */
export interface PlanInput {
  readonly title?: string;
  readonly access?: Access;
  readonly password?: string | null;
  readonly waitingRoom?: boolean;
  readonly maxParticipants?: number;
  readonly scheduledAt?: string;
  readonly durationMinutes?: number;
  readonly timezone?: string;
  readonly recurrence?: string | null;
  readonly invitees?: readonly string[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface JoinRequest {
  readonly requestId: string;
  readonly meetingId: string;
  readonly userId: string;
  readonly name: string;
  readonly message: string | null;
  readonly status: 'pending' | 'approved' | 'denied' | 'withdrawn' | 'expired';
  readonly createdAt: string;
  readonly expiresAt: string;
}

export interface Invited {
  readonly inviteId: string;
  readonly email: string;
  readonly status: 'pending' | 'accepted' | 'declined' | 'tentative' | 'revoked';
  readonly message: string | null;
  readonly createdAt: string;
  /** Answers for single dates of a series, which win over the status. */
  readonly dates: readonly DateAnswer[];
}

export interface DateAnswer {
  readonly occurrence: string;
  readonly status: 'accepted' | 'declined' | 'tentative';
}

/** What somebody answers for this date of a series; `own`: for this date alone. */
export function answerAt(
  one: Invited,
  occurrence: string | null,
): { readonly status: Invited['status']; readonly own: boolean } {
  const at = occurrence === null ? NaN : Date.parse(occurrence);
  const own = one.dates.find((date) => Date.parse(date.occurrence) === at);
  return own && one.status !== 'revoked'
    ? { status: own.status, own: true }
    : { status: one.status, own: false };
}

/** An invitation of the person who reads it. */
export interface OwnInvitation extends Invited {
  readonly meeting: Plan;
}

const segment = encodeURIComponent;
const path = (id: string): string => `/api/meeting/${segment(id)}/`;

function readPlan(f: Fields, etag: string | null = null): Plan {
  const reminders = f.raw('reminders');
  return {
    ...readMeeting(f),
    recurrence: f.optionalString('recurrence') ?? null,
    seriesId: f.optionalString('series_id') ?? null,
    reminders: Array.isArray(reminders)
      ? reminders.filter((one): one is number => typeof one === 'number')
      : [],
    changed: f.has('exceptions') ? f.list('exceptions', readOccurrence) : [],
    etag,
  };
}

const readPage =
  <T>(name: string, read: (f: Fields) => T) =>
  (f: Fields): Page<T> => ({
    items: f.list(name, read),
    nextCursor: f.optionalString('next_cursor') ?? null,
  });

const readOccurrence = (f: Fields): Occurrence => ({
  occurrence: f.string('occurrence'),
  startsAt: f.string('starts_at'),
  endsAt: f.string('ends_at'),
  title: f.string('title'),
  state: f.oneOf('state', ['scheduled', 'open', 'ended', 'cancelled']),
});

const readRequest = (f: Fields): JoinRequest => ({
  requestId: f.string('request_id'),
  meetingId: f.string('meeting_id'),
  userId: f.string('user_id'),
  name: f.string('name'),
  message: f.optionalString('message') ?? null,
  status: f.oneOf('status', ['pending', 'approved', 'denied', 'withdrawn', 'expired']),
  createdAt: f.string('created_at'),
  expiresAt: f.string('expires_at'),
});

const readInvited = (f: Fields): Invited => ({
  inviteId: f.string('invite_id'),
  email: f.string('email'),
  status: f.oneOf('status', ['pending', 'accepted', 'declined', 'tentative', 'revoked']),
  message: f.optionalString('message') ?? null,
  createdAt: f.string('created_at'),
  dates: f.list('dates', (date) => ({
    occurrence: date.string('occurrence'),
    status: date.oneOf('status', ['accepted', 'declined', 'tentative']),
  })),
});

const readOwn = (f: Fields): OwnInvitation => ({
  ...readInvited(f),
  meeting: readPlan(f.child('meeting')),
});

function toBody(input: PlanInput): Record<string, unknown> {
  const body: Record<string, unknown> = {
    title: input.title,
    access: input.access,
    password: input.password,
    waiting_room: input.waitingRoom,
    max_participants: input.maxParticipants,
    scheduled_at: input.scheduledAt,
    duration_minutes: input.durationMinutes,
    timezone: input.timezone,
    recurrence: input.recurrence,
    invitees: input.invitees?.length ? input.invitees : undefined,
  };
  return body;
}

const scoped = (scope: Scope, occurrence: string | null): string =>
  occurrence === null || scope === 'all'
    ? ''
    : `?${new URLSearchParams({ scope, occurrence }).toString()}`;

export function create(api: ApiClient, input: PlanInput): Answer<Plan> {
  const body = { ...toBody(input), type: input.scheduledAt ? 'scheduled' : 'instant' };
  return api.call('POST', '/api/meeting/create/', body, readPlan);
}

export function plan(api: ApiClient, id: string): Answer<Plan> {
  return api.call('GET', path(id), undefined, readPlan);
}

/** `occurrence` is the date's name; it matters for `this` and `following`. */
export function change(
  api: ApiClient,
  id: string,
  input: PlanInput,
  of: { scope: Scope; occurrence: string | null; etag: string | null },
): Answer<Plan> {
  const url = path(id) + scoped(of.scope, of.occurrence);
  return api.call('PATCH', url, toBody(input), readPlan, { ifMatch: of.etag });
}

/** What a host may write to those who are told of a cancellation. */
export const kLongestFarewell = 500;

/** `message` is text of several lines; empty: none. */
export function cancel(
  api: ApiClient,
  id: string,
  of: { scope: Scope; occurrence: string | null; etag: string | null; message: string },
): Answer<null> {
  const url = path(id) + scoped(of.scope, of.occurrence);
  const body = of.message ? { message: of.message } : undefined;
  return api.call('DELETE', url, body, () => null, { ifMatch: of.etag });
}

export interface ListOptions {
  readonly state?: 'open' | 'ended' | 'cancelled';
  readonly from?: string;
  readonly to?: string;
  readonly role?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

function query(options: object): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(options))
    if (value !== undefined) search.set(key, String(value));
  return search.toString();
}

export function list(api: ApiClient, options: ListOptions): Answer<Page<Plan>> {
  const read = readPage('meetings', (f) => readPlan(f));
  return api.call('GET', `/api/meetings/?${query({ limit: 100, ...options })}`, undefined, read);
}

export function occurrences(
  api: ApiClient,
  id: string,
  from: string,
  to: string,
  cursor?: string,
): Answer<Page<Occurrence>> {
  const url = `${path(id)}occurrences/?${query({ from, to, limit: 100, cursor })}`;
  return api.call('GET', url, undefined, readPage('occurrences', readOccurrence));
}

export type RequestState = 'pending' | 'approved' | 'denied' | 'withdrawn';

export function requests(
  api: ApiClient,
  id: string,
  status: RequestState,
): Answer<Page<JoinRequest>> {
  const url = `${path(id)}join-requests/?${query({ limit: 100, status })}`;
  return api.call('GET', url, undefined, readPage('join_requests', readRequest));
}

export function answerRequests(
  api: ApiClient,
  id: string,
  action: 'approve' | 'deny',
  ids: readonly string[],
): Answer<Page<JoinRequest>> {
  const body = { action, request_ids: ids };
  const url = `${path(id)}join-requests/respond/`;
  return api.call('POST', url, body, readPage('join_requests', readRequest));
}

function historyPath(id: string, occurrence: string | null): string {
  const which = occurrence === null ? {} : { occurrence };
  return `${path(id)}participants/?${query({ history: 1, ...which })}`;
}

/** Who was there; of a series at one date. */
export function history(
  api: ApiClient,
  id: string,
  occurrence: string | null,
  cursor?: string,
): Answer<Page<Attendance>> {
  const url = `${historyPath(id, occurrence)}&${query({ limit: 100, cursor })}`;
  return api.call('GET', url, undefined, (f) => ({
    items: readAttendance(f),
    nextCursor: f.optionalString('next_cursor') ?? null,
  }));
}

/** The same as a table for other programs. */
export function historyFile(api: ApiClient, id: string, occurrence: string | null): Answer<Blob> {
  return api.file(`${historyPath(id, occurrence)}&format=csv`, 'text/csv');
}

/** A host may also change an answer. */
export function answerRequest(
  api: ApiClient,
  requestId: string,
  action: 'approve' | 'deny',
): Answer<JoinRequest> {
  const url = `/api/meeting/join-request/${segment(requestId)}/respond/`;
  return api.call('POST', url, { action }, readRequest);
}

export function invite(
  api: ApiClient,
  id: string,
  emails: readonly string[],
  message: string,
): Answer<Page<Invited>> {
  const body = { emails, ...(message ? { message } : {}) };
  return api.call('POST', `${path(id)}invite/`, body, readPage('invitations', readInvited));
}

export function invited(api: ApiClient, id: string): Answer<Page<Invited>> {
  const url = `${path(id)}invite/?limit=100`;
  return api.call('GET', url, undefined, readPage('invitations', readInvited));
}

export function revoke(api: ApiClient, id: string, inviteId: string): Answer<Invited> {
  const url = `${path(id)}invite/${segment(inviteId)}/`;
  return api.call('DELETE', url, undefined, readInvited);
}

export function invitations(api: ApiClient, cursor?: string): Answer<Page<OwnInvitation>> {
  const url = `/api/invitations/?${query({ limit: 100, cursor })}`;
  return api.call('GET', url, undefined, readPage('invitations', readOwn));
}

export function respond(
  api: ApiClient,
  inviteId: string,
  action: InvitationAnswer,
): Answer<OwnInvitation> {
  const url = `/api/meeting/invite/${segment(inviteId)}/respond/`;
  return api.call('POST', url, { action }, readOwn);
}
