// SPDX-License-Identifier: MIT
// Pieces of a film: read at any place while it grows, after a reload, and where the disk is full.
import { beforeEach, describe, expect, it } from 'vitest';
import {
  ChunkQueue,
  ClosedError,
  kLeastSlice,
  kMostInMemory,
  ReleasedError,
  type ChunkStore,
} from '../../../src/core/recording/chunk_queue';
import { settle } from '../../support/fake_clock';

class Disk implements ChunkStore {
  readonly pieces = new Map<number, Blob>();
  room = Infinity;

  async put(_film: string, index: number, data: Blob): Promise<void> {
    const used = [...this.pieces.values()].reduce((sum, { size }) => sum + size, 0);
    if (used + data.size > this.room) throw new Error('QuotaExceededError');
    this.pieces.set(index, data);
  }

  async get(_film: string, index: number): Promise<Blob | null> {
    return this.pieces.get(index) ?? null;
  }

  async dropBefore(_film: string, index: number): Promise<void> {
    for (const key of [...this.pieces.keys()]) if (key < index) this.pieces.delete(key);
  }
}

const kNew = { sizes: [], released: 0, ended: false };
const bytes = (size: number, value = 0): Blob => new Blob([new Uint8Array(size).fill(value)]);
const read = async (blob: Blob | null): Promise<number[]> =>
  blob ? [...new Uint8Array(await blob.arrayBuffer())] : [];

describe('the pieces of a film', () => {
  let disk: Disk;
  let stored: readonly number[];
  let full: boolean;
  const open = (known: { sizes: readonly number[]; released: number; ended: boolean } = kNew) =>
    new ChunkQueue(
      'film',
      disk,
      {
        onStored: (sizes) => (stored = sizes),
        onDiskFull: () => (full = true),
      },
      known,
    );

  beforeEach(() => {
    disk = new Disk();
    stored = [];
    full = false;
  });

  it('are read across their borders, and the last one says so', async () => {
    const queue = open();
    for (const value of [1, 2, 3]) queue.append(bytes(2, value));
    await queue.end();
    expect(stored).toEqual([2, 2, 2]);
    const middle = await queue.slice(1, 5);
    expect(await read(middle.value)).toEqual([1, 2, 2, 3]);
    expect(middle.done).toBe(false);
    const rest = await queue.slice(5, 99);
    expect(await read(rest.value)).toEqual([3]);
    expect(rest.done).toBe(true);
    expect(await queue.slice(6, 99)).toEqual({ value: null, done: true });
  });

  it('let a reader wait until there are enough, or the film ends', async () => {
    const queue = open();
    let got: number | null = null;
    const slice = queue.slice(0, 8 << 20).then(({ value }) => (got = value?.size ?? 0));
    queue.append(bytes(10));
    await settle();
    expect(got).toBeNull();
    queue.append(bytes(kLeastSlice));
    await slice;
    expect(got).toBe(kLeastSlice + 10);
    const last = queue.slice(kLeastSlice + 10, 8 << 20);
    await queue.end();
    expect(await last).toEqual({ value: null, done: true });
  });

  it('skip empty ones, and none comes after the end', async () => {
    const queue = open();
    expect(queue.append(bytes(0))).toBe(true);
    await queue.end();
    expect(queue.append(bytes(5))).toBe(true);
    expect(queue.total).toBe(0);
  });

  it('are there again after a reload', async () => {
    const before = open();
    before.append(bytes(3, 7));
    before.append(bytes(3, 8));
    await before.end();
    const after = open({ sizes: stored, released: 0, ended: true });
    expect(await read((await after.slice(2, 99)).value)).toEqual([7, 8, 8, 8]);
    expect(await read(await after.film('video/webm'))).toEqual([7, 7, 7, 8, 8, 8]);
    expect(after.whole).toBe(true);
  });

  it('leave a disk that is full as soon as the server has them', async () => {
    disk.room = 5;
    const queue = open();
    queue.append(bytes(3, 1));
    await settle();
    queue.accept(3);
    queue.append(bytes(4, 2));
    await queue.end();
    expect(full).toBe(false);
    expect([...disk.pieces.keys()]).toEqual([1]);
    expect(queue.whole).toBe(false);
    expect(queue.firstKept).toBe(1);
    expect(await read((await queue.slice(3, 9)).value)).toEqual([2, 2, 2, 2]);
    await expect(queue.slice(0, 9)).rejects.toBeInstanceOf(ReleasedError);
  });

  it('wait in memory where the disk takes nothing, and no more than is bearable', async () => {
    disk.room = 0;
    const queue = open();
    queue.append(bytes(4, 5));
    await settle();
    expect(full).toBe(true);
    expect(await read((await queue.slice(0, 4)).value)).toEqual([5, 5, 5, 5]);
    const large = { size: kMostInMemory } as unknown as Blob;
    expect(queue.append(large)).toBe(false);
    // The server has the first one: there is room again.
    queue.accept(4);
    expect(queue.append(large)).toBe(true);
  });

  it('stop readers when they are closed', async () => {
    const queue = open();
    const waits = queue.slice(0, 10);
    queue.close();
    await expect(waits).rejects.toBeInstanceOf(ClosedError);
  });
});
