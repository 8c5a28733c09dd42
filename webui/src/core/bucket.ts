// SPDX-License-Identifier: MIT
// Bucket: the server's way of limiting, on this side: whoever keeps to it is never refused.

/** So many at once, and then more as time passes. Pure: the caller brings the time. */
export class Bucket {
  private filledAt: number;
  private tokens: number;

  constructor(
    private readonly size: number,
    private readonly perMs: number,
    now: number,
  ) {
    this.tokens = size;
    this.filledAt = now;
  }

  /** Milliseconds until `cost` may pass. */
  wait(cost: number, now: number): number {
    this.fill(now);
    return Math.max(0, Math.ceil((Math.min(cost, this.size) - this.tokens) / this.perMs));
  }

  take(cost: number, now: number): void {
    this.fill(now);
    this.tokens -= cost;
  }

  private fill(now: number): void {
    this.tokens = Math.min(this.size, this.tokens + (now - this.filledAt) * this.perMs);
    this.filledAt = now;
  }
}
