// SPDX-License-Identifier: MIT
// The own account against a fake server: what is sent, and what this browser then shows.
import { describe, expect, it } from 'vitest';
import { ApiClient } from '../../../src/core/api/client';
import {
  account,
  changeAccount,
  eraseAccount,
  exportData,
  makeToken,
  sessions,
  type Account,
} from '../../../src/core/api/own_account';
import { SessionStore } from '../../../src/core/api/session';
import { changeOf } from '../../../src/ui/account/profile_part';

const kUser = {
  id: 'u',
  email: 'ada@example.org',
  email_verified: true,
  language: 'de',
  timezone: null,
  reminders: true,
  name: 'Ada',
  role: 'user',
};

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

function bench(answers: Record<string, { status: number; json?: unknown; text?: string }>) {
  const map = new Map<string, string>();
  const asked: Asked[] = [];
  const session = new SessionStore(
    {
      getItem: (key) => map.get(key) ?? null,
      setItem: (key, value) => void map.set(key, value),
      removeItem: (key) => void map.delete(key),
    },
    'account',
  );
  session.save({
    access: 'a',
    refresh: 'r',
    user: { id: 'u', email: 'ada@example.org', name: 'Ada', role: 'user' },
  });
  const api = new ApiClient({
    session,
    exclusive: (action) => action(),
    deadline: () => new AbortController().signal,
    fetch: async (path, init) => {
      const method = init.method ?? 'GET';
      asked.push({
        method,
        path,
        body: init.body === undefined ? undefined : JSON.parse(String(init.body)),
      });
      const answer = answers[`${method} ${path}`] ?? { status: 404, json: { code: 'not-found' } };
      const text = answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
      return new Response(text === '' ? null : text, { status: answer.status });
    },
  });
  return { api, asked, session };
}

describe('the own account', () => {
  it('is read, also in a language that this page does not know', async () => {
    const { api } = bench({ 'GET /api/me': { status: 200, json: { ...kUser, language: 'xx' } } });
    const answer = await account(api);
    expect(answer.ok && answer.value).toMatchObject({ emailVerified: true, language: null });
  });

  it('shows its new name in this browser at once', async () => {
    const { api, asked, session } = bench({
      'PATCH /api/me': { status: 200, json: { ...kUser, name: 'Ada B.' } },
    });
    await changeAccount(api, { name: 'Ada B.' });
    expect(asked).toEqual([{ method: 'PATCH', path: '/api/me', body: { name: 'Ada B.' } }]);
    expect(session.load()?.user.name).toBe('Ada B.');
    expect(session.load()?.access).toBe('a');
  });

  it('changes only what differs', () => {
    const now: Account = {
      id: 'u',
      email: 'a@x',
      name: 'Ada',
      role: 'user',
      emailVerified: true,
      language: 'de',
      timezone: null,
      reminders: true,
    };
    expect(changeOf(now, { ...now, name: ' Ada ' })).toEqual({});
    expect(changeOf(now, { ...now, language: null, reminders: false })).toEqual({
      language: null,
      reminders: false,
    });
  });

  it('ends the session here with it, and only then', async () => {
    const wrong = bench({
      'DELETE /api/me': { status: 401, json: { code: 'password-wrong', field: 'password' } },
    });
    expect((await eraseAccount(wrong.api, 'x')).ok).toBe(false);
    expect(wrong.session.load()).not.toBeNull();
    const right = bench({ 'DELETE /api/me': { status: 204 } });
    expect((await eraseAccount(right.api, 'x')).ok).toBe(true);
    expect(right.session.load()).toBeNull();
  });

  it('lists sessions and makes tokens', async () => {
    const { api, asked } = bench({
      'GET /api/me/sessions/?limit=100': {
        status: 200,
        json: {
          sessions: [
            {
              id: 's',
              device: null,
              network: null,
              created_at: '2026-11-30T10:00:00Z',
              last_used_at: '2026-11-30T10:00:00Z',
              expires_at: '2026-12-30T10:00:00Z',
              current: true,
            },
          ],
        },
      },
    });
    const list = await sessions(api);
    expect(list.ok && list.value[0]?.current).toBe(true);
    await makeToken(api, { name: 'x', scopes: ['meetings:read'], expiresAt: '2027-01-01T00:00Z' });
    expect(asked.at(-1)?.body).toEqual({
      name: 'x',
      scopes: ['meetings:read'],
      expires_at: '2027-01-01T00:00Z',
    });
  });
});

describe('a file', () => {
  it('is what the server gives', async () => {
    const { api } = bench({
      'GET /api/me': { status: 200, json: kUser },
      'GET /api/me/export': { status: 200, text: '{"account":[]}' },
    });
    const file = await exportData(api);
    expect(file.ok && (await file.value.text())).toBe('{"account":[]}');
  });

  it('that is refused is a problem with its code', async () => {
    const { api } = bench({
      'GET /api/me': { status: 200, json: kUser },
      'GET /api/me/export': { status: 429, json: { code: 'rate-limited' } },
    });
    const file = await exportData(api);
    expect(!file.ok && file.error.code).toBe('rate-limited');
  });
});
