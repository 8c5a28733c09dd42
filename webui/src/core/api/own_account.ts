// SPDX-License-Identifier: MIT
// The person's own account: details, password, sessions, API tokens, data (docs/api.md).
import type { Fields } from '../protocol/fields';
import { ok } from '../result';
import type { Answer, ApiClient } from './client';
import { readUser, type User } from './types';

export const kMailLanguages = ['en', 'de', 'fr', 'es', 'ar'] as const;
export type MailLanguage = (typeof kMailLanguages)[number];

export interface Account extends User {
  readonly emailVerified: boolean;
  /** Of mails; null: not chosen. */
  readonly language: MailLanguage | null;
  readonly timezone: string | null;
  readonly reminders: boolean;
}

export interface AccountChange {
  readonly name?: string;
  readonly language?: MailLanguage | null;
  readonly timezone?: string | null;
  readonly reminders?: boolean;
}

export interface OwnSession {
  readonly id: string;
  readonly device: string | null;
  readonly network: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  /** The one that asks. */
  readonly current: boolean;
}

export const kScopes = ['meetings:read', 'meetings:write', 'recordings:read', 'admin'] as const;
export type TokenScope = (typeof kScopes)[number];

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
  /** Only when it was just made. */
  readonly token: string | null;
}

const nothing = (): null => null;

function readAccount(f: Fields): Account {
  const language = kMailLanguages.find((one) => one === f.optionalString('language')) ?? null;
  return {
    ...readUser(f),
    emailVerified: f.optionalBoolean('email_verified'),
    language,
    timezone: f.optionalString('timezone') ?? null,
    reminders: f.optionalBoolean('reminders'),
  };
}

export const readSession = (f: Fields): OwnSession => ({
  id: f.string('id'),
  device: f.optionalString('device') ?? null,
  network: f.optionalString('network') ?? null,
  createdAt: f.string('created_at'),
  lastUsedAt: f.string('last_used_at'),
  current: f.boolean('current'),
});

const readToken = (f: Fields): ApiToken => ({
  id: f.string('id'),
  name: f.string('name'),
  scopes: f.strings('scopes'),
  createdAt: f.string('created_at'),
  lastUsedAt: f.optionalString('last_used_at') ?? null,
  expiresAt: f.string('expires_at'),
  token: f.optionalString('token') ?? null,
});

export function account(api: ApiClient): Answer<Account> {
  return api.call('GET', '/api/me', undefined, readAccount);
}

/** The name that this browser shows changes with it. */
export async function changeAccount(api: ApiClient, change: AccountChange): Answer<Account> {
  const answer = await api.call('PATCH', '/api/me', change, readAccount);
  if (!answer.ok) return answer;
  const tokens = api.session.load();
  const { id, email, name, role } = answer.value;
  if (tokens) api.session.save({ ...tokens, user: { id, email, name, role } });
  return ok(answer.value);
}

export function resendVerification(api: ApiClient): Answer<null> {
  return api.call('POST', '/api/auth/verify-email/resend', {}, nothing);
}

export function changePassword(api: ApiClient, old: string, password: string): Answer<null> {
  return api.call('POST', '/api/me/password', { old_password: old, password }, nothing);
}

export function sessions(api: ApiClient): Answer<readonly OwnSession[]> {
  return api.call('GET', '/api/me/sessions/?limit=100', undefined, (f) =>
    f.list('sessions', readSession),
  );
}

export function endSession(api: ApiClient, id: string): Answer<null> {
  return api.call('DELETE', `/api/me/sessions/${encodeURIComponent(id)}/`, undefined, nothing);
}

export function endOtherSessions(api: ApiClient): Answer<null> {
  return api.call('DELETE', '/api/me/sessions/', undefined, nothing);
}

export function tokens(api: ApiClient): Answer<readonly ApiToken[]> {
  return api.call('GET', '/api/me/tokens/?limit=100', undefined, (f) =>
    f.list('tokens', readToken),
  );
}

export function makeToken(
  api: ApiClient,
  input: { name: string; scopes: readonly TokenScope[]; expiresAt: string },
): Answer<ApiToken> {
  const body = { name: input.name, scopes: input.scopes, expires_at: input.expiresAt };
  return api.call('POST', '/api/me/tokens/', body, readToken);
}

export function removeToken(api: ApiClient, id: string): Answer<null> {
  return api.call('DELETE', `/api/me/tokens/${encodeURIComponent(id)}/`, undefined, nothing);
}

export function exportData(api: ApiClient): Answer<Blob> {
  return api.file('/api/me/export', 'application/json');
}

/** Erases the account. The session here ends with it. */
export async function eraseAccount(api: ApiClient, password: string): Answer<null> {
  const body = password === '' ? {} : { password };
  const answer = await api.call('DELETE', '/api/me', body, nothing);
  if (answer.ok) api.session.clear();
  return answer;
}
