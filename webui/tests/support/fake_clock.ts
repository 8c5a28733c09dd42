// SPDX-License-Identifier: MIT
// A clock that the test moves. `advance` lets promises settle between two timers.
import type { Cancel, Clock } from '../../src/core/clock';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

/** Lets everything that is already settled run on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 25; turn += 1) await Promise.resolve();
}

export class FakeClock implements Clock {
  private time = 0;
  private order = 0;
  private timers: Timer[] = [];

  now(): number {
    return this.time;
  }

  after(delayMs: number, action: () => void): Cancel {
    const timer: Timer = { at: this.time + delayMs, order: this.order++, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  get pending(): number {
    return this.timers.length;
  }

  /** The page does not run for so long; then its timers come, late. */
  async stall(ms: number): Promise<void> {
    this.time += ms;
    await this.advance(0);
  }

  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const [next] = this.timers
        .filter((timer) => timer.at <= end)
        .sort((a, b) => a.at - b.at || a.order - b.order);
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.action();
      await settle();
    }
    this.time = end;
  }
}
