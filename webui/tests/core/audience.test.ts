// SPDX-License-Identifier: MIT
// How many listeners a speaker can serve, and what a lecture looks like on the stage.
import { describe, expect, it } from 'vitest';
import { before, crowdOf, headcount } from '../../src/core/layout/audience';
import {
  kMostListeners,
  kUnmeasured,
  mostListeners,
  type Speaking,
} from '../../src/core/rtc/audience';
import type { Sample } from '../../src/core/rtc/ladder';

const kSample: Sample = {
  available: 2_000_000,
  loss: 0,
  rttMs: 30,
  limited: 'none',
  sent: 0,
  encodeSeconds: 0,
  seconds: 2,
};

function speaking(more: Partial<Speaking>): Speaking {
  return {
    video: true,
    speakers: 0,
    links: 1,
    samples: [kSample],
    strained: false,
    cores: 4,
    ...more,
  };
}

describe('mostListeners', () => {
  it('knows nothing before a measurement, and takes a usual line for granted', () => {
    expect(mostListeners(speaking({ links: 0, samples: [] }))).toBe(kUnmeasured);
    const silent = { ...kSample, available: null };
    expect(mostListeners(speaking({ links: 11, samples: [silent] }))).toBe(11);
  });

  it('shares the measured line among speech and small pictures', () => {
    // 2 Mbit/s × 0.8 / 170 kbit/s
    expect(mostListeners(speaking({}))).toBe(9);
    expect(mostListeners(speaking({ video: false }))).toBe(32);
    expect(mostListeners(speaking({ samples: [{ ...kSample, available: 80e6 }] }))).toBe(
      kMostListeners,
    );
  });

  it('counts what goes over all links at once', () => {
    const samples = Array.from({ length: 10 }, () => ({
      ...kSample,
      available: 400_000,
      sent: 300_000,
    }));
    // 10 × 350 kbit/s × 0.8 / 170 kbit/s
    expect(mostListeners(speaking({ links: 10, samples }))).toBe(16);
  });

  it('lets an audience grow as long as nothing is short', () => {
    const samples = Array.from({ length: 9 }, () => ({
      ...kSample,
      available: 300_000,
      sent: 100_000,
    }));
    expect(mostListeners(speaking({ links: 9, samples }))).toBe(11);
    expect(mostListeners(speaking({ links: 9, samples, strained: true }))).toBe(6);
  });

  it('does not take the low estimate of a fresh link for a narrow line', () => {
    const fresh = { ...kSample, available: 300_000 };
    expect(mostListeners(speaking({ samples: [fresh] }))).toBe(kUnmeasured);
    expect(mostListeners(speaking({ samples: [fresh], strained: true }))).toBe(1);
  });

  it('takes links to others who speak from the line', () => {
    const samples = [{ ...kSample, available: 4_000_000 }];
    expect(mostListeners(speaking({ samples }))).toBe(18);
    expect(mostListeners(speaking({ speakers: 2, links: 2, samples }))).toBe(16);
  });

  it('heeds the processor, and never says nobody', () => {
    // Each picture takes a quarter of a processor; half of four may be used.
    const slow = { ...kSample, encodeSeconds: 0.5 };
    expect(mostListeners(speaking({ samples: [slow] }))).toBe(8);
    expect(mostListeners(speaking({ samples: [slow], video: false }))).toBe(32);
    const narrow = { ...kSample, available: 20_000 };
    expect(mostListeners(speaking({ samples: [narrow], strained: true }))).toBe(1);
  });
});

describe('the stage of a lecture', () => {
  const item = { kind: 'person', id: 'me' } as const;

  it('does not call somebody alone who speaks to an audience', () => {
    expect(before(3, { kind: 'alone', items: [item] })).toEqual({ kind: 'grid', items: [item] });
    expect(before(0, { kind: 'alone', items: [item] }).kind).toBe('alone');
    expect(before(3, { kind: 'alone', items: [] }).kind).toBe('alone');
  });

  it('counts those whom nobody sees', () => {
    const audience = { listeners: 30, speakers: 2, hands: 1 };
    expect(headcount({ audience, peers: [] })).toBe(32);
    expect(headcount({ audience: null, peers: [] })).toBe(1);
    expect(crowdOf({ audience: null })).toBeNull();
    expect(crowdOf({ audience })).toMatchObject({ most: null, full: false });
    expect(crowdOf({ audience: { ...audience, capacity: 30 } })).toMatchObject({ full: true });
    expect(crowdOf({ audience: { ...audience, capacity: 31 } })).toMatchObject({ full: false });
  });
});
