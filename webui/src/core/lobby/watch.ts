// SPDX-License-Identifier: MIT
// LobbyWatch: keeps a page that waits before a meeting up to date: how many are in, who they are if
// we may know, and whether the meeting has ended. It asks every few seconds, and less often while
// nobody looks or the server is busy.
import type { Answer } from '../api/client';
import type { Meeting, Present } from '../api/types';
import type { Cancel, Clock } from '../clock';

export const kLookMs = 4_000;
export const kHiddenMs = 30_000;
/** A whole class must not ask in the same moment. */
const kJitter = 0.25;

export interface LobbyView {
  readonly meeting: Meeting;
  /** Who is in the room; null where only people with a seat may know. */
  readonly people: readonly Present[] | null;
}

export interface LobbyWatchDeps {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  meeting(): Answer<Meeting>;
  people(): Answer<readonly Present[]>;
  visible(): boolean;
  onView(view: LobbyView): void;
}

export class LobbyWatch {
  private cancel: Cancel = () => undefined;
  private running = false;
  private looking = false;

  constructor(private readonly deps: LobbyWatchDeps) {}

  start(): void {
    this.running = true;
    void this.look();
  }

  stop(): void {
    this.running = false;
    this.cancel();
  }

  /** Call when the page comes into sight. */
  lookNow(): void {
    if (!this.running || this.looking) return;
    this.cancel();
    void this.look();
  }

  private async look(): Promise<void> {
    this.looking = true;
    const waitMs = await this.ask();
    this.looking = false;
    if (!this.running) return;
    const { clock, random } = this.deps;
    const spread = 1 - kJitter + 2 * kJitter * random();
    this.cancel = clock.after(Math.round(waitMs * spread), () => void this.look());
  }

  /** Returns how long to wait before the next look. */
  private async ask(): Promise<number> {
    const meeting = await this.deps.meeting();
    const usual = this.deps.visible() ? kLookMs : kHiddenMs;
    if (!this.running) return usual;
    if (!meeting.ok) {
      const { code, retryAfter } = meeting.error;
      const busy = code === 'rate-limited' || code === 'overloaded';
      return Math.max(usual, (retryAfter ?? (busy ? 15 : 0)) * 1000);
    }
    const people = await this.people(meeting.value);
    if (!this.running) return usual;
    this.deps.onView({ meeting: meeting.value, people });
    if (meeting.value.state !== 'open') this.stop();
    return usual;
  }

  /** Only people with a seat may see who is in. */
  private async people(meeting: Meeting): Promise<readonly Present[] | null> {
    if (meeting.role === null) return null;
    if (meeting.present === 0) return [];
    const people = await this.deps.people();
    return people.ok ? people.value : null;
  }
}
