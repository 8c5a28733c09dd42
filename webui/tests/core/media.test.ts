// SPDX-License-Identifier: MIT
// Our own devices with a fake browser: what is asked for, what is given back, what goes wrong.
import { describe, expect, it, vi } from 'vitest';
import { listDevices, troubleOf } from '../../src/core/media/devices';
import { Tracks } from '../../src/core/media/tracks';
import { FakeBrowser } from '../support/fake_browser';
import { FakeStream, FakeTrack } from '../support/fake_rtc';

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
      permission: async () => 'granted',
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

  it('notices a camera that is pulled out when there is no other', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    let changes = 0;
    tracks.subscribe(() => (changes += 1));
    browser.refuse = { video: 'NotFoundError' };
    browser.given[1]?.onended?.();
    expect(tracks.cameraOn).toBe(false);
    expect(changes).toBe(1);
    await vi.waitFor(() => expect(tracks.deviceChange).not.toBeNull());
    expect(tracks.trouble.camera).toBe('missing');
    expect(tracks.cameraWanted).toBe(false);
    expect(tracks.deviceChange).toEqual({
      kind: 'video',
      what: 'lost',
      why: 'missing',
      label: null,
    });
    tracks.deviceChangeSeen();
    expect(tracks.deviceChange).toBeNull();
  });

  it('goes on with another microphone when the headset is pulled out, and says which', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open({ ...kBoth, microphoneId: 'headset' });
    browser.given[0]?.onended?.();
    await vi.waitFor(() => expect(tracks.microphoneOn).toBe(true));
    expect(browser.asked.at(-1)).toEqual({ audio: expect.not.objectContaining({ deviceId: {} }) });
    expect(tracks.deviceChange).toMatchObject({ what: 'lost', label: 'audio device' });
    expect(tracks.trouble.microphone).toBeNull();
  });

  it('stays muted when a muted headset is pulled out', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    await tracks.setMicrophone(false);
    browser.given[0]?.onended?.();
    await vi.waitFor(() => expect(tracks.deviceChange).not.toBeNull());
    expect((tracks.local.audio as unknown as FakeTrack).enabled).toBe(false);
    expect(tracks.microphoneOn).toBe(false);
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

describe('Tracks that do not start', () => {
  it.each(['video', 'audio'] as const)('keeps the working %s device', async (kind) => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    browser.refusedIds.set('bad', 'NotReadableError');
    const choose = kind === 'video' ? tracks.chooseCamera('bad') : tracks.chooseMicrophone('bad');
    expect(await choose).toBe(false);
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([true, true]);
    const index = kind === 'audio' ? 0 : 1;
    const before = `device-of-${browser.given[index]?.id}`;
    expect(browser.asked.at(-1)).toMatchObject({ [kind]: { deviceId: { exact: before } } });
    expect(tracks.deviceChange).toMatchObject({ kind, what: 'kept', why: 'busy' });
    expect(tracks.trouble).toEqual({ microphone: null, camera: null });
  });

  it('says what is wrong when the device before does not start again either', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    browser.refuse = { video: 'NotReadableError' };
    expect(await tracks.chooseCamera('bad')).toBe(false);
    expect(tracks.trouble.camera).toBe('busy');
    expect(tracks.cameraWanted).toBe(false);
  });

  it('takes any device for a remembered one that is in use, and says so', async () => {
    const browser = new FakeBrowser();
    browser.refusedIds.set('old', 'NotReadableError');
    const tracks = browser.tracks();
    await tracks.open({ ...kBoth, cameraId: 'old' });
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([true, true]);
    expect(tracks.deviceChange).toMatchObject({ kind: 'video', what: 'replaced', why: 'busy' });
  });

  it('asks a person once who refuses or closes the question', async () => {
    const browser = new FakeBrowser();
    browser.refuse = { audio: 'NotAllowedError', video: 'NotAllowedError' };
    browser.permissions = { audio: 'prompt', video: 'prompt' };
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    expect(browser.asked).toHaveLength(1);
    expect(tracks.trouble).toEqual({ microphone: 'denied', camera: 'denied' });
    expect([tracks.microphoneWanted, tracks.cameraWanted]).toEqual([false, false]);
  });

  it('takes what the browser gives without a question when the other is blocked', async () => {
    const browser = new FakeBrowser();
    browser.refuse = { video: 'NotAllowedError' };
    browser.permissions = { audio: 'granted', video: 'denied' };
    const tracks = browser.tracks();
    await tracks.open(kBoth);
    expect(tracks.trouble).toEqual({ microphone: null, camera: 'denied' });
    expect(tracks.microphoneOn).toBe(true);
    expect(browser.asked).toHaveLength(2);
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
