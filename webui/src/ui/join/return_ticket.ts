// SPDX-License-Identifier: MIT
// ReturnTicket: who loads the page of a room anew comes back to the same seat, with microphone and
// camera as they were. It lives in this tab, and only a reload uses it: whoever leaves, or comes
// by a link or by Back, goes through the lobby.
import type { KeyValueStorage } from '../../core/api/session';

export interface Ticket {
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** A tab that was restored after hours is no reload. */
export const kTicketMs = 15 * 60_000;

export class ReturnTicket {
  private readonly key: string;

  constructor(
    private readonly storage: KeyValueStorage,
    code: string,
    private readonly now: () => number,
  ) {
    this.key = `lectern.room.${code}`;
  }

  save(ticket: Ticket): void {
    this.write(JSON.stringify({ ...ticket, at: this.now() }));
  }

  clear(): void {
    this.write(null);
  }

  /** It is good once. */
  take(): Ticket | null {
    try {
      const text = this.storage.getItem(this.key);
      this.clear();
      const json = JSON.parse(text ?? 'null') as Partial<Ticket & { at: number }> | null;
      if (!json || typeof json.at !== 'number' || typeof json.name !== 'string') return null;
      const age = this.now() - json.at;
      if (age < 0 || age > kTicketMs) return null;
      return {
        name: json.name,
        microphone: json.microphone === true,
        camera: json.camera === true,
      };
    } catch {
      return null;
    }
  }

  private write(text: string | null): void {
    try {
      if (text === null) this.storage.removeItem(this.key);
      else this.storage.setItem(this.key, text);
    } catch {
      // Without a storage a reload leads to the lobby.
    }
  }
}

/** The person pressed "reload", or the browser had dropped the page to save memory. */
export function isReload(performance: Performance, document: Document): boolean {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return entry?.type === 'reload' || (document as { wasDiscarded?: boolean }).wasDiscarded === true;
}
