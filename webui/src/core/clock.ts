// SPDX-License-Identifier: MIT
// Time as a dependency: core code never calls setTimeout itself, so that tests turn the hands.

export type Cancel = () => void;

export interface Clock {
  /** Milliseconds; only differences mean something. */
  now(): number;
  /** Runs `action` once after `delayMs`; the returned function calls it off. */
  after(delayMs: number, action: () => void): Cancel;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};
