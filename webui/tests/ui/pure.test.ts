// SPDX-License-Identifier: MIT
// The computations of the pages that need no browser: addresses, tiles, words, links.
import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { isComposing } from '../../src/ui/chat/chat_panel';
import { kNetworkProblem, type Problem } from '../../src/core/api/problem';
import type { User } from '../../src/core/api/types';
import { err, ok, type Result } from '../../src/core/result';
import { splitLinks } from '../../src/ui/chat/links';
import { initialsOf } from '../../src/ui/components/avatar';
import { fitFor } from '../../src/ui/components/video';
import { nextHour } from '../../src/ui/calendar/next_hour';
import { t } from '../../src/ui/i18n';
import { en } from '../../src/ui/i18n/en';
import { sentenceFor } from '../../src/ui/i18n/problems';
import { secondsToWait } from '../../src/ui/lobby/lobby';
import { pageAfterSignOut } from '../../src/ui/join/signed_out';
import { troubleKey } from '../../src/ui/lobby/trouble';
import { kNarrowest, kWidest, tiling } from '../../src/core/layout/tiling';
import { inFragment, normalizeCode, parsePath } from '../../src/ui/router';
import { nextPath } from '../../src/ui/signin/signin_page';

describe('after the server ended the session', () => {
  const ada = { id: 'ada', email: 'a@x', name: 'Ada', role: 'user' } as const;
  const refused = { status: 401, code: 'token-invalid', detail: '', field: null, retryAfter: null };
  type Fake = Parameters<typeof pageAfterSignOut>[0];

  /** `stays`: what the person is after the question. */
  function env(user: User | null, stays: User | null, answer: Result<User, Problem>): Fake {
    const signedIn = signal(user);
    const me = async (): Promise<Result<User, Problem>> => {
      signedIn.value = stays;
      return answer;
    };
    return { user: signedIn, api: { me } } as unknown as Fake;
  }

  it('an account goes to sign-in, which says why and comes back', async () => {
    const page = await pageAfterSignOut(env(ada, null, err(refused)), 'kabo-rine-tuda');
    expect(page).toBe('/signin?ended=1&next=%2Fj%2Fkabo-rine-tuda');
    expect(nextPath('?ended=1&next=%2Fj%2Fkabo-rine-tuda')).toBe('/j/kabo-rine-tuda');
  });

  it('a guest stays', async () => {
    expect(await pageAfterSignOut(env(null, null, err(refused)), 'k')).toBeNull();
  });

  it('an account that has signed in again stays', async () => {
    expect(await pageAfterSignOut(env(ada, ada, ok(ada)), 'k')).toBeNull();
  });

  it('an account stays while the server does not answer', async () => {
    expect(await pageAfterSignOut(env(ada, ada, err(kNetworkProblem)), 'k')).toBeNull();
  });
});

describe('addresses', () => {
  it.each([
    ['/', { page: 'home' }],
    ['/signin', { page: 'signin' }],
    ['/create/', { page: 'create' }],
    ['/j/kabo-rine-tuda', { page: 'join', code: 'kabo-rine-tuda' }],
    ['/j/', { page: 'missing' }],
    ['/j/a/b', { page: 'missing' }],
    ['/recordings', { page: 'recordings' }],
    ['/recordings/7c1e', { page: 'recording', id: '7c1e' }],
    ['/recordings/7c1e/x', { page: 'missing' }],
    ['/r/yakwDeHjW18', { page: 'shared', token: 'yakwDeHjW18' }],
    ['/r/', { page: 'missing' }],
    ['/nowhere', { page: 'missing' }],
    ['/meetings', { page: 'meetings' }],
    ['/meetings/', { page: 'meetings' }],
    ['/meetings/create', { page: 'create' }],
    ['/forgot', { page: 'forgot' }],
    ['/reset', { page: 'reset' }],
    ['/verify', { page: 'verify' }],
    ['/verify/x', { page: 'missing' }],
    ['/meetings/join', { page: 'home' }],
    ['/meetings/join-requests', { page: 'join-requests' }],
    ['/meetings/invitations/', { page: 'invitations' }],
    ['/meetings/m%2F1', { page: 'meeting', id: 'm/1' }],
    ['/meetings/m1/change', { page: 'change', id: 'm1' }],
    ['/meetings/m1/attendance/', { page: 'attendance', id: 'm1' }],
    ['/meetings/m1/nothing', { page: 'missing' }],
    ['/meetings/create/x', { page: 'missing' }],
    ['/account', { page: 'account' }],
    ['/admin', { page: 'admin', part: 'overview' }],
    ['/admin/people', { page: 'admin', part: 'people' }],
    ['/admin/audit', { page: 'admin', part: 'audit' }],
    ['/admin/other', { page: 'missing' }],
    ['/admin/mail/x', { page: 'missing' }],
    ['/meetings/room/Kabo-Rine-Tuda', { page: 'join', code: 'kabo-rine-tuda' }],
    [
      '/meetings/room/c0ffee00-1234-4abc-8def-0123456789ab/',
      { page: 'join', code: 'c0ffee00-1234-4abc-8def-0123456789ab' },
    ],
    ['/meetings/join/kabo-rine-tuda', { page: 'join', code: 'kabo-rine-tuda' }],
    ['/meetings/invitations/7', { page: 'missing' }],
    ['/meetings/room/kabo/x', { page: 'missing' }],
  ])('%s', (path, route) => {
    expect(parsePath(path)).toEqual(route);
  });

  it.each([
    ['kabo-rine-tuda', 'kabo-rine-tuda'],
    ['  Kabo Rine  Tuda ', 'kabo-rine-tuda'],
    ['https://meet.example.org/j/kabo-rine-tuda?x=1#y', 'kabo-rine-tuda'],
    ['KABO%20RINE', 'kabo-rine'],
    ['%', ''],
    ['kabo-rine-tuda.', 'kabo-rine-tuda'],
    ['kabo-rine-tuda),', 'kabo-rine-tuda'],
    ['<https://meet.example.org/j/kabo-rine-tuda>', 'kabo-rine-tuda'],
    ['"kabo_rine_tuda"', 'kabo-rine-tuda'],
    ['kabo\u2011rine\u2013tuda', 'kabo-rine-tuda'],
    ['kabo\u00a0rine\u2014tuda\u200b', 'kabo-rine-tuda'],
    ['/j/kabo-rine-tuda.', 'kabo-rine-tuda'],
    ['Ada invites you.\n\nJoin: https://x.org/j/kabo-rine-tuda\nOr type it', 'kabo-rine-tuda'],
    ['Please come! Code: KABO\u2011rine\u2013tuda. Bye', 'kabo-rine-tuda'],
    ['the-code-is here: kabo-rine-tuda', 'kabo-rine-tuda'],
    ['   ', ''],
  ])('the code in %s is %s', (typed, code) => {
    expect(normalizeCode(typed)).toBe(code);
  });

  it.each([
    ['?next=/j/kabo', '/j/kabo'],
    ['', '/'],
    ['?next=https://evil.example', '/'],
    ['?next=//evil.example', '/'],
    ['?next=/%5Cevil.example', '/'],
  ])('after signing in with %s comes %s', (search, path) => {
    expect(nextPath(search)).toBe(path);
  });

  it('finds the token of a sign-in at a provider in the fragment', () => {
    expect(inFragment('#refresh=a-b_c', 'refresh')).toBe('a-b_c');
    expect(inFragment('', 'refresh')).toBeNull();
    expect(inFragment('#invitation=x', 'refresh')).toBeNull();
  });

  it('finds the invitation in the fragment', () => {
    expect(inFragment('#invitation=a-b_c', 'invitation')).toBe('a-b_c');
    expect(inFragment('', 'invitation')).toBeNull();
  });
});

describe('tiling', () => {
  it('gives one wide tile to one person on a desktop', () => {
    expect(tiling(1, 1600, 900, 8)).toEqual({ columns: 1, tileWidth: 1600, tileHeight: 900 });
  });

  it('goes side by side on wide stages and one above the other on tall ones', () => {
    expect(tiling(2, 1600, 600, 8).columns).toBe(2);
    expect(tiling(2, 390, 780, 8).columns).toBe(1);
  });

  it('always fits, in tiles that are neither too narrow nor too wide', () => {
    for (let count = 1; count <= 25; count += 1) {
      for (const [width, height] of [
        [1440, 800],
        [374, 740],
        [820, 320],
        [1000, 1000],
      ] as const) {
        const { columns, tileWidth, tileHeight } = tiling(count, width, height, 8);
        const rows = Math.ceil(count / columns);
        expect(columns * tileWidth + (columns - 1) * 8).toBeLessThanOrEqual(width);
        expect(rows * tileHeight + (rows - 1) * 8).toBeLessThanOrEqual(height);
        expect(tileWidth / tileHeight).toBeGreaterThan(kNarrowest - 0.05);
        expect(tileWidth / tileHeight).toBeLessThan(kWidest + 0.05);
      }
    }
  });

  it('has nothing to give without room', () => {
    expect(tiling(3, 0, 0, 8)).toMatchObject({ tileWidth: 0, tileHeight: 0 });
  });
});

describe('fitFor', () => {
  it('crops a little, and shows the whole rather than half a face', () => {
    expect(fitFor(16 / 9, 4 / 3)).toBe('cover');
    expect(fitFor(16 / 9, 9 / 19)).toBe('contain');
    expect(fitFor(NaN, 1)).toBe('cover');
  });
});

describe('words', () => {
  it('fills the gaps, and leaves unknown ones visible', () => {
    expect(t('signin.provider', { title: 'Moodle' })).toBe('Sign in with Moodle');
    expect(t('signin.provider')).toBe('Sign in with {title}');
  });

  it('uses no jargon outside the details', () => {
    const plain = Object.entries(en).filter(([key]) => !key.startsWith('details.'));
    for (const [key, text] of plain)
      expect(text, key).not.toMatch(
        /\b(ICE|SDP|TURN|STUN|NAT|[Pp]eers?|[Ww]eb[Ss]ocket|[Rr]elay|[Cc]odec)\b/,
      );
  });

  it('has a sentence for every problem', () => {
    const problem = { status: 409, code: 'full', detail: 'x', field: null, retryAfter: null };
    expect(sentenceFor(problem)).toBe(en['error.full']);
    expect(sentenceFor({ ...problem, code: 'rate-limited', retryAfter: 12.2 })).toContain(
      '13 seconds',
    );
    // What the server writes is for programmers.
    expect(sentenceFor({ ...problem, code: 'brand-new', detail: 'name holds a' })).toBe(
      en['error.unknown'],
    );
    expect(sentenceFor({ ...problem, code: 'bad-field', field: 'name' })).toBe(
      en['error.bad-field.name'],
    );
    expect(sentenceFor({ ...problem, code: 'bad-field', field: 'other' })).toBe(
      en['error.bad-field'],
    );
  });

  it('tells trouble with devices in one sentence', () => {
    expect(troubleKey({ camera: null, microphone: null })).toBeNull();
    expect(troubleKey({ camera: 'denied', microphone: 'denied' })).toBe('trouble.denied.both');
    expect(troubleKey({ camera: 'busy', microphone: null })).toBe('trouble.busy.camera');
    expect(troubleKey({ camera: 'missing', microphone: 'denied' })).toBe(
      'trouble.denied.microphone',
    );
    expect(troubleKey({ camera: 'insecure', microphone: null })).toBe('trouble.insecure.both');
  });

  it('finds initials', () => {
    expect(initialsOf('Ada Lovelace')).toBe('AL');
    expect(initialsOf(' grace ')).toBe('G');
    expect(initialsOf('Sofia Wassiljewna Kowalewskaja')).toBe('SK');
    expect(initialsOf('')).toBe('?');
  });
});

describe('splitLinks', () => {
  it('finds addresses and leaves the rest alone', () => {
    expect(splitLinks('See https://example.org/a?b=1, please.')).toEqual([
      { text: 'See ', link: false },
      { text: 'https://example.org/a?b=1', link: true },
      { text: ', please.', link: false },
    ]);
  });

  it.each([
    ['https://de.wikipedia.org/wiki/Sinus_(Mathematik)', ''],
    ['https://example.org/?q=[1,2]', ''],
    ["https://example.org/o'neill/x", ''],
    ['https://example.org/a', ')'],
    ['https://example.org/a_(b)', ').'],
    ['https://example.org/a', "'"],
    ['https://example.org/a', '’!'],
    ['https://example.org/a', '“'],
    ['https://example.org/a', '»'],
    ['https://example.org/a', '…'],
    ['https://example.org/a', '。'],
    ['https://example.org/{x}', '}'],
  ])('the address %s ends before %s', (address, end) => {
    const parts = splitLinks(`(see ${address}${end}`);
    expect(parts[1]).toEqual({ text: address, link: true });
    expect(parts.slice(2).map((part) => part.text)).toEqual(end === '' ? [] : [end]);
  });

  it('makes no link of anything but http and https', () => {
    expect(splitLinks('javascript:alert(1) ftp://x <b>')).toEqual([
      { text: 'javascript:alert(1) ftp://x <b>', link: false },
    ]);
  });
});

describe('secondsToWait', () => {
  const problem = (code: string, retryAfter: number | null): Problem => ({
    status: 429,
    code,
    detail: '',
    field: null,
    retryAfter,
  });
  it.each([
    ['rate-limited', 7.2, 8],
    ['rate-limited', 0, 1],
    ['overloaded', null, 5],
    ['overloaded', 120, 120],
    ['rate-limited', 121, null],
    ['full', 3, null],
    ['password-wrong', 3, null],
  ])('%s after %s s: %s', (code, retryAfter, seconds) => {
    expect(secondsToWait(problem(code, retryAfter))).toBe(seconds);
  });
});

describe('isComposing', () => {
  it.each([
    [{ isComposing: true, keyCode: 13 }, true],
    [{ isComposing: false, keyCode: 229 }, true],
    [{ isComposing: false, keyCode: 13 }, false],
  ])('%o', (event, composing) => {
    expect(isComposing(event)).toBe(composing);
  });
});

describe('nextHour', () => {
  it('is a full hour to come', () => {
    const late = Date.parse('2026-11-22T22:40:00Z');
    expect(nextHour(late, 'Europe/Berlin')).toBe('2026-11-23T00:00');
    expect(nextHour(late, 'America/New_York')).toBe('2026-11-22T18:00');
  });
});
