// SPDX-License-Identifier: MIT
// What the browser gives late: after the person has left, or has entered without it.
import { describe, expect, it } from 'vitest';
import type { Tracks } from '../../src/core/media/tracks';
import { FakeBrowser } from '../support/fake_browser';
import { FakeTrack } from '../support/fake_rtc';

const kBoth = { microphone: true, camera: true };

describe('Tracks that answer late', () => {
  it('stops everything that comes after the person has left', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    browser.ask();
    const opening = tracks.open(kBoth);
    tracks.close();
    browser.allow();
    await opening;
    expect(browser.given.map((track) => track.readyState)).toEqual(['ended', 'ended']);
    expect(tracks.local.stream.getTracks()).toEqual([]);
    expect(browser.asked).toHaveLength(1);
  });

  it.each([
    ['camera', (tracks: Tracks) => tracks.setCamera(true)],
    ['microphone', (tracks: Tracks) => tracks.setMicrophone(true)],
    ['chosen camera', (tracks: Tracks) => tracks.chooseCamera('other')],
    ['chosen microphone', (tracks: Tracks) => tracks.chooseMicrophone('other')],
  ])('stops a %s that comes after the person has left', async (_name, wish) => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    browser.ask();
    const working = wish(tracks);
    tracks.close();
    browser.allow();
    await working;
    expect(browser.given.map((track) => track.readyState)).toEqual(['ended']);
    expect([tracks.local.audio, tracks.local.video]).toEqual([null, null]);
  });

  it.each([
    ['the person has left', (tracks: Tracks) => tracks.close()],
    ['the person stopped sharing', (tracks: Tracks) => tracks.stopScreen()],
  ])('stops a screen that is chosen after %s', async (_name, leave) => {
    const browser = new FakeBrowser();
    browser.screen = new FakeTrack('video');
    const tracks = browser.tracks();
    browser.ask();
    const sharing = tracks.startScreen();
    leave(tracks);
    browser.allow();
    expect(await sharing).toEqual({ ok: false, error: 'denied' });
    expect(browser.screen.readyState).toBe('ended');
    expect(tracks.screenOn).toBe(false);
  });

  it('shows what is wanted while the question is open, and can say off', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    browser.ask();
    const opening = tracks.open(kBoth);
    expect([tracks.microphoneWanted, tracks.cameraWanted, tracks.asking]).toEqual([
      true,
      true,
      true,
    ]);
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([false, false]);
    await tracks.setCamera(false);
    expect(tracks.cameraWanted).toBe(false);
    browser.allow();
    await opening;
    expect([tracks.microphoneOn, tracks.cameraOn, tracks.asking]).toEqual([true, false, false]);
    expect(browser.given.map((track) => track.readyState)).toEqual(['live', 'ended']);
    expect(browser.asked).toHaveLength(1);
  });

  it('asks once however often the button is pressed meanwhile', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    browser.ask();
    const presses = [tracks.setCamera(true), tracks.setCamera(false), tracks.setCamera(true)];
    browser.allow();
    await Promise.all(presses);
    expect(browser.asked).toHaveLength(1);
    expect(tracks.cameraOn).toBe(true);
  });

  it('opens the device that was chosen last', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    browser.ask();
    const first = tracks.chooseCamera('a');
    const second = tracks.chooseCamera('b');
    browser.allow();
    expect([await first, await second]).toEqual([false, true]);
    expect(browser.given.map((track) => track.readyState)).toEqual(['ended', 'live']);
    expect(browser.asked.at(-1)).toMatchObject({ video: { deviceId: { exact: 'b' } } });
  });

  it('takes what comes when the person came back before the answer', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    browser.ask();
    const left = tracks.open(kBoth);
    tracks.close();
    const again = tracks.open(kBoth);
    browser.allow();
    await Promise.all([left, again]);
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([true, true]);
    const live = browser.given.filter((track) => track.readyState === 'live');
    expect(live).toHaveLength(2);
  });

  it('opens no second device after the person has left while the first was tried', async () => {
    const browser = new FakeBrowser();
    browser.refuse = { audio: 'NotReadableError' };
    const tracks = browser.tracks();
    const opening = tracks.open(kBoth);
    // Both failed together; each is tried alone now.
    while (browser.asked.length < 2) await Promise.resolve();
    tracks.close();
    await opening;
    expect(browser.asked).toHaveLength(2);
    expect(tracks.cameraOn).toBe(false);
  });

  it('opens nothing that is permitted after the person has left', async () => {
    const browser = new FakeBrowser();
    browser.refuse = { audio: 'NotAllowedError' };
    const tracks = browser.tracks(() => tracks.close());
    await tracks.open(kBoth);
    expect(browser.given).toEqual([]);
    expect([tracks.cameraOn, tracks.trouble.camera]).toEqual([false, null]);
  });
});

describe('Tracks in a room', () => {
  async function enterWhileAsking(): Promise<{ browser: FakeBrowser; tracks: Tracks }> {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    browser.ask();
    const opening = tracks.open(kBoth);
    tracks.enter();
    expect([tracks.microphoneWanted, tracks.cameraWanted]).toEqual([false, false]);
    expect(tracks.ready).toEqual({ microphone: false, camera: false });
    browser.allow();
    await opening;
    return { browser, tracks };
  }

  it('keeps everything off that the browser gives after the entrance, and says so', async () => {
    const { browser, tracks } = await enterWhileAsking();
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([false, false]);
    expect(browser.given.map((track) => [track.kind, track.enabled, track.readyState])).toEqual([
      ['audio', false, 'live'],
      ['video', true, 'ended'],
    ]);
    expect(tracks.ready).toEqual({ microphone: true, camera: true });
  });

  it('switches on what is ready by one press', async () => {
    const { tracks } = await enterWhileAsking();
    await tracks.takeReady();
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([true, true]);
    expect(tracks.ready).toEqual({ microphone: false, camera: false });
  });

  it('offers what is still off, and nothing once that was seen', async () => {
    const { tracks } = await enterWhileAsking();
    await tracks.setMicrophone(true);
    expect(tracks.ready).toEqual({ microphone: false, camera: true });
    tracks.readySeen();
    expect(tracks.ready).toEqual({ microphone: false, camera: false });
  });

  it('goes on with what the person asks for in the room', async () => {
    const browser = new FakeBrowser();
    const tracks = browser.tracks();
    browser.ask();
    const opening = tracks.open(kBoth);
    tracks.enter();
    const wish = tracks.setMicrophone(true);
    browser.allow();
    await Promise.all([opening, wish]);
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([true, false]);
    expect(tracks.ready).toEqual({ microphone: false, camera: true });
  });

  it('changes nothing for whoever enters with open devices', async () => {
    const tracks = new FakeBrowser().tracks();
    await tracks.open(kBoth);
    tracks.enter();
    expect([tracks.microphoneOn, tracks.cameraOn]).toEqual([true, true]);
    expect(tracks.ready).toEqual({ microphone: false, camera: false });
  });

  it('offers nothing that was refused', async () => {
    const browser = new FakeBrowser();
    browser.refuse = { audio: 'NotAllowedError', video: 'NotAllowedError' };
    const tracks = browser.tracks();
    browser.ask();
    const opening = tracks.open(kBoth);
    tracks.enter();
    browser.allow();
    await opening;
    expect(tracks.ready).toEqual({ microphone: false, camera: false });
  });
});
