// SPDX-License-Identifier: MIT
// What the administration asks of the server, and what it reads of its answers.
import { describe, expect, it } from 'vitest';
import {
  audit,
  changePerson,
  invitePerson,
  outbox,
  people,
  type Person,
} from '../../../src/core/api/administration';
import { ApiClient } from '../../../src/core/api/client';
import { SessionStore } from '../../../src/core/api/session';
import { shortId } from '../../../src/ui/admin/audit_part';
import { fits } from '../../../src/ui/admin/people_part';

function bench(json: unknown, status = 200) {
  const asked: string[] = [];
  const api = new ApiClient({
    session: new SessionStore(
      { getItem: () => null, setItem: () => undefined, removeItem: () => undefined },
      'account',
    ),
    exclusive: (action) => action(),
    deadline: () => new AbortController().signal,
    fetch: async (path, init) => {
      asked.push(`${init.method} ${path} ${String(init.body ?? '')}`.trim());
      return new Response(JSON.stringify(json), { status });
    },
  });
  return { api, asked };
}

const kPerson = {
  id: 'p',
  email: 'otto@example.org',
  email_verified: false,
  name: 'Otto',
  role: 'user',
  disabled: true,
  issuer: null,
  created_at: '2026-11-30T10:00:00Z',
};

describe('people', () => {
  it('come page by page', async () => {
    const { api, asked } = bench({ users: [kPerson], next_cursor: 'next' });
    const page = await people(api, 'here');
    expect(page.ok && page.value).toMatchObject({
      items: [{ name: 'Otto', disabled: true, emailVerified: false }],
      nextCursor: 'next',
    });
    expect(asked).toEqual(['GET /api/admin/users/?limit=50&cursor=here']);
  });

  it('change by what is named alone', async () => {
    const { api, asked } = bench(kPerson);
    await changePerson(api, 'a/b', { disabled: true });
    expect(asked).toEqual(['PATCH /api/admin/users/a%2Fb/ {"disabled":true}']);
  });

  it('are invited by a link', async () => {
    const { api } = bench(
      {
        invitation: 'i',
        url: 'https://x.org/register#invitation=i',
        role: 'user',
        expires_at: 't',
      },
      201,
    );
    const link = await invitePerson(api, 'user');
    expect(link.ok && link.value.url).toBe('https://x.org/register#invitation=i');
  });

  it.each([
    ['otto', true],
    ['OTTO example', true],
    ['anna', false],
    ['', true],
  ])('%s finds Otto: %s', (text, found) => {
    const person = { name: 'Otto', email: 'otto@example.org' } as Person;
    expect(fits(person, text)).toBe(found);
  });
});

describe('the audit log', () => {
  const entry = {
    id: 7,
    at: '2026-11-30T10:00:00Z',
    kind: 'user.disabled',
    actor: 'user',
    by: 'c263ee3b-1111',
    network: null,
    whom: null,
    meeting_id: null,
    object: null,
    outcome: 'done',
    detail: null,
  };

  it('is asked for what was chosen alone', async () => {
    const { api, asked } = bench({ entries: [entry], next_cursor: null });
    const page = await audit(api, { kind: 'user.disabled', actor_kind: '', whom: '' }, null);
    expect(asked).toEqual(['GET /api/admin/audit/?limit=50&kind=user.disabled']);
    expect(page.ok && page.value.items[0]?.kind).toBe('user.disabled');
    expect(shortId('c263ee3b-1111')).toBe('c263ee3b');
  });

  it('does not show what it cannot read', async () => {
    const { api } = bench({ entries: [{ ...entry, actor: 'ghost' }], next_cursor: null });
    expect((await audit(api, {}, null)).ok).toBe(false);
  });
});

describe('the mail queue', () => {
  it('tells why a mail failed', async () => {
    const { api, asked } = bench({
      entries: [
        {
          id: 1,
          kind: 'mail',
          template: 'invitation',
          state: 'dead',
          attempts: 8,
          created_at: '2026-11-30T10:00:00Z',
          due_at: '2026-11-30T10:00:00Z',
          last_error: '550 no such user',
        },
      ],
      next_cursor: null,
    });
    const page = await outbox(api, 'dead', null);
    expect(asked).toEqual(['GET /api/admin/outbox/?limit=50&state=dead']);
    expect(page.ok && page.value.items[0]?.lastError).toBe('550 no such user');
  });
});
