// SPDX-License-Identifier: MIT
// Announcer: tells the server the newest of a state that may change faster than the server takes
// it. A few changes go out at once; then what changes within a moment becomes one message, and the
// last state always arrives.
import { Bucket } from '../bucket';
import type { Cancel, Clock } from '../clock';

/** The server takes five a second, and twenty at once (docs/protocol.md, "Limits"). */
export const kAnnounceMs = 250;
export const kAnnounceAtOnce = 8;

export class Announcer {
  private readonly pace: Bucket;
  private waiting: Cancel | null = null;

  /** What was sent last, as text. */
  private sent: string | null = null;

  constructor(
    private readonly clock: Clock,
    /** Two states are the same if their texts are. */
    private readonly state: () => string,
    /** Sends the state as it is at that time. */
    private readonly send: () => void,
  ) {
    this.pace = new Bucket(kAnnounceAtOnce, 1 / kAnnounceMs, clock.now());
  }

  /** The state has changed. */
  changed(): void {
    if (this.waiting || this.state() === this.sent) return;
    const wait = this.pace.wait(1, this.clock.now());
    if (wait === 0) this.now();
    else this.later(wait);
  }

  /** Somebody new has to know the state. */
  now(): void {
    this.stop();
    this.pace.take(1, this.clock.now());
    this.sent = this.state();
    this.send();
  }

  /** The server refused the last message, and takes another one after this time. */
  refused(afterSeconds: number): void {
    this.stop();
    this.sent = null;
    this.later(Math.max(1, afterSeconds) * 1000);
  }

  stop(): void {
    this.waiting?.();
    this.waiting = null;
  }

  private later(ms: number): void {
    this.waiting = this.clock.after(ms, () => {
      this.waiting = null;
      if (this.state() !== this.sent) this.now();
    });
  }
}
