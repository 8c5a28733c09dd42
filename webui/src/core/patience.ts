// SPDX-License-Identifier: MIT
// Patience: deadlines of a page that may not have run. On a busy machine, in a hidden tab, or after
// a long task, a timer comes late, and what would have stopped it waits behind it in the same
// queue. Then nothing is wrong with the network.
import type { Cancel, Clock } from './clock';

/** A timer that comes later than that says that the page did not run. */
export const kLateMs = 150;
/** How long such a page gets to read what has come meanwhile. */
export const kGraceMs = 1_000;
/** A page that never runs in time must still notice a cut line. */
export const kMostGraces = 3;

/** As `clock.after`, but a timer that comes late gives a little more time. */
export function afterAwake(clock: Clock, delayMs: number, action: () => void): Cancel {
  let cancel: Cancel = () => undefined;
  let graces = kMostGraces;
  const wait = (ms: number): void => {
    const due = clock.now() + ms;
    cancel = clock.after(ms, () => {
      if (clock.now() - due <= kLateMs || graces === 0) return action();
      graces -= 1;
      wait(Math.min(delayMs, kGraceMs));
    });
  };
  wait(delayMs);
  return () => cancel();
}

/** The time in which the page ran, for whoever looks at regular intervals. */
export class AwakeTime {
  private last: number | null = null;
  private sum = 0;

  constructor(
    private readonly clock: Clock,
    private readonly intervalMs: number,
  ) {}

  /** Call at each look; a gap between two looks counts as one interval. */
  look(): number {
    const now = this.clock.now();
    const most = this.intervalMs + kLateMs;
    this.sum += this.last === null ? 0 : Math.min(now - this.last, most);
    this.last = now;
    return this.sum;
  }
}
