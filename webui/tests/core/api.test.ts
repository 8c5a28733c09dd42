// SPDX-License-Identifier: MIT
// The API client against a fake fetch: problems, refresh, several callers and tabs at once.
import { describe, expect, it } from 'vitest';
import { ApiClient } from '../../src/core/api/client';
import { SessionStore } from '../../src/core/api/session';

const kUser = { id: 'u', email: 'ada@example.org', name: 'Ada', role: 'user' };

function tokens(n: number): object {
  return {
    access: `access-${n}`,
    refresh: `refresh-${n}`,
    expires_in: 900,
    token_type: 'Bearer',
    user: kUser,
  };
}

class MemoryStorage {
  private readonly map = new Map<string, string>();
  getItem = (key: string): string | null => this.map.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.map.set(key, value);
  removeItem = (key: string): void => void this.map.delete(key);
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly access: string | null;
  readonly body: unknown;
}

type Reply = { status: number; json?: unknown; headers?: Record<string, string> } | 'offline';

/** A server whose access token is `access-<generation>` and nothing else. */
class Bench {
  readonly storage = new MemoryStorage();
  readonly asked: Asked[] = [];
  generation = 1;
  replies: Record<string, (asked: Asked) => Reply> = {};
  private lock: Promise<unknown> = Promise.resolve();
  readonly api = this.tab();

  tab(): ApiClient {
    return new ApiClient({
      session: new SessionStore(this.storage, 'account'),
      exclusive: (action) => {
        const turn = this.lock.then(action, action);
        this.lock = turn.catch(() => undefined);
        return turn;
      },
      deadline: () => new AbortController().signal,
      fetch: async (path, init) => this.answer(path, init),
    });
  }

  signIn(): void {
    this.storage.setItem('account', JSON.stringify(tokens(1)));
  }

  paths(): string[] {
    return this.asked.map(({ method, path }) => `${method} ${path}`);
  }

  private answer(path: string, init: RequestInit): Response {
    const headers = init.headers as Record<string, string>;
    const asked: Asked = {
      method: init.method ?? 'GET',
      path,
      access: headers['Authorization']?.replace('Bearer ', '') ?? null,
      body: init.body ? JSON.parse(init.body as string) : null,
    };
    this.asked.push(asked);
    const reply = this.replies[path]?.(asked) ?? this.byToken(asked);
    if (reply === 'offline') throw new TypeError('failed to fetch');
    const type = reply.status < 400 ? 'application/json' : 'application/problem+json';
    const body = reply.json === undefined ? null : JSON.stringify(reply.json);
    return new Response(body, {
      status: reply.status,
      headers: { 'Content-Type': type, ...reply.headers },
    });
  }

  private byToken({ path, access, body }: Asked): Reply {
    if (path === '/api/auth/refresh') {
      const given = (body as { refresh: string }).refresh;
      if (given !== `refresh-${this.generation}`)
        return { status: 401, json: { code: 'refresh-invalid' } };
      this.generation += 1;
      return { status: 200, json: tokens(this.generation) };
    }
    if (access !== `access-${this.generation}`)
      return { status: 401, json: { code: 'token-expired', detail: 'Expired.' } };
    return { status: 200, json: kUser };
  }
}

describe('ApiClient', () => {
  it('sends the token, and reads the answer', async () => {
    const bench = new Bench();
    bench.signIn();
    expect(await bench.api.me()).toEqual({ ok: true, value: kUser });
    expect(bench.asked).toEqual([
      { method: 'GET', path: '/api/me', access: 'access-1', body: null },
    ]);
  });

  it('takes the tokens of links as bodies, without the session', async () => {
    const bench = new Bench();
    const done = (): Reply => ({ status: 204 });
    bench.replies['/api/auth/password-reset'] = () => ({ status: 202, json: { status: 'sent' } });
    bench.replies['/api/auth/password-reset/confirm'] = done;
    bench.replies['/api/auth/verify-email'] = done;
    bench.replies['/api/auth/guest'] = () => ({ status: 200, json: tokens(1) });
    expect((await bench.api.forgotPassword('ada@example.org')).ok).toBe(true);
    expect((await bench.api.resetPassword('t', 'new password')).ok).toBe(true);
    expect((await bench.api.verifyEmail('t')).ok).toBe(true);
    expect((await bench.api.guest('code', 'Sam', 'token')).ok).toBe(true);
    expect(bench.asked.map(({ access, body }) => ({ access, body }))).toEqual([
      { access: null, body: { email: 'ada@example.org' } },
      { access: null, body: { token: 't', password: 'new password' } },
      { access: null, body: { token: 't' } },
      { access: null, body: { invitation: 'token', name: 'Sam' } },
    ]);
  });

  it('asks for a thing once again whose answer did not come, but repeats no change', async () => {
    const bench = new Bench();
    bench.signIn();
    let lost = 1;
    bench.replies['/api/me'] = () => (lost-- > 0 ? 'offline' : { status: 200, json: kUser });
    expect(await bench.api.me()).toEqual({ ok: true, value: kUser });
    expect(bench.paths()).toEqual(['GET /api/me', 'GET /api/me']);
    lost = 2;
    expect(await bench.api.me()).toMatchObject({ ok: false, error: { code: 'network' } });
    bench.replies['/api/meeting/leave/x/'] = () => 'offline';
    expect(await bench.api.leave('x')).toMatchObject({ ok: false, error: { code: 'network' } });
    expect(bench.paths().slice(4)).toEqual(['POST /api/meeting/leave/x/']);
  });

  it('gives a request up that takes too long, so that a refresh holds no tab up', async () => {
    const given: (AbortSignal | null | undefined)[] = [];
    const deadline = new AbortController();
    const api = new ApiClient({
      session: new SessionStore(new MemoryStorage(), 'account'),
      exclusive: (action) => action(),
      deadline: () => deadline.signal,
      fetch: (_path, init) =>
        new Promise((_resolve, reject) => {
          given.push(init.signal);
          init.signal?.addEventListener('abort', () => reject(new Error('too late')));
        }),
    });
    const answer = api.login('ada@example.org', 'secret');
    deadline.abort();
    expect(await answer).toMatchObject({ ok: false, error: { code: 'network' } });
    expect(given).toEqual([deadline.signal]);
  });

  it('keeps the session that login answers with', async () => {
    const bench = new Bench();
    bench.replies['/api/auth/login'] = () => ({ status: 200, json: tokens(1) });
    expect(await bench.api.login('ada@example.org', 'secret')).toEqual({ ok: true, value: kUser });
    expect(bench.api.session.load()?.access).toBe('access-1');
    expect(bench.asked[0]?.access).toBeNull();
  });

  it('renews a token that ran out and asks again', async () => {
    const bench = new Bench();
    bench.signIn();
    bench.generation = 1;
    bench.storage.setItem('account', JSON.stringify({ ...tokens(1), access: 'access-0' }));
    expect(await bench.api.me()).toEqual({ ok: true, value: kUser });
    expect(bench.paths()).toEqual(['GET /api/me', 'POST /api/auth/refresh', 'GET /api/me']);
    expect(bench.api.session.load()?.refresh).toBe('refresh-2');
  });

  it('renews once for many callers in several tabs, since a refresh token works once', async () => {
    const bench = new Bench();
    bench.storage.setItem('account', JSON.stringify({ ...tokens(1), access: 'access-0' }));
    const other = bench.tab();
    const answers = await Promise.all([bench.api.me(), bench.api.me(), other.me(), other.me()]);
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(bench.paths().filter((path) => path.endsWith('refresh'))).toHaveLength(1);
  });

  it('signs out when the refresh token is refused', async () => {
    const bench = new Bench();
    bench.storage.setItem(
      'account',
      JSON.stringify({ ...tokens(1), access: 'access-0', refresh: 'stolen' }),
    );
    const changes: unknown[] = [];
    bench.api.session.onChange = (value) => changes.push(value);
    expect(await bench.api.me()).toMatchObject({ ok: false, error: { code: 'token-expired' } });
    expect(bench.api.session.load()).toBeNull();
    expect(changes).toEqual([null]);
  });

  it('stays signed in when the network fails in the middle of a refresh', async () => {
    const bench = new Bench();
    bench.storage.setItem('account', JSON.stringify({ ...tokens(1), access: 'access-0' }));
    bench.replies['/api/auth/refresh'] = () => 'offline';
    expect(await bench.api.me()).toMatchObject({ ok: false });
    expect(bench.api.session.load()).not.toBeNull();
  });

  it('says that a host has to let the person in, and the place in the line', async () => {
    const bench = new Bench();
    const pending = { status: 'pending', request_id: 'r', reason: 'approval', position: 2 };
    bench.replies['/api/meeting/join/x/'] = () => ({ status: 202, json: pending });
    expect(await bench.api.join('x', {})).toEqual({
      ok: true,
      value: { waiting: { requestId: 'r', reason: 'approval', position: 2 } },
    });
    bench.replies['/api/meeting/join/x/'] = () => ({ status: 202, json: { status: 'pending' } });
    expect(await bench.api.join('x', {})).toMatchObject({ ok: false });
  });

  it('does not try to renew for a wrong password', async () => {
    const bench = new Bench();
    bench.signIn();
    bench.replies['/api/meeting/join/x/'] = () => ({
      status: 401,
      json: { code: 'password-wrong', detail: 'No.', field: 'password' },
    });
    expect(await bench.api.join('x', { password: 'y' })).toMatchObject({
      ok: false,
      error: { code: 'password-wrong', field: 'password' },
    });
    expect(bench.asked).toHaveLength(1);
  });

  it('turns every failure into a problem', async () => {
    const bench = new Bench();
    const ask = async (reply: Reply): Promise<unknown> => {
      bench.replies['/api/site'] = () => reply;
      return bench.api.site();
    };
    expect(await ask('offline')).toMatchObject({ error: { status: 0, code: 'network' } });
    expect(await ask({ status: 502 })).toMatchObject({
      error: { status: 502, code: 'bad-answer' },
    });
    expect(await ask({ status: 200, json: { name: 7 } })).toMatchObject({
      error: { code: 'bad-answer' },
    });
    expect(
      await ask({ status: 429, json: { code: 'rate-limited' }, headers: { 'Retry-After': '30' } }),
    ).toMatchObject({
      error: { code: 'rate-limited', retryAfter: 30 },
    });
  });

  it('forgets the session at logout even when nobody answers', async () => {
    const bench = new Bench();
    bench.signIn();
    bench.replies['/api/auth/logout'] = () => 'offline';
    await bench.api.logout();
    expect(bench.api.session.load()).toBeNull();
    expect(bench.asked[0]?.body).toEqual({ refresh: 'refresh-1' });
  });

  it('hands the refusal of a login on, and keeps no session', async () => {
    const bench = new Bench();
    bench.replies['/api/auth/login'] = () => ({ status: 401, json: { code: 'wrong-password' } });
    expect(await bench.api.login('ada@example.org', 'no')).toMatchObject({
      ok: false,
      error: { status: 401, code: 'wrong-password' },
    });
    expect(bench.api.session.load()).toBeNull();
  });

  it('does not ask again if the session ended while it waited for its turn', async () => {
    const bench = new Bench();
    bench.storage.setItem('account', JSON.stringify({ ...tokens(1), access: 'access-0' }));
    bench.replies['/api/me'] = () => {
      // Another tab signs out.
      bench.storage.removeItem('account');
      return { status: 401, json: { code: 'token-expired' } };
    };
    expect(await bench.api.me()).toMatchObject({ ok: false, error: { code: 'token-expired' } });
    expect(bench.paths()).toEqual(['GET /api/me']);
  });

  it('does not ask again when the tokens could not be renewed', async () => {
    const bench = new Bench();
    bench.storage.setItem('account', JSON.stringify({ ...tokens(1), access: 'access-0' }));
    bench.replies['/api/auth/refresh'] = () => ({ status: 503 });
    expect(await bench.api.me()).toMatchObject({ ok: false, error: { code: 'token-expired' } });
    expect(bench.paths()).toEqual(['GET /api/me', 'POST /api/auth/refresh']);
    expect(bench.api.session.load()?.access).toBe('access-0');
  });

  it.each([
    ['host', 'host'],
    [null, null],
    [undefined, null],
  ])('reads the role %s of a meeting', async (said, role) => {
    const bench = new Bench();
    bench.replies['/api/meeting/x/'] = () => ({
      status: 200,
      json: {
        meeting_id: 'x',
        code: 'kabo',
        title: 'Algebra',
        type: 'instant',
        state: 'open',
        max_participants: 8,
        created_at: '2026-11-22T10:00:00Z',
        host: { user_id: 'ada', name: 'Ada' },
        role: said,
        present: 0,
        join_url: 'https://x/m/kabo',
      },
    });
    expect(await bench.api.meeting('x')).toMatchObject({
      ok: true,
      value: { meetingId: 'x', role, hasPassword: false, scheduledAt: null },
    });
  });

  it('escapes what goes into a path', async () => {
    const bench = new Bench();
    await bench.api.meeting('../admin?x');
    expect(bench.asked[0]?.path).toBe('/api/meeting/..%2Fadmin%3Fx/');
  });
});

describe('SessionStore', () => {
  it('takes nonsense in the storage for no session', () => {
    const storage = new MemoryStorage();
    const store = new SessionStore(storage, 'k');
    for (const text of ['', '{', '7', '{"access":1}']) {
      storage.setItem('k', text);
      expect(store.load()).toBeNull();
    }
  });

  it('lives in memory where storage is forbidden', () => {
    const refuse = (): never => {
      throw new Error('SecurityError');
    };
    const store = new SessionStore({ getItem: refuse, setItem: refuse, removeItem: refuse }, 'k');
    store.save({ access: 'a', refresh: 'r', user: { ...kUser, role: 'user' } });
    expect(store.load()?.access).toBe('a');
  });

  it('takes over the session of a sign-in at a provider', async () => {
    const bench = new Bench();
    bench.replies['/api/auth/refresh'] = ({ body }) =>
      (body as { refresh: string }).refresh === 'from-the-provider'
        ? { status: 200, json: tokens(1) }
        : { status: 401, json: { code: 'refresh-invalid' } };
    expect((await bench.api.resume('another')).ok).toBe(false);
    expect(bench.api.session.load()).toBeNull();
    expect(await bench.api.resume('from-the-provider')).toMatchObject({ ok: true });
    expect(bench.api.session.load()?.access).toBe('access-1');
  });

  it('lists where people sign in besides here', async () => {
    const bench = new Bench();
    const start = '/api/auth/oidc/campus/start';
    bench.replies['/api/auth/providers'] = () => ({
      status: 200,
      json: { providers: [{ name: 'campus', title: 'Example University', start }] },
    });
    expect(await bench.api.providers()).toEqual({
      ok: true,
      value: [{ title: 'Example University', start }],
    });
  });
});
