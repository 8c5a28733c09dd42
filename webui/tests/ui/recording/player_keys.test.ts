// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { changeFor, type Playing } from '../../../src/ui/recordings/player_keys';

const now: Playing = { time: 60, duration: 100, rate: 1, paused: true, muted: false };

describe('the keys of the player', () => {
  it.each([
    [' ', { paused: false }],
    ['k', { paused: false }],
    ['K', { paused: false }],
    ['ArrowLeft', { time: 55 }],
    ['ArrowRight', { time: 65 }],
    ['j', { time: 50 }],
    ['l', { time: 70 }],
    ['>', { rate: 1.25 }],
    ['<', { rate: 0.75 }],
    ['f', { fullscreen: true }],
    ['m', { muted: true }],
    ['Home', { time: 0 }],
    ['End', { time: 100 }],
    ['x', null],
    ['Tab', null],
  ])('%j', (key, change) => expect(changeFor(key, now)).toEqual(change));

  it('stay within the film and within the speeds', () => {
    expect(changeFor('j', { ...now, time: 3 })).toEqual({ time: 0 });
    expect(changeFor('l', { ...now, time: 97 })).toEqual({ time: 100 });
    expect(changeFor('>', { ...now, rate: 2 })).toEqual({ rate: 2 });
    expect(changeFor('<', { ...now, rate: 0.5 })).toEqual({ rate: 0.5 });
    expect(changeFor('>', { ...now, rate: 1.1 })).toEqual({ rate: 1.25 });
  });

  it('seek in a film whose length is not known', () => {
    expect(changeFor('l', { ...now, duration: Infinity })).toEqual({ time: 70 });
    expect(changeFor('End', { ...now, duration: NaN })).toBeNull();
  });

  it('lead the other way from right to left', () => {
    expect(changeFor('ArrowLeft', now, true)).toEqual({ time: 65 });
    expect(changeFor('j', now, true)).toEqual({ time: 50 });
  });
});
