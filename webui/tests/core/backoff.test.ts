// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { Backoff } from '../../src/core/signaling/backoff';

describe('Backoff', () => {
  it('doubles up to its limit', () => {
    const backoff = new Backoff({ firstMs: 400, maxMs: 5_000 }, () => 0.999999);
    expect([1, 2, 3, 4, 5, 6].map(() => backoff.next())).toEqual([
      400, 800, 1600, 3200, 5000, 5000,
    ]);
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
