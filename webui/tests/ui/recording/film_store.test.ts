// SPDX-License-Identifier: MIT
// Films on this device, on an IndexedDB in memory.
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Film } from '../../../src/core/recording/film';
import { FilmStore } from '../../../src/ui/recording/film_store';

const film = (id: string): Film => ({
  id,
  userId: 'me',
  meetingId: 'm',
  title: 'Algebra',
  startedAt: '2026-12-01T14:05:00Z',
  type: 'video/webm',
  url: null,
  sizes: [2, 2],
  released: 0,
  accepted: 0,
  ended: false,
});

describe('films on this device', () => {
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory();
  });

  it('are there after a reload, with their pieces', async () => {
    const before = await FilmStore.open();
    await before.save(film('a'));
    await before.put('a', 0, new Blob(['ab']));
    await before.put('a', 1, new Blob(['cd']));
    before.close();
    const after = await FilmStore.open();
    expect(await after.films()).toEqual([film('a')]);
    expect(await after.get('a', 1)).not.toBeNull();
    expect(await after.get('a', 2)).toBeNull();
  });

  it('lose the pieces that were given up, and nothing of another film', async () => {
    const store = await FilmStore.open();
    for (const id of ['a', 'b'])
      for (const index of [0, 1, 2]) await store.put(id, index, new Blob(['x']));
    await store.dropBefore('a', 2);
    expect(await store.get('a', 1)).toBeNull();
    expect(await store.get('a', 2)).not.toBeNull();
    expect(await store.get('b', 0)).not.toBeNull();
  });

  it('are removed with all pieces', async () => {
    const store = await FilmStore.open();
    for (const id of ['a', 'b']) {
      await store.save(film(id));
      await store.put(id, 0, new Blob(['x']));
    }
    await store.remove('a');
    expect((await store.films()).map(({ id }) => id)).toEqual(['b']);
    expect(await store.get('a', 0)).toBeNull();
    expect(await store.get('b', 0)).not.toBeNull();
  });
});
