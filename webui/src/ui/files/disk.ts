// SPDX-License-Identifier: MIT
// DiskStore: what has come of files, in an IndexedDB of this device. It outlives a reload of the
// page, and is gone when the room is left; what a crash left goes with the next visit.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { BlockStore, Kept } from '../../core/files/store';
import { kMostFile } from '../../core/files/wire';

interface Schema extends DBSchema {
  files: { key: string; value: Kept };
  blocks: { key: [string, number]; value: Blob };
}

const kName = 'lectern.files';
const kOldMs = 12 * 60 * 60_000;

const blocksOf = (root: string): IDBKeyRange => IDBKeyRange.bound([root, 0], [root, Infinity]);

export class DiskStore implements BlockStore {
  readonly lasting = true;

  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  /** Rejects where the browser keeps nothing (private windows, full disk). */
  static async open(): Promise<DiskStore> {
    const db = await openDB<Schema>(kName, 1, {
      upgrade: (made) => {
        made.createObjectStore('files', { keyPath: 'root' });
        made.createObjectStore('blocks');
      },
      // Another tab has a newer page: it must not wait for us.
      blocking: () => db.close(),
    });
    return new DiskStore(db);
  }

  async room(): Promise<number> {
    try {
      const { quota, usage } = await navigator.storage.estimate();
      if (quota === undefined) return kMostFile;
      return Math.min(kMostFile, Math.floor(0.9 * (quota - (usage ?? 0))));
    } catch {
      return kMostFile;
    }
  }

  async load(root: string) {
    const kept = await this.db.get('files', root);
    if (!kept) return null;
    const keys = await this.db.getAllKeys('blocks', blocksOf(root));
    return { kept, blocks: keys.map(([, block]) => block) };
  }

  async save(kept: Kept): Promise<void> {
    await this.db.put('files', kept);
  }

  async put(root: string, block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.db.put('blocks', new Blob([bytes]), [root, block]);
  }

  async file(root: string, _blocks: number): Promise<Blob> {
    return new Blob(await this.db.getAll('blocks', blocksOf(root)));
  }

  async remove(root: string): Promise<void> {
    const change = this.db.transaction(['files', 'blocks'], 'readwrite');
    await Promise.all([
      change.objectStore('files').delete(root),
      change.objectStore('blocks').delete(blocksOf(root)),
      change.done,
    ]);
  }

  /** Removes what was left by a visit long ago and, with `meetingId`, what is of this meeting. */
  async sweep(now: number, meetingId?: string): Promise<void> {
    for (const kept of await this.db.getAll('files'))
      if (now - kept.at > kOldMs || kept.meetingId === meetingId) await this.remove(kept.root);
  }
}
