// SPDX-License-Identifier: MIT
// KeptBoard: keeps the board over a reload of the page, for somebody who is alone in the room. Only
// this tab knows the name under which it lies in the browser; a day later it is deleted.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { encode, load } from '../../core/board/file';
import { ofTab } from '../storage';
import type { BoardContent } from './board_model';

interface Schema extends DBSchema {
  boards: { key: string; value: { bytes: Uint8Array<ArrayBuffer>; at: number } };
}

const kDayMs = 24 * 3_600_000;
const kLaterMs = 700;

export const keyOf = (meetingId: string): string => `lectern.board.${meetingId}`;

function open(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>('lectern-boards', 1, {
    upgrade: (database) => void database.createObjectStore('boards'),
  });
}

export class KeptBoard {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly name;
  private ready = false;
  private readonly now = (): void => void this.save();

  constructor(
    private readonly model: BoardContent,
    meetingId: string,
  ) {
    const key = keyOf(meetingId);
    this.name = ofTab.getItem(key) ?? crypto.randomUUID();
    ofTab.setItem(key, this.name);
    document.addEventListener('visibilitychange', this.now);
  }

  /** Never fails: where the browser keeps nothing, there is nothing. */
  async restore(): Promise<void> {
    try {
      const database = await open();
      const kept = await database.get('boards', this.name);
      if (kept) await load(kept.bytes, this.model.document, this.model.pictures);
      for (const key of await database.getAllKeys('boards')) {
        const one = await database.get('boards', key);
        if (one && Date.now() - one.at > kDayMs) await database.delete('boards', key);
      }
      database.close();
    } catch {
      // Private windows of some browsers refuse.
    }
    this.ready = true;
  }

  changed(): void {
    if (!this.ready) return;
    this.timer ??= setTimeout(this.now, kLaterMs);
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.now);
    if (this.timer) void this.save();
  }

  private async save(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (!this.ready || this.model.document.size === 0) return;
    try {
      const bytes = encode(this.model.document, this.model.pictures);
      const database = await open();
      await database.put('boards', { bytes, at: Date.now() }, this.name);
      database.close();
    } catch {
      // Full or forbidden: the others have the board, too.
    }
  }
}
