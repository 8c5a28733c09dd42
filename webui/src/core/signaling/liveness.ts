// SPDX-License-Identifier: MIT
// Liveness: whether anybody is at the other end of a socket. It pings per interval, and at once
// when there is a reason to doubt. A ping without an answer is a doubt first, which people are told
// of, and the end of the socket later, long before TCP would notice.
import type { Cancel, Clock } from '../clock';
import { afterAwake } from '../patience';

/** A regular ping may take this long. */
export const kPongMs = 8_000;
/** After a reason to doubt it may take this long. */
export const kProbeMs = 4_000;
/** People are told of the doubt after this time without an answer. */
export const kDoubtMs = 1_000;

export interface LivenessDeps {
  readonly clock: Clock;
  ping(now: number): void;
  /** Whether there is a reason to think that the line is cut; called on every change. */
  onDoubt(doubtful: boolean): void;
  onDead(): void;
}

export class Liveness {
  private intervalMs = 0;
  /** When the ping was sent that has no answer yet. */
  private asked: number | null = null;
  private hurried = false;
  private doubtful = false;
  private cancelPing: Cancel = () => undefined;
  private cancelDoubt: Cancel = () => undefined;
  private cancelDead: Cancel = () => undefined;

  constructor(private readonly deps: LivenessDeps) {}

  /** The socket is ready. */
  start(intervalMs: number): void {
    this.intervalMs = intervalMs;
    this.stop();
    this.schedule();
  }

  /** The socket is gone. */
  stop(): void {
    this.cancelPing();
    this.answered();
    this.setDoubt(false);
  }

  /** Something came over the socket. */
  heard(): void {
    this.setDoubt(false);
    if (this.asked === null) return;
    this.answered();
    this.schedule();
  }

  /** Something else on the line fell silent: asks at once. */
  probe(): void {
    if (this.hurried) return;
    this.ask(kProbeMs);
    this.hurried = true;
  }

  /** The system says that the network is gone. */
  suspect(): void {
    this.setDoubt(true);
    this.probe();
  }

  private schedule(): void {
    this.cancelPing();
    this.cancelPing = this.deps.clock.after(this.intervalMs, () => this.ask(kPongMs));
  }

  private ask(withinMs: number): void {
    const now = this.deps.clock.now();
    this.cancelPing();
    this.answered();
    this.asked = now;
    this.deps.ping(now);
    const { clock } = this.deps;
    // The answer may wait behind the timer of a page that did not run.
    this.cancelDoubt = afterAwake(clock, kDoubtMs, () => this.setDoubt(true));
    this.cancelDead = afterAwake(clock, withinMs, () => {
      this.answered();
      this.deps.onDead();
    });
  }

  private answered(): void {
    this.asked = null;
    this.hurried = false;
    this.cancelDoubt();
    this.cancelDead();
  }

  private setDoubt(doubtful: boolean): void {
    if (this.doubtful === doubtful) return;
    this.doubtful = doubtful;
    this.deps.onDoubt(doubtful);
  }
}
