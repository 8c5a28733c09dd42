// SPDX-License-Identifier: MIT
// The administration's pages without a browser: curves, advice, settings, first steps, and what
// they ask of the server.
import { describe, expect, it } from 'vitest';
import { ApiClient } from '../../../src/core/api/client';
import {
  allocations,
  charts,
  dropMail,
  endAllocation,
  endMeeting,
  overview,
  siteMeetings,
  type SitePart,
} from '../../../src/core/api/operations';
import { SessionStore } from '../../../src/core/api/session';
import {
  changeSettings,
  kSettings,
  putLogo,
  siteSettings,
} from '../../../src/core/api/site_settings';
import { hoursOf, linesOf, topOf } from '../../../src/ui/admin/curve';
import { addressVerdict } from '../../../src/ui/admin/first_run';
import { adviceFor, sortedParts } from '../../../src/ui/admin/parts';
import { changeOf, textOf, textsOf, valueOf } from '../../../src/ui/admin/settings_form';
import { siteInPage } from '../../../src/ui/brand';
import { loadArea } from '../../../src/ui/i18n';

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
      const body = init.body instanceof Blob ? `blob ${init.body.type}` : String(init.body ?? '');
      asked.push(`${init.method} ${path} ${body}`.trim());
      return new Response(json === null ? null : JSON.stringify(json), { status });
    },
  });
  return { api, asked };
}

describe('a curve', () => {
  const size = { width: 100, height: 10 };

  it('has a round top that is never 0', () => {
    expect([[], [0], [0.25], [1], [3], [7], [12], [480], [1999]].map(topOf)).toEqual([
      1, 1, 0.3, 1, 5, 10, 20, 500, 2000,
    ]);
  });

  it('runs from left to right, and up for more', () => {
    const [line] = linesOf([0, 60, 120], [0, 5, 10], { from: 0, to: 120 }, 60, size, 10);
    expect(line).toEqual([
      { x: 0, y: 10 },
      { x: 50, y: 5 },
      { x: 100, y: 0 },
    ]);
  });

  it('breaks where minutes are missing, and leaves out what is older than the picture', () => {
    const span = { from: 100, to: 1000 };
    const lines = linesOf([0, 120, 180, 900], [1, 1, 1, 1], span, 60, size, 1);
    expect(lines.map((line) => line.length)).toEqual([2, 1]);
  });

  it('is a table of hours, the newest first', () => {
    expect(hoursOf([3540, 3600, 3660], [4, 1, 3])).toEqual([
      { from: 3600, mean: 2, most: 3 },
      { from: 0, mean: 4, most: 4 },
    ]);
  });
});

describe('the parts of the site', () => {
  const part = (name: string, state: SitePart['state'], reason: string | null = null) => ({
    name,
    state,
    reason,
    detail: null,
  });

  it('come with what ails first', () => {
    const parts = [part('a', 'ok'), part('b', 'off'), part('c', 'attention'), part('d', 'failing')];
    expect(sortedParts(parts).map(({ name }) => name)).toEqual(['d', 'c', 'a', 'b']);
  });

  it('say what to do, also about what a later server adds', async () => {
    await loadArea('operations');
    expect(adviceFor(part('disk', 'failing', 'full'))).toMatch(/Make room/);
    expect(adviceFor(part('new', 'failing', 'thing'))).toMatch(/log of the server/);
    expect(adviceFor(part('disk', 'ok'))).toBeNull();
    expect(adviceFor(part('redis', 'off'))).toBeNull();
  });
});

describe('the settings as a form', () => {
  const site = {
    settings: {
      'site.name': { value: 'School', fixed: false },
      'recordings.quota': { value: 5e9, fixed: false },
      'recordings.enabled': { value: true, fixed: false },
    },
    logo: null,
    publicUrl: null,
  };

  it('shows sizes in gigabytes', () => {
    expect(textOf(kSettings.quota, 4294967296)).toBe('4.29');
    expect(textsOf(site)).toMatchObject({ 'site.name': 'School', 'recordings.quota': '5' });
  });

  it('takes back what is empty, and knows what is no number', () => {
    expect(valueOf(kSettings.contact, ' ')).toBeNull();
    expect(valueOf(kSettings.quota, '2,5')).toBe(2.5e9);
    expect(valueOf(kSettings.quota, 'much')).toBeUndefined();
    expect(valueOf(kSettings.retention, '90')).toBe(90);
    expect(valueOf(kSettings.retention, '-1')).toBeUndefined();
  });

  it('sends what has changed', () => {
    const before = textsOf(site);
    expect(changeOf(before, before)).toEqual({});
    const now = { ...before, 'site.name': 'New', 'recordings.enabled': 'false' };
    expect(changeOf(before, now)).toEqual({ 'site.name': 'New', 'recordings.enabled': false });
    expect(changeOf(before, { ...before, 'recordings.quota': 'x' })).toBeNull();
  });
});

describe('the first steps', () => {
  it('compare the address with that of links', () => {
    expect(addressVerdict(null, 'https://a.example')).toBe('open');
    expect(addressVerdict('https://a.example', 'https://a.example')).toBe('good');
    expect(addressVerdict('https://b.example/', 'https://a.example')).toBe('bad');
  });
});

describe('the facts in the page', () => {
  const page = (content: string | null): Document => {
    const meta = content === null ? null : { getAttribute: () => content };
    return { querySelector: () => meta } as unknown as Document;
  };

  it('are those of the server, or none', () => {
    const facts = '{"name":"School","registration":"open","version":"1","color":"#112233"}';
    expect(siteInPage(page(facts))).toMatchObject({ name: 'School', color: '#112233' });
    for (const wrong of [null, '', '{', '{"name":"x"}']) expect(siteInPage(page(wrong))).toBeNull();
  });
});

describe('what is asked', () => {
  it('names what it is about', async () => {
    const { api, asked } = bench(null, 204);
    await endMeeting(api, 'a/b');
    await endAllocation(api, '0-1-2');
    await dropMail(api, 7);
    await changeSettings(api, { 'site.name': null });
    await putLogo(api, new Blob(['x'], { type: 'image/png' }));
    expect(asked).toEqual([
      'POST /api/admin/meetings/a%2Fb/end/',
      'DELETE /api/admin/allocations/0-1-2/',
      'DELETE /api/admin/outbox/7/',
      'PATCH /api/admin/settings/ {"site.name":null}',
      'PUT /api/admin/settings/logo/ blob image/png',
    ]);
  });

  it('searches meetings', async () => {
    const { api, asked } = bench({ meetings: [], next_cursor: null });
    await siteMeetings(api, { state: 'live', search: 'a b' }, 'c');
    expect(asked).toEqual(['GET /api/admin/meetings/?limit=50&state=live&search=a+b&cursor=c']);
  });

  it('reads curves, and refuses what is none', async () => {
    const curve = {
      people: [1],
      meetings: [1],
      allocations: [0],
      relay_bytes_per_second: [5],
      requests_per_second: [0.25],
      errors_per_minute: [0],
    };
    const right = await charts(bench({ interval_seconds: 60, at: [60], ...curve }).api);
    expect(right.ok && right.value.curves.requests_per_second).toEqual([0.25]);
    const wrong = await charts(bench({ interval_seconds: 60, at: ['x'], ...curve }).api);
    expect(wrong.ok).toBe(false);
  });

  it('reads the overview, sessions of the relay and settings', async () => {
    const seen = await overview(
      bench({
        version: '1',
        started_at: 'x',
        uptime_seconds: 5,
        people: 1,
        rooms: 1,
        allocations: 0,
        parts: [{ name: 'store', state: 'ok', reason: null, detail: null }],
        disk: null,
        recordings: { enabled: true, used: 1, quota: 2 },
        certificate: null,
      }).api,
    );
    expect(seen.ok && seen.value.parts[0]?.state).toBe('ok');
    const one = { id: '1', user_id: 'u', network: 'n', transport: 'udp', age_seconds: 1 };
    const more = { bytes_to_peers: 1, bytes_to_client: 2, rate_to_peers: null, rate_to_client: 3 };
    const page = await allocations(
      bench({ allocations: [{ ...one, ...more }], next_cursor: null }).api,
      null,
    );
    expect(page.ok && page.value.items[0]).toMatchObject({ rateToPeers: null, rateToClient: 3 });
    const set = await siteSettings(
      bench({
        settings: [{ name: 'site.name', value: 'x', fixed: true }],
        logo: { url: '/l', width: 16, height: 16 },
        public_url: null,
      }).api,
    );
    expect(set.ok && set.value).toMatchObject({
      settings: { 'site.name': { value: 'x', fixed: true } },
      logo: { url: '/l' },
    });
  });
});
