// SPDX-License-Identifier: MIT
// What administrators may do (docs/api.md, Administration).
import type { Fields } from '../protocol/fields';
import type { Answer, ApiClient } from './client';
import { readSession, type OwnSession } from './own_account';
import type { Page } from './plans';
import { readUser, type User } from './types';

export interface Person extends User {
  readonly emailVerified: boolean;
  readonly disabled: boolean;
  /** Where the person signs in, if not here. */
  readonly issuer: string | null;
  readonly createdAt: string;
}

export interface AuditEntry {
  readonly id: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: 'user' | 'operator' | 'system';
  readonly by: string | null;
  readonly network: string | null;
  readonly whom: string | null;
  readonly meetingId: string | null;
  readonly outcome: string;
  readonly detail: string | null;
}

export const kMailStates = ['waiting', 'sending', 'dead'] as const;
export type MailState = (typeof kMailStates)[number];

export interface OutboxEntry {
  readonly id: number;
  readonly kind: string;
  readonly template: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly createdAt: string;
  readonly dueAt: string;
  readonly lastError: string | null;
}

export interface RegistrationLink {
  readonly url: string;
  readonly expiresAt: string;
}

export interface AuditFilter {
  readonly kind?: string;
  readonly actor?: string;
  readonly whom?: string;
  readonly actor_kind?: string;
  readonly from?: string;
  readonly to?: string;
}

const readPerson = (f: Fields): Person => ({
  ...readUser(f),
  emailVerified: f.optionalBoolean('email_verified'),
  disabled: f.boolean('disabled'),
  issuer: f.optionalString('issuer') ?? null,
  createdAt: f.string('created_at'),
});

const readEntry = (f: Fields): AuditEntry => ({
  id: f.number('id'),
  at: f.string('at'),
  kind: f.string('kind'),
  actor: f.oneOf('actor', ['user', 'operator', 'system']),
  by: f.optionalString('by') ?? null,
  network: f.optionalString('network') ?? null,
  whom: f.optionalString('whom') ?? null,
  meetingId: f.optionalString('meeting_id') ?? null,
  outcome: f.string('outcome'),
  detail: f.optionalString('detail') ?? null,
});

const readMail = (f: Fields): OutboxEntry => ({
  id: f.number('id'),
  kind: f.string('kind'),
  template: f.optionalString('template') ?? null,
  state: f.string('state'),
  attempts: f.number('attempts'),
  createdAt: f.string('created_at'),
  dueAt: f.string('due_at'),
  lastError: f.optionalString('last_error') ?? null,
});

/** A list that comes page by page. */
export const pageOf =
  <T>(name: string, read: (f: Fields) => T) =>
  (f: Fields): Page<T> => ({
    items: f.list(name, read),
    nextCursor: f.optionalString('next_cursor') ?? null,
  });

/** The query of such a list. */
export function search(options: object): string {
  const query = new URLSearchParams({ limit: '50' });
  for (const [key, value] of Object.entries(options))
    if (value !== undefined && value !== null && value !== '') query.set(key, String(value));
  return query.toString();
}

const person = (id: string): string => `/api/admin/users/${encodeURIComponent(id)}`;

export function people(api: ApiClient, cursor: string | null): Answer<Page<Person>> {
  const path = `/api/admin/users/?${search({ cursor })}`;
  return api.call('GET', path, undefined, pageOf('users', readPerson));
}

export function changePerson(
  api: ApiClient,
  id: string,
  change: { role?: 'admin' | 'user'; disabled?: boolean },
): Answer<Person> {
  return api.call('PATCH', `${person(id)}/`, change, readPerson);
}

export function erasePerson(api: ApiClient, id: string): Answer<null> {
  return api.call('DELETE', `${person(id)}/`, undefined, () => null);
}

export function exportPerson(api: ApiClient, id: string): Answer<Blob> {
  return api.file(`${person(id)}/export`, 'application/json');
}

export function sessionsOf(
  api: ApiClient,
  id: string,
  cursor: string | null,
): Answer<Page<OwnSession>> {
  const path = `${person(id)}/sessions/?${search({ cursor })}`;
  return api.call('GET', path, undefined, pageOf('sessions', readSession));
}

/** One of them; without `session` all. */
export function endSessionsOf(api: ApiClient, id: string, session?: string): Answer<null> {
  const one = session === undefined ? '' : `${encodeURIComponent(session)}/`;
  return api.call('DELETE', `${person(id)}/sessions/${one}`, undefined, () => null);
}

export function invitePerson(api: ApiClient, role: 'admin' | 'user'): Answer<RegistrationLink> {
  return api.call('POST', '/api/admin/invitations/', { role }, (f) => ({
    url: f.string('url'),
    expiresAt: f.string('expires_at'),
  }));
}

export function audit(
  api: ApiClient,
  filter: AuditFilter,
  cursor: string | null,
): Answer<Page<AuditEntry>> {
  const path = `/api/admin/audit/?${search({ ...filter, cursor })}`;
  return api.call('GET', path, undefined, pageOf('entries', readEntry));
}

export function outbox(
  api: ApiClient,
  state: MailState | '',
  cursor: string | null,
): Answer<Page<OutboxEntry>> {
  const path = `/api/admin/outbox/?${search({ state, cursor })}`;
  return api.call('GET', path, undefined, pageOf('entries', readMail));
}
