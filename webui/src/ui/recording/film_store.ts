// SPDX-License-Identifier: MIT
// Films on this device: an IndexedDB of what is written down of each, and of its pieces.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { ChunkStore } from '../../core/recording/chunk_queue';
import type { Film } from '../../core/recording/film';

interface Schema extends DBSchema {
  films: { key: string; value: Film };
  pieces: { key: [string, number]; value: Blob };
}

const kName = 'lectern.films';

export class FilmStore implements ChunkStore {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  /** Rejects where the browser keeps nothing (private windows, full disk). */
  static async open(): Promise<FilmStore> {
    const db = await openDB<Schema>(kName, 1, {
      upgrade: (made) => {
        made.createObjectStore('films', { keyPath: 'id' });
        made.createObjectStore('pieces');
      },
      // Another tab has a newer page: it must not wait for us.
      blocking: () => db.close(),
    });
    return new FilmStore(db);
  }

  films(): Promise<Film[]> {
    return this.db.getAll('films');
  }

  async save(film: Film): Promise<void> {
    await this.db.put('films', film);
  }

  /** The film and its pieces. */
  async remove(id: string): Promise<void> {
    const change = this.db.transaction(['films', 'pieces'], 'readwrite');
    await Promise.all([
      change.objectStore('films').delete(id),
      change.objectStore('pieces').delete(piecesOf(id)),
      change.done,
    ]);
  }

  async put(film: string, index: number, data: Blob): Promise<void> {
    await this.db.put('pieces', data, [film, index]);
  }

  async get(film: string, index: number): Promise<Blob | null> {
    return (await this.db.get('pieces', [film, index])) ?? null;
  }

  async dropBefore(film: string, index: number): Promise<void> {
    await this.db.delete('pieces', IDBKeyRange.bound([film, 0], [film, index], false, true));
  }

  close(): void {
    this.db.close();
  }
}

function piecesOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Infinity]);
}
