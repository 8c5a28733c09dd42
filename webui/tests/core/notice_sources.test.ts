// SPDX-License-Identifier: MIT
// Our own devices and the sound, on their way to the board of notices.
import { describe, expect, it } from 'vitest';
import { kAskingMs, NoticeSources } from '../../src/core/call/notice_sources';
import type { Notice } from '../../src/core/model/notices';
import { FakeBrowser } from '../support/fake_browser';
import { FakeClock, settle } from '../support/fake_clock';
import type { FakeTrack } from '../support/fake_rtc';

const kBoth = { microphone: true, camera: true };

class Bench {
  readonly clock = new FakeClock();
  readonly browser = new FakeBrowser();
  readonly tracks = this.browser.tracks();
  shown: readonly Notice[] = [];
  readonly told: string[] = [];
  readonly sources = new NoticeSources({
    clock: this.clock,
    tracks: this.tracks,
    sentenceOf: ({ kind, what, label }) => `${kind} ${what} ${label}`,
    onChange: (shown) => (this.shown = shown),
    onNew: ({ kind, text }) => this.told.push(`${kind} ${text}`.trim()),
  });

  get kinds(): string[] {
    return this.shown.map(({ kind }) => kind);
  }

  get microphone(): FakeTrack {
    return this.tracks.local.audio as unknown as FakeTrack;
  }
}

describe('NoticeSources', () => {
  it('says which microphone is in use after the headset was pulled out', async () => {
    const bench = new Bench();
    await bench.tracks.open(kBoth);
    bench.microphone.onended?.();
    await settle();
    expect(bench.told).toEqual(['device audio lost audio device']);
    const [notice] = bench.shown;
    if (notice) bench.sources.dismiss(notice);
    expect([bench.kinds, bench.tracks.deviceChange]).toEqual([[], null]);
  });

  it('says that the microphone is gone when there is no other', async () => {
    const bench = new Bench();
    await bench.tracks.open(kBoth);
    bench.browser.refuse = { audio: 'NotFoundError' };
    bench.microphone.onended?.();
    await settle();
    expect(bench.told).toEqual(['device audio lost null']);
  });

  it('offers a device that is there again, and never switches it on', async () => {
    const bench = new Bench();
    bench.browser.refuse = { audio: 'NotFoundError' };
    await bench.tracks.open(kBoth);
    bench.browser.refuse = {};
    bench.tracks.offer('audio');
    expect([bench.told, bench.tracks.microphoneOn]).toEqual([['ready microphone'], false]);
    await bench.tracks.takeReady();
    expect([bench.kinds, bench.tracks.microphoneOn]).toEqual([[], true]);
  });

  it('shows that the browser asks, and what it gave late', async () => {
    const bench = new Bench();
    bench.browser.ask();
    const opening = bench.tracks.open(kBoth);
    bench.tracks.enter();
    await bench.clock.advance(kAskingMs - 1);
    expect(bench.kinds).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.kinds).toEqual(['asking']);
    bench.browser.allow();
    await opening;
    expect(bench.kinds).toEqual(['ready']);
    expect(bench.told).toEqual(['asking yes', 'ready both']);
  });

  it('says nothing of a device that starts at once', async () => {
    const bench = new Bench();
    await bench.tracks.open(kBoth);
    await bench.tracks.setCamera(false);
    await bench.tracks.setCamera(true);
    await bench.clock.advance(60_000);
    expect(bench.told).toEqual([]);
  });

  it('says that the system paused the microphone, until it goes on', async () => {
    const bench = new Bench();
    await bench.tracks.open(kBoth);
    const pause = (muted: boolean): void => {
      Object.assign(bench.microphone, { muted });
      (muted ? bench.microphone.onmute : bench.microphone.onunmute)?.();
    };
    pause(true);
    expect(bench.kinds).toEqual(['mic-paused']);
    pause(false);
    expect(bench.kinds).toEqual([]);
  });

  it('opens the microphone anew after a phone call, muted if it was', async () => {
    const bench = new Bench();
    await bench.tracks.open(kBoth);
    const before = bench.microphone;
    await bench.tracks.renewMicrophone();
    expect([before.readyState, bench.microphone.readyState]).toEqual(['ended', 'live']);
    expect(bench.tracks.microphoneOn).toBe(true);
    await bench.tracks.setMicrophone(false);
    await bench.tracks.renewMicrophone();
    expect(bench.microphone.enabled).toBe(false);
  });

  it('tells who speaks while muted, and forgets it with the press', async () => {
    const bench = new Bench();
    await bench.tracks.open(kBoth);
    await bench.tracks.setMicrophone(false);
    for (let n = 0; n < 10; n += 1) bench.sources.onSample({ level: 0.8, dead: false, on: false });
    expect(bench.kinds).toEqual(['speaking-muted']);
    await bench.tracks.setMicrophone(true);
    expect(bench.kinds).toEqual([]);
  });

  it('tells of a microphone without sound, until another one is chosen', async () => {
    const bench = new Bench();
    await bench.tracks.open(kBoth);
    for (let second = 0; second < 10; second += 1) {
      await bench.clock.advance(1_000);
      bench.sources.onSample({ level: 0, dead: true, on: true });
    }
    expect(bench.kinds).toEqual(['mic-silent']);
    await bench.tracks.chooseMicrophone('other');
    expect(bench.kinds).toEqual([]);
  });

  it('asks for a tap while the sound is blocked', () => {
    const bench = new Bench();
    bench.sources.soundBlocked(true);
    bench.sources.soundBlocked(true);
    expect([bench.kinds, bench.told]).toEqual([['sound-blocked'], ['sound-blocked yes']]);
    bench.sources.soundBlocked(false);
    expect(bench.kinds).toEqual([]);
  });
});
