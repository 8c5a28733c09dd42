// SPDX-License-Identifier: MIT
// Clock: time as a dependency. Code in core/ never calls setTimeout itself, so tests control the
// time.

export type Cancel = () => void;

export interface Clock {
  /** Milliseconds; only differences have a meaning. */
  now(): number;
  /** Runs `action` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, action: () => void): Cancel;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};
