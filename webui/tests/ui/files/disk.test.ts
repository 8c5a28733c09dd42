// SPDX-License-Identifier: MIT
// What has come of files, on the disk: found again by the next page, swept when it is over.
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { kMostFile } from '../../../src/core/files/wire';
import { DiskStore } from '../../../src/ui/files/disk';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => vi.unstubAllGlobals());

const kept = (root: string, change: object = {}) => ({
  root,
  size: 5,
  meetingId: 'm',
  hashes: null,
  going: true,
  at: 1_000,
  ...change,
});

describe('DiskStore', () => {
  it('gives the next page what the last one had', async () => {
    const first = await DiskStore.open();
    await first.save(kept('a'));
    await first.put('a', 1, new Uint8Array([4, 5]));
    await first.put('a', 0, new Uint8Array([1, 2, 3]));
    await first.put('b', 0, new Uint8Array([9]));
    const next = await DiskStore.open();
    expect(await next.load('a')).toEqual({ kept: kept('a'), blocks: [0, 1] });
    expect(await next.load('b')).toBeNull();
  });

  it('removes one file and leaves the others', async () => {
    const store = await DiskStore.open();
    for (const root of ['a', 'b']) {
      await store.save(kept(root));
      await store.put(root, 0, new Uint8Array([1]));
    }
    await store.remove('a');
    expect(await store.load('a')).toBeNull();
    expect((await store.load('b'))?.blocks).toEqual([0]);
  });

  it('sweeps what is old, and what is of a meeting that was left', async () => {
    const store = await DiskStore.open();
    const hour = 3_600_000;
    await store.save(kept('old', { at: 0, meetingId: 'other' }));
    await store.save(kept('here', { at: 20 * hour }));
    await store.save(kept('elsewhere', { at: 20 * hour, meetingId: 'other' }));
    await store.sweep(21 * hour);
    expect(await store.load('old')).toBeNull();
    expect(await store.load('here')).not.toBeNull();
    await store.sweep(21 * hour, 'm');
    expect(await store.load('here')).toBeNull();
    expect(await store.load('elsewhere')).not.toBeNull();
  });

  it('takes what the browser has room for, and no more than a file may be', async () => {
    const store = await DiskStore.open();
    const quota = (given: unknown): void => {
      vi.stubGlobal('navigator', { storage: { estimate: async () => given } });
    };
    quota({ quota: 1_000, usage: 200 });
    expect(await store.room()).toBe(720);
    quota({ quota: 1e12, usage: 0 });
    expect(await store.room()).toBe(kMostFile);
    vi.stubGlobal('navigator', {});
    expect(await store.room()).toBe(kMostFile);
  });
});
