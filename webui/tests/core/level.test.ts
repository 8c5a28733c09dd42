// SPDX-License-Identifier: MIT
// Loudness: the meter's range, and who counts as the speaker.
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  chooseSpeaker,
  kHoldMs,
  kSpeakingLevel,
  loudness,
  openLevelMeter,
  type SpeakerChoice,
} from '../../src/core/media/level';
import { FakeStream, FakeTrack } from '../support/fake_rtc';

describe('loudness', () => {
  it('maps silence to 0, speech between, and shouting to 1', () => {
    expect(loudness(0)).toBe(0);
    expect(loudness(0.0001)).toBe(0);
    expect(loudness(0.03)).toBeCloseTo(0.59, 1);
    expect(loudness(1)).toBe(1);
  });
});

describe('loudness over the range of speech', () => {
  // -60 dBFS is the lower end, -10 dBFS the upper one; 20 dB are a factor of 10 in amplitude.
  it.each([
    [-61, 0],
    [-60, 0],
    [-59, 0.02],
    [-35, 0.5],
    [-20, 0.8],
    [-11, 0.98],
    [-10, 1],
    [-9, 1],
  ])('%i dBFS', (decibel, level) => {
    expect(loudness(10 ** (decibel / 20))).toBeCloseTo(level, 9);
  });
});

describe('openLevelMeter', () => {
  afterEach(() => vi.unstubAllGlobals());

  function meter(sample: (index: number) => number) {
    vi.stubGlobal('MediaStream', FakeStream);
    const track = new FakeTrack('audio');
    const log: string[] = [];
    const analyser = {
      fftSize: 2048,
      getFloatTimeDomainData: (samples: Float32Array) => {
        log.push(`read ${samples.length}`);
        for (let index = 0; index < samples.length; index += 1) samples[index] = sample(index);
      },
    };
    const context = {
      createMediaStreamSource: (stream: FakeStream) => {
        expect(stream.getTracks()).toEqual([track]);
        return {
          connect: (to: unknown) => log.push(to === analyser ? 'connected' : 'connected wrongly'),
          disconnect: () => log.push('disconnected'),
        };
      },
      createAnalyser: () => analyser,
    };
    const opened = openLevelMeter(
      context as unknown as AudioContext,
      track as unknown as MediaStreamTrack,
    );
    return { track, log, opened };
  }

  it('reads the loudness of the last 512 samples by their root mean square', () => {
    const { log, opened } = meter((index) => (index % 2 === 0 ? 0.1 : -0.1));
    expect(opened.read()).toBeCloseTo(0.8, 5);
    opened.close();
    // The length of a Fourier transform is a power of two.
    expect(log).toEqual(['connected', 'read 512', 'disconnected']);
  });

  it('gives loud samples more weight than their mean', () => {
    // A quarter of the samples at 0.2: the root mean square is 0.1, -20 dBFS.
    expect(meter((index) => (index % 4 === 0 ? 0.2 : 0)).opened.read()).toBeCloseTo(0.8, 5);
    expect(meter(() => 0).opened.read()).toBe(0);
  });

  it('is silent while the microphone is muted', () => {
    const { track, log, opened } = meter(() => 1);
    track.enabled = false;
    expect(opened.read()).toBe(0);
    expect(log).not.toContain('read 512');
    track.enabled = true;
    expect(opened.read()).toBe(1);
  });
});

describe('chooseSpeaker', () => {
  const none: SpeakerChoice = { id: null, since: 0 };
  const levels = (entries: Record<string, number>): Map<string, number> =>
    new Map(Object.entries(entries));

  it('takes the loudest who speaks', () => {
    expect(chooseSpeaker(none, levels({ ada: 0.5, bob: 0.8, cyd: 0.1 }), 0).id).toBe('bob');
    expect(chooseSpeaker(none, levels({ ada: 0.2 }), 0).id).toBeNull();
  });

  it('bridges a short pause, not a long one', () => {
    const ada: SpeakerChoice = { id: 'ada', since: 1000 };
    expect(chooseSpeaker(ada, levels({ ada: 0 }), 1000 + kHoldMs - 1).id).toBe('ada');
    expect(chooseSpeaker(ada, levels({ ada: 0 }), 1000 + kHoldMs).id).toBeNull();
  });

  it('stays with the one who speaks unless another is clearly louder', () => {
    const ada: SpeakerChoice = { id: 'ada', since: 0 };
    expect(chooseSpeaker(ada, levels({ ada: 0.6, bob: 0.7 }), 100).id).toBe('ada');
    expect(chooseSpeaker(ada, levels({ ada: 0.6, bob: 0.9 }), 100).id).toBe('bob');
  });

  it('takes whoever just reaches the level of speech', () => {
    expect(chooseSpeaker(none, levels({ ada: kSpeakingLevel }), 7)).toEqual({
      id: 'ada',
      since: 7,
    });
    expect(chooseSpeaker(none, levels({ ada: kSpeakingLevel - 0.01 }), 7)).toEqual({
      id: null,
      since: 7,
    });
  });

  it('bridges a pause of less than 1.2 seconds', () => {
    const ada: SpeakerChoice = { id: 'ada', since: 1_000 };
    expect(chooseSpeaker(ada, levels({}), 2_199)).toBe(ada);
    expect(chooseSpeaker(ada, levels({}), 2_200)).toEqual({ id: null, since: 2_200 });
  });

  it('changes to another who is louder by 0.15', () => {
    const ada: SpeakerChoice = { id: 'ada', since: 0 };
    // 0.5, 0.625 and 0.65 differ exactly in binary, or by more than rounding can hide.
    expect(chooseSpeaker(ada, levels({ ada: 0.5, bob: 0.625 }), 9)).toEqual({
      id: 'ada',
      since: 9,
    });
    expect(chooseSpeaker(ada, levels({ ada: 0.5, bob: 0.65 }), 9).id).toBe('bob');
    expect(chooseSpeaker(ada, levels({ ada: kSpeakingLevel, bob: 0.4 }), 9).id).toBe('ada');
  });

  it('changes at once from a speaker who is silent or gone', () => {
    const ada: SpeakerChoice = { id: 'ada', since: 0 };
    expect(chooseSpeaker(ada, levels({ ada: 0.3, bob: 0.4 }), 9).id).toBe('bob');
    expect(chooseSpeaker(ada, levels({ bob: 0.4 }), 9).id).toBe('bob');
    expect(chooseSpeaker(none, levels({ bob: 0.4 }), 9).id).toBe('bob');
  });

  it('renews the time of a speaker who goes on', () => {
    const ada: SpeakerChoice = { id: 'ada', since: 0 };
    expect(chooseSpeaker(ada, levels({ ada: 0.5 }), 50)).toEqual({ id: 'ada', since: 50 });
  });
});
