// SPDX-License-Identifier: MIT
// Recordings as the server tells of them, with a copy as MP4 and without.
import { describe, expect, it } from 'vitest';
import { ApiClient } from '../../src/core/api/client';
import { recordings, sharedRecording } from '../../src/core/api/recordings';
import { SessionStore } from '../../src/core/api/session';
import { downloadsOf } from '../../src/ui/recordings/downloads';

const kFilm = {
  title: 'Algebra',
  meeting_title: 'Algebra',
  type: 'video/webm',
  size: 1000,
  duration_ms: null,
  created_at: '2026-12-01T14:05:00Z',
  media_url: '/m?ticket=t',
};

function answering(body: unknown) {
  const asked: string[] = [];
  const nothing = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  const api = new ApiClient({
    fetch: async (url) => {
      asked.push(url);
      return new Response(JSON.stringify(body));
    },
    deadline: () => new AbortController().signal,
    session: new SessionStore(nothing, 'k'),
    exclusive: (action) => action(),
  });
  return { api, asked };
}

describe('a recording behind a link', () => {
  it('has its MP4 where the server made one, and both are to be had', async () => {
    const formats = [
      { format: 'original', type: 'video/webm', size: 1000, media_url: '/m?ticket=t' },
      { format: 'mp4', type: 'video/mp4', size: 2000, media_url: '/m?ticket=t&format=mp4' },
    ];
    const { api, asked } = answering({ ...kFilm, formats });
    const film = await sharedRecording(api, 'a/b');
    expect(asked).toEqual(['/api/recording/shared/a%2Fb/']);
    if (!film.ok) throw new Error(film.error.code);
    expect(film.value.mp4Url).toBe('/m?ticket=t&format=mp4');
    expect(downloadsOf(film.value)).toEqual([
      { name: 'WebM', url: '/m?ticket=t&download=1' },
      { name: 'MP4', url: '/m?ticket=t&format=mp4&download=1' },
    ]);
  });

  it('has one file only where there is no copy, or where it is MP4 already', async () => {
    const old = await sharedRecording(answering(kFilm).api, 't');
    expect(old.ok && downloadsOf(old.value).map(({ name }) => name)).toEqual(['WebM']);
    const mp4 = await sharedRecording(
      answering({ ...kFilm, type: 'video/mp4', formats: [] }).api,
      't',
    );
    expect(mp4.ok && downloadsOf(mp4.value).map(({ name }) => name)).toEqual(['MP4']);
  });
});

describe('a list of recordings', () => {
  it('that makes no sense is refused as a whole', async () => {
    const list = await recordings(answering({ recordings: [kFilm], next_cursor: null }).api);
    expect(list.ok || list.error.code).toBe('bad-answer');
  });
});
