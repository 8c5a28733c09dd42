// SPDX-License-Identifier: MIT
// How sound and picture are treated: what the browser is asked for, and when it is asked again.
import { describe, expect, it, vi } from 'vitest';
import { applyBlur, blurOf, constraintsOf, kPlain } from '../../src/core/media/treatment';
import { FakeBrowser } from '../support/fake_browser';

describe('what is asked for', () => {
  it('is a clean voice, with or without its noise', () => {
    expect(constraintsOf('audio', 'm1', kPlain)).toEqual({
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      deviceId: { exact: 'm1' },
    });
    expect(constraintsOf('audio', undefined, { ...kPlain, noise: false })).toMatchObject({
      echoCancellation: true,
      noiseSuppression: false,
    });
  });

  it('is an instrument as it sounds, in stereo', () => {
    expect(constraintsOf('audio', undefined, { ...kPlain, music: true })).toEqual({
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      channelCount: { ideal: 2 },
      latency: 0,
    });
  });

  it('is a blurred background only where somebody wants it', () => {
    expect(constraintsOf('video', undefined, kPlain)).not.toHaveProperty('backgroundBlur');
    expect(constraintsOf('video', undefined, { ...kPlain, blur: true })).toMatchObject({
      backgroundBlur: true,
    });
  });
});

describe('the background', () => {
  const track = (values?: readonly boolean[]): MediaStreamTrack =>
    ({ getCapabilities: () => ({ backgroundBlur: values }) }) as unknown as MediaStreamTrack;

  it('is a choice, or is chosen by the system, or is nothing of this browser', () => {
    expect(blurOf(track([true, false]))).toBe('choice');
    expect(blurOf(track([true]))).toBe('always');
    expect(blurOf(track([false]))).toBe('never');
    expect(blurOf(track([]))).toBeNull();
    expect(blurOf(track())).toBeNull();
    expect(blurOf(null)).toBeNull();
    expect(blurOf({} as MediaStreamTrack)).toBeNull();
  });

  it('tells whether the browser did it', async () => {
    const applyConstraints = vi.fn(async () => undefined);
    const good = { applyConstraints } as unknown as MediaStreamTrack;
    expect(await applyBlur(good, true)).toBe(true);
    expect(applyConstraints).toHaveBeenCalledWith(
      expect.objectContaining({ backgroundBlur: true }),
    );
    const bad = { applyConstraints: () => Promise.reject(new Error()) };
    expect(await applyBlur(bad as unknown as MediaStreamTrack, true)).toBe(false);
  });
});

describe('Tracks that are treated', () => {
  it('open the microphone anew for music, still muted if it was, and say so', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open({ microphone: true, camera: true });
    await tracks.setMicrophone(false);
    const before = tracks.local.audio;
    await tracks.treat({ ...kPlain, music: true });
    expect(browser.asked).toHaveLength(2);
    expect(browser.asked[1]).toMatchObject({ audio: { echoCancellation: false } });
    expect(tracks.local.audio).not.toBe(before);
    expect(before?.readyState).toBe('ended');
    expect(tracks.local.audio?.enabled).toBe(false);
    expect(tracks.local.music).toBe(true);
  });

  it('touch no device that is off, and none for what does not concern it', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.treat({ ...kPlain, music: true });
    expect(browser.asked).toEqual([]);
    await tracks.open({ microphone: true, camera: false });
    await tracks.treat({ ...kPlain, music: true, low: true });
    expect(browser.asked).toHaveLength(1);
    expect(tracks.local.low).toBe(true);
  });
});

describe('a camera in place of a screen', () => {
  it('is the one at the back, sharp, and the own camera goes out for it', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    await tracks.open({ microphone: false, camera: true });
    expect(await tracks.startScreen(true)).toEqual({ ok: true, value: null });
    expect(browser.askedForScreen).toEqual([]);
    expect(browser.asked.at(-1)).toMatchObject({
      video: { facingMode: { ideal: 'environment' } },
    });
    expect([tracks.cameraOn, tracks.screenOn]).toEqual([false, true]);
    tracks.stopScreen();
    expect(tracks.screenOn).toBe(false);
  });
});
