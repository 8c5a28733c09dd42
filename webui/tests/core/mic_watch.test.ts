// SPDX-License-Identifier: MIT
// Speaking while muted, and a microphone that gives nothing.
import { describe, expect, it } from 'vitest';
import { kDeadMs, kTalkAgainMs, MicWatch, type MicNews } from '../../src/core/media/mic_watch';
import { kDeadRms, openMicMeter } from '../../src/core/media/level';
import { FakeTrack } from '../support/fake_rtc';

const kStepMs = 200;
const kQuiet = { level: 0.05, dead: false, on: false };
const kTalk = { level: 0.7, dead: false, on: false };
const kDead = { level: 0, dead: true, on: true };

class Bench {
  readonly watch = new MicWatch();
  now = 0;

  look(sample: typeof kQuiet, times: number): (MicNews | null)[] {
    const news = Array.from({ length: times }, () => {
      this.now += kStepMs;
      return this.watch.look(sample, this.now);
    });
    return news.filter((one) => one !== null);
  }
}

describe('MicWatch', () => {
  it('notices speech while muted, and not again for a while', () => {
    const bench = new Bench();
    expect(bench.look(kTalk, 20)).toEqual(['speaking-muted']);
    bench.now += kTalkAgainMs;
    expect(bench.look(kTalk, 20)).toEqual(['speaking-muted']);
  });

  it('takes neither a cough nor an open microphone for speech while muted', () => {
    const bench = new Bench();
    for (let cough = 0; cough < 10; cough += 1) {
      expect(bench.look(kTalk, 2)).toEqual([]);
      expect(bench.look(kQuiet, 8)).toEqual([]);
    }
    expect(bench.look({ ...kTalk, on: true }, 50)).toEqual([]);
  });

  it('notices a microphone that gives not even noise, once, until it does', () => {
    const bench = new Bench();
    expect(bench.look(kDead, kDeadMs / kStepMs)).toEqual([]);
    expect(bench.look(kDead, 100)).toEqual(['silent']);
    expect(bench.watch.silent).toBe(true);
    bench.look({ ...kQuiet, on: true }, 1);
    expect(bench.watch.silent).toBe(false);
    expect(bench.look(kDead, 100)).toEqual(['silent']);
  });

  it('expects nothing of a muted microphone, and begins anew with another one', () => {
    const bench = new Bench();
    expect(bench.look({ ...kDead, on: false }, 100)).toEqual([]);
    expect(bench.look(kDead, 30)).toEqual([]);
    bench.watch.reset();
    expect(bench.look(kDead, 30)).toEqual([]);
    expect(bench.watch.silent).toBe(false);
  });
});

describe('openMicMeter', () => {
  it('hears the microphone while it is muted, by a twin that it stops', () => {
    const twin = Object.assign(new FakeTrack('audio'), { enabled: false });
    const track = Object.assign(new FakeTrack('audio'), { enabled: false, clone: () => twin });
    const source = { connect: () => undefined, disconnect: () => undefined };
    const context = {
      createMediaStreamSource: () => source,
      createAnalyser: () => ({
        fftSize: 0,
        getFloatTimeDomainData: (samples: Float32Array) => samples.fill(0.5),
      }),
    };
    globalThis.MediaStream = class {} as unknown as typeof MediaStream;
    const meter = openMicMeter(
      context as unknown as AudioContext,
      track as unknown as MediaStreamTrack,
    );
    expect(twin.enabled).toBe(true);
    expect(track.enabled).toBe(false);
    expect(meter.rms()).toBeCloseTo(0.5);
    expect(meter.rms()).toBeGreaterThan(kDeadRms);
    meter.close();
    expect([twin.readyState, track.readyState]).toEqual(['ended', 'live']);
  });
});
