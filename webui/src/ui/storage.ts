// SPDX-License-Identifier: MIT
// The browser's storage, where it gives one: in a frame of another site, and with cookies off, even
// asking for it throws. Then everything is forgotten with the page, and nothing breaks.
import type { KeyValueStorage } from '../core/api/session';

class MemoryStorage implements KeyValueStorage {
  private readonly kept = new Map<string, string>();

  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }

  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

/** What `open` gives, or a storage that lasts as long as the page. */
export function storageOf(open: () => KeyValueStorage | null): KeyValueStorage {
  try {
    return open() ?? new MemoryStorage();
  } catch {
    return new MemoryStorage();
  }
}

/** Shared by all tabs of this site. */
export const lasting = storageOf(() => window.localStorage);
/** Of this tab. */
export const ofTab = storageOf(() => window.sessionStorage);
