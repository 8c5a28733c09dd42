// SPDX-License-Identifier: MIT
// Our own devices with a fake browser: what is asked for, what is given back, what goes wrong.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listDevices, troubleOf } from '../../src/core/media/devices';
import {
  chooseSpeaker,
  kHoldMs,
  kSpeakingLevel,
  loudness,
  openLevelMeter,
  type SpeakerChoice,
} from '../../src/core/media/level';
import { Tracks, type MediaSource } from '../../src/core/media/tracks';
import { FakeStream, FakeTrack } from '../support/fake_rtc';

class FakeBrowser {
  readonly asked: MediaStreamConstraints[] = [];
  readonly given: FakeTrack[] = [];
  refuse: { audio?: string; video?: string } = {};
  screen: FakeTrack | null = null;
  readonly askedForScreen: unknown[] = [];

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
    getDisplayMedia: async (options: unknown) => {
      this.askedForScreen.push(options);
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

  it('asks for a clean voice and for 720p at 30 frames a second', async () => {
    const browser = new FakeBrowser();
    await browser.tracks().open(kBoth);
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const video = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
    expect(browser.asked).toEqual([{ audio, video }]);
  });

  it('asks for a screen with its sound at 30 frames a second', async () => {
    const browser = new FakeBrowser();
    await browser.tracks().startScreen();
    expect(browser.askedForScreen).toEqual([{ video: { frameRate: { ideal: 30 } }, audio: true }]);
  });

  it('has nothing on before it opens a device', () => {
    const tracks = new FakeBrowser().tracks();
    expect([tracks.microphoneOn, tracks.cameraOn, tracks.screenOn]).toEqual([false, false, false]);
  });

  it('asks for nothing but what is wanted', async () => {
    const browser = new FakeBrowser();
    const camera = browser.tracks();
    await camera.open({ microphone: false, camera: true });
    const microphone = browser.tracks();
    await microphone.open({ microphone: true, camera: false });
    await browser.tracks().open({ microphone: false, camera: false });
    expect(browser.asked.map((asked) => Object.keys(asked))).toEqual([['video'], ['audio']]);
    expect([camera.microphoneOn, camera.cameraOn]).toEqual([false, true]);
    expect([microphone.microphoneOn, microphone.cameraOn]).toEqual([true, false]);
  });

  it('has no microphone on if the browser refuses it', async () => {
    const browser = new FakeBrowser();
    browser.refuse = { audio: 'NotAllowedError' };
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([false, true]);
    expect(tracks.trouble).toEqual({ microphone: 'denied', camera: null });
  });

  it('keeps a microphone muted that is chosen before it goes on', async () => {
    const tracks = new FakeBrowser().tracks();
    await tracks.chooseMicrophone('mine');
    expect((tracks.local.audio as unknown as FakeTrack).enabled).toBe(false);
    expect(tracks.microphoneOn).toBe(false);
  });

  it('is muted, not off, while the microphone stays open', async () => {
    const tracks = new FakeBrowser().tracks();
    await tracks.open(kBoth);
    await tracks.setMicrophone(false);
    expect(tracks.microphoneOn).toBe(false);
    expect(tracks.local.audio).not.toBeNull();
  });

  it('opens the camera when it goes on, once, and not when it goes off', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.setCamera(false);
    expect(browser.asked).toHaveLength(0);
    await tracks.setCamera(true);
    await tracks.setCamera(true);
    expect(browser.asked).toHaveLength(1);
    expect(tracks.cameraOn).toBe(true);
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

  it.each([
    ['OverconstrainedError', 'missing', 2],
    ['NotAllowedError', 'denied', 1],
  ])('asks for any device after %s only if the chosen one is missing', async (name, said, asks) => {
    const browser = new FakeBrowser();
    browser.refuse = { audio: name, video: name };
    const tracks = browser.tracks();
    await tracks.chooseMicrophone('old');
    expect(browser.asked).toHaveLength(asks);
    await tracks.chooseCamera('old');
    expect(browser.asked).toHaveLength(2 * asks);
    expect(tracks.trouble).toEqual({ microphone: said, camera: said });
  });

  it('does not ask twice for a device that was given, or if none was chosen', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.chooseMicrophone('mine');
    await tracks.chooseCamera('mine');
    expect(browser.asked).toHaveLength(2);
    browser.refuse = { audio: 'NotFoundError', video: 'NotFoundError' };
    const others = browser.tracks();
    await others.setMicrophone(true);
    await others.setCamera(true);
    expect(browser.asked).toHaveLength(4);
  });

  it('takes any microphone when the remembered one is unplugged', async () => {
    const browser = new FakeBrowser();
    const real = browser.source.getUserMedia.bind(browser.source);
    browser.source.getUserMedia = async (constraints) => {
      const audio = constraints?.audio as MediaTrackConstraints | undefined;
      if (audio?.deviceId) throw Object.assign(new Error('gone'), { name: 'NotFoundError' });
      return real(constraints);
    };
    const tracks = browser.tracks();
    await tracks.open({ microphone: true, camera: false, microphoneId: 'old' });
    expect(tracks.microphoneOn).toBe(true);
    expect(browser.asked).toHaveLength(1);
    expect(tracks.trouble.microphone).toBeNull();
  });

  it('ignores the end of a track that it replaced', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    // The browser had queued the event before the track was replaced.
    const queued = browser.given[1]?.onended;
    await tracks.chooseCamera('other');
    queued?.();
    expect(tracks.cameraOn).toBe(true);
    expect(tracks.trouble.camera).toBeNull();
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

describe('listDevices', () => {
  it('sorts the devices by kind, and numbers those without a name', async () => {
    const device = (kind: string, deviceId: string, label: string): object => ({
      kind,
      deviceId,
      label,
    });
    const all = [
      device('videoinput', 'c1', 'Front'),
      device('audioinput', 'm1', ''),
      device('videoinput', '', 'without permission'),
      device('videoinput', 'c2', ''),
      device('audiooutput', 's1', 'Loud'),
    ] as MediaDeviceInfo[];
    expect(await listDevices({ enumerateDevices: async () => all })).toEqual({
      cameras: [
        { id: 'c1', label: 'Front' },
        { id: 'c2', label: '2' },
      ],
      microphones: [{ id: 'm1', label: '1' }],
      speakers: [{ id: 's1', label: 'Loud' }],
    });
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
