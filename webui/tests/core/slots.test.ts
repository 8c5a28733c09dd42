// SPDX-License-Identifier: MIT
// The lines of one connection: which are laid out, adopted, or asked for in addition.
import { describe, expect, it } from 'vitest';
import { SenderSlots, type LocalMedia } from '../../src/core/rtc/slots';
import { FakePeerConnection, FakeStream, FakeTrack } from '../support/fake_rtc';

interface Draft {
  audio?: FakeTrack | null;
  video?: FakeTrack | null;
  screen?: FakeStream | null;
}

function media({ audio = null, video = null, screen = null }: Draft): LocalMedia {
  return { stream: new FakeStream(), audio, video, screen } as unknown as LocalMedia;
}

function bench(local: LocalMedia): { pc: FakePeerConnection; slots: SenderSlots } {
  const pc = new FakePeerConnection({});
  return { pc, slots: new SenderSlots(pc as unknown as RTCPeerConnection, local) };
}

/** Adds the line that the other side's offer brought. */
function bring(pc: FakePeerConnection, kind: 'audio' | 'video', mid: string): void {
  pc.addTransceiver(kind, { direction: 'recvonly' }).mid = mid;
}

function kinds(pc: FakePeerConnection): string[] {
  return pc.getTransceivers().map((line) => `${line.kind} ${line.direction}`);
}

describe('SenderSlots', () => {
  it('adds nothing before it opens, then the camera before the screen', async () => {
    const screen = new FakeStream([new FakeTrack('audio'), new FakeTrack('video')]);
    const local = media({ audio: new FakeTrack('audio'), video: new FakeTrack('video'), screen });
    const { pc, slots } = bench(local);
    await slots.setLocal(local);
    expect(kinds(pc)).toEqual([]);
    expect([slots.cameraSender, slots.cameraTrackId, slots.screenSender]).toEqual([
      null,
      null,
      null,
    ]);
    slots.open();
    expect(kinds(pc)).toEqual([
      'audio sendrecv',
      'video sendrecv',
      'audio sendonly',
      'video sendonly',
    ]);
    const [, camera, , shared] = pc.getTransceivers();
    expect(slots.cameraSender).toBe(camera?.sender);
    expect(slots.cameraTrackId).toBe(camera?.receiver.track.id);
    expect(slots.screenSender).toBe(shared?.sender);
  });

  it('asks for a camera line if the offer brought a microphone line only', async () => {
    const video = new FakeTrack('video');
    const { pc, slots } = bench(media({ audio: new FakeTrack('audio'), video }));
    bring(pc, 'audio', '0');
    await slots.adopt();
    expect(kinds(pc)).toEqual(['audio sendrecv', 'video sendrecv']);
    expect(slots.cameraSender?.track).toBe(video);
  });

  it('asks for no line that it has nothing to send on', async () => {
    const { pc, slots } = bench(media({ audio: new FakeTrack('audio') }));
    bring(pc, 'audio', '0');
    await slots.adopt();
    expect(kinds(pc)).toEqual(['audio sendrecv']);
    expect(slots.cameraSender).toBeNull();
  });

  it('asks for the line once the camera is on', async () => {
    const { pc, slots } = bench(media({ audio: new FakeTrack('audio') }));
    bring(pc, 'audio', '0');
    await slots.adopt();
    await slots.setLocal(media({ audio: new FakeTrack('audio'), video: new FakeTrack('video') }));
    await slots.setLocal(media({ audio: new FakeTrack('audio'), video: new FakeTrack('video') }));
    expect(kinds(pc)).toEqual(['audio sendrecv', 'video sendrecv']);
  });

  it('keeps its own line if the offer that crossed brought none of this kind', async () => {
    const { pc, slots } = bench(
      media({ audio: new FakeTrack('audio'), video: new FakeTrack('video') }),
    );
    slots.open();
    bring(pc, 'audio', '0');
    await slots.adopt();
    expect(kinds(pc)).toEqual(['video sendrecv', 'audio sendrecv']);
  });

  it.each(['audio', 'video'] as const)('shares a screen beside one %s line', async (kind) => {
    const screen = new FakeStream([new FakeTrack('video')]);
    const { pc, slots } = bench(media({ screen }));
    bring(pc, kind, '0');
    await slots.adopt();
    expect(kinds(pc)).toEqual([`${kind} sendrecv`, 'video sendonly']);
  });

  it('lets the screen of a stream stay, and changes to another stream', async () => {
    const first = new FakeStream([new FakeTrack('video')]);
    const { pc, slots } = bench(media({ screen: first }));
    slots.open();
    const line = slots.screenSender;
    await slots.setLocal(media({ screen: first }));
    expect(slots.screenSender).toBe(line);
    const second = new FakeStream([new FakeTrack('video')]);
    await slots.setLocal(media({ screen: second }));
    expect(slots.screenSender?.track).toBe(second.getTracks()[0]);
    expect(pc.getTransceivers()).toHaveLength(3);
    await slots.setLocal(media({}));
    expect(slots.screenSender).toBeNull();
    expect(pc.getTransceivers()).toHaveLength(2);
  });
});
