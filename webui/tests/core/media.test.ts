// SPDX-License-Identifier: MIT
// Our own devices with a fake browser: what is asked for, what is given back, what goes wrong.
import { describe, expect, it } from 'vitest';
import { troubleOf } from '../../src/core/media/devices';
import { chooseSpeaker, kHoldMs, loudness, type SpeakerChoice } from '../../src/core/media/level';
import { Tracks, type MediaSource } from '../../src/core/media/tracks';
import { FakeStream, FakeTrack } from '../support/fake_rtc';

class FakeBrowser {
  readonly asked: MediaStreamConstraints[] = [];
  readonly given: FakeTrack[] = [];
  refuse: { audio?: string; video?: string } = {};
  screen: FakeTrack | null = null;

  readonly source = {
    getUserMedia: async (constraints: MediaStreamConstraints) => {
      this.asked.push(constraints);
      const kinds = (['audio', 'video'] as const).filter((kind) => constraints[kind]);
      for (const kind of kinds) {
        const name = this.refuse[kind];
        if (name) throw Object.assign(new Error(name), { name });
      }
      const tracks = kinds.map((kind) => new FakeTrack(kind));
      this.given.push(...tracks);
      return new FakeStream(tracks);
    },
    getDisplayMedia: async () => {
      if (!this.screen) throw Object.assign(new Error('no'), { name: 'NotAllowedError' });
      return new FakeStream([this.screen]);
    },
  } as unknown as MediaSource;

  tracks(): Tracks {
    return new Tracks({
      source: this.source,
      newStream: () => new FakeStream() as unknown as MediaStream,
    });
  }
}

const kBoth = { microphone: true, camera: true };

describe('Tracks', () => {
  it('asks once for both', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    expect(browser.asked).toHaveLength(1);
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([true, true]);
    expect(tracks.trouble).toEqual({ microphone: null, camera: null });
  });

  it('goes on with the microphone when the camera is taken, and says which failed', async () => {
    const browser = new FakeBrowser();
    browser.refuse = { video: 'NotReadableError' };
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([true, false]);
    expect(tracks.trouble).toEqual({ microphone: null, camera: 'busy' });
    browser.refuse = {};
    await tracks.open(kBoth);
    expect(tracks.trouble).toEqual({ microphone: null, camera: null });
  });

  it('says that the page is not secure where the browser gives nothing', async () => {
    const tracks = new Tracks({
      source: undefined,
      newStream: () => new FakeStream() as unknown as MediaStream,
    });
    await tracks.open(kBoth);
    expect(tracks.trouble).toEqual({ microphone: 'insecure', camera: 'insecure' });
    expect(await tracks.startScreen()).toEqual({ ok: false, error: 'insecure' });
  });

  it('mutes without giving the microphone back, and gives the camera back', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    await tracks.setMicrophone(false);
    await tracks.setCamera(false);
    const [audio, video] = browser.given;
    expect([audio?.enabled, audio?.readyState]).toEqual([false, 'live']);
    expect(video?.readyState).toBe('ended');
    expect(tracks.local.video).toBeNull();
    await tracks.setMicrophone(true);
    expect(audio?.enabled).toBe(true);
    expect(browser.asked).toHaveLength(1);
  });

  it('stays muted when another microphone is chosen', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    await tracks.setMicrophone(false);
    await tracks.chooseMicrophone('other');
    expect(browser.asked.at(-1)).toMatchObject({ audio: { deviceId: { exact: 'other' } } });
    expect((tracks.local.audio as unknown as FakeTrack).enabled).toBe(false);
    expect(browser.given[0]?.readyState).toBe('ended');
  });

  it('takes any camera when the remembered one is unplugged', async () => {
    const browser = new FakeBrowser();
    const real = browser.source.getUserMedia.bind(browser.source);
    browser.source.getUserMedia = async (constraints) => {
      const video = constraints?.video as MediaTrackConstraints | undefined;
      if (video?.deviceId) throw Object.assign(new Error('gone'), { name: 'OverconstrainedError' });
      return real(constraints);
    };
    const tracks = browser.tracks();
    await tracks.open({ ...kBoth, cameraId: 'old' });
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([true, true]);
  });

  it('notices a camera that is pulled out', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    let changes = 0;
    tracks.subscribe(() => (changes += 1));
    browser.given[1]?.onended?.();
    expect(tracks.cameraOn).toBe(false);
    expect(tracks.trouble.camera).toBe('missing');
    expect(changes).toBe(1);
  });

  it('stops sharing by the browser’s own button, too', async () => {
    const browser = new FakeBrowser();
    browser.screen = new FakeTrack('video');
    const tracks = browser.tracks();
    expect(await tracks.startScreen()).toMatchObject({ ok: true });
    expect(tracks.screenOn).toBe(true);
    browser.screen.onended?.();
    expect(tracks.screenOn).toBe(false);
  });

  it('takes a closed picker for no sharing', async () => {
    const tracks = new FakeBrowser().tracks();
    expect(await tracks.startScreen()).toEqual({ ok: false, error: 'denied' });
    expect(tracks.screenOn).toBe(false);
  });

  it('gives everything back at the end', async () => {
    const browser = new FakeBrowser();
    browser.screen = new FakeTrack('video');
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    await tracks.startScreen();
    tracks.close();
    expect([...browser.given, browser.screen].every((track) => track.readyState === 'ended')).toBe(
      true,
    );
  });
});

describe('troubleOf', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
    ['Whatever', 'unknown'],
  ])('%s is %s', (name, trouble) => {
    expect(troubleOf(Object.assign(new Error(name), { name }))).toBe(trouble);
  });
});

describe('loudness', () => {
  it('maps silence to 0, speech between, and shouting to 1', () => {
    expect(loudness(0)).toBe(0);
    expect(loudness(0.0001)).toBe(0);
    expect(loudness(0.03)).toBeCloseTo(0.59, 1);
    expect(loudness(1)).toBe(1);
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
});
