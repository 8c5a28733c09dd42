// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { Backoff, kReconnectBackoff } from '../../src/core/signaling/backoff';

describe('Backoff', () => {
  it('doubles up to its limit', () => {
    const backoff = new Backoff({ firstMs: 400, maxMs: 5_000 }, () => 0.999999);
    expect([1, 2, 3, 4, 5, 6].map(() => backoff.next())).toEqual([
      400, 800, 1600, 3200, 5000, 5000,
    ]);
  });

  it('reconnects after 0.4 s at first and after 15 s at last, for ever', () => {
    const backoff = new Backoff(kReconnectBackoff, () => 0.9999999);
    const waits = Array.from({ length: 2_000 }, () => backoff.next());
    expect(waits.slice(0, 7)).toEqual([400, 800, 1_600, 3_200, 6_400, 12_800, 15_000]);
    expect(new Set(waits.slice(6))).toEqual(new Set([15_000]));
  });

  it('spreads over the upper half of each step', () => {
    const low = new Backoff({ firstMs: 1_000, maxMs: 8_000 }, () => 0);
    expect([low.next(), low.next()]).toEqual([500, 1000]);
  });

  it('starts over after a reset', () => {
    const backoff = new Backoff({ firstMs: 400, maxMs: 5_000 }, () => 0);
    backoff.next();
    backoff.next();
    backoff.reset();
    expect(backoff.next()).toBe(200);
  });
});
