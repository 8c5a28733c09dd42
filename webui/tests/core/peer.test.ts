// SPDX-License-Identifier: MIT
// Two PeerLinks over a wire that the test can hold up: perfect negotiation, glare, media.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fingerprintOf } from '../../src/core/rtc/descriptions';
import { kFirstOfferMs } from '../../src/core/rtc/peer';
import type { LocalMedia } from '../../src/core/rtc/slots';
import { FakeClock, settle } from '../support/fake_clock';
import { FakeStream, FakeTrack } from '../support/fake_rtc';
import {
  Side,
  exchange,
  connectedPair,
  mediaOf,
  bitrateOf,
  candidateOf,
} from '../support/link_side';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('first negotiation', () => {
  it('takes one offer, and both sides send microphone and camera on its two lines', async () => {
    const { newcomer, resident } = await connectedPair();
    expect(newcomer.lines()).toEqual(['0 audio sendrecv', '1 video sendrecv']);
    expect(resident.lines()).toEqual(['0 audio sendrecv', '1 video sendrecv']);
    expect(resident.pc.getTransceivers().map((t) => t.sender.track)).toEqual([
      resident.media.audio,
      resident.media.video,
    ]);
    expect(resident.streams).toEqual([newcomer.media.stream.id]);
    expect(newcomer.streams).toEqual([resident.media.stream.id]);
    expect(newcomer.states.at(-1)).toBe('connected');
  });

  it('needs one offer only', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, true, false);
    const newcomer = new Side(clock, false, true);
    expect(await exchange(newcomer, resident)).toBe(1);
  });

  it('opens a channel beside the media at both ends, in the same negotiation', async () => {
    const { newcomer, resident } = await connectedPair();
    expect(newcomer.link.sendText('hello')).toBe(true);
    expect(newcomer.pc.channels?.[0]?.outbox).toEqual(['hello']);
    resident.pc.channels?.[0]?.onmessage?.({ data: 'hello' });
    resident.pc.channels?.[0]?.onmessage?.({ data: new Uint8Array(1) });
    expect(resident.texts).toEqual(['hello']);
    expect(newcomer.link.ends()).toEqual({
      own: resident.link.ends()?.other,
      other: resident.link.ends()?.own,
    });
  });

  it('has a lane for each kind of tool, and tells which is open', async () => {
    const { newcomer, resident } = await connectedPair();
    const [, board, live] = newcomer.pc.channels ?? [];
    board?.onopen?.();
    live?.onopen?.();
    live?.onclose?.();
    expect(newcomer.lanes).toEqual(['board open', 'live open', 'live closed']);
    expect(newcomer.link.sendBytes('board', new Uint8Array([7]))).toBe(true);
    expect(board?.outbox).toEqual([new Uint8Array([7])]);
    if (board) board.bufferedAmount = 9;
    expect(newcomer.link.waiting('board')).toBe(9);
    const files = resident.pc.channels?.[4];
    files?.onmessage?.({ data: new Uint8Array([1, 2]).buffer });
    files?.onmessage?.({ data: 'no bytes' });
    expect(resident.bytes).toEqual([['files', [1, 2]]]);
  });

  it('sends nothing on a lane that is closed, or whose queue is full', async () => {
    const { newcomer } = await connectedPair();
    const files = newcomer.pc.channels?.[4];
    if (!files) throw new Error('no lane for files');
    files.full = true;
    expect(newcomer.link.sendBytes('files', new Uint8Array(1))).toBe(false);
    files.full = false;
    files.readyState = 'closing';
    expect(newcomer.link.sendBytes('files', new Uint8Array(1))).toBe(false);
    newcomer.link.close();
    expect(newcomer.lanes).toEqual(['board', 'live', 'pen', 'files'].map((one) => `${one} closed`));
    expect(newcomer.link.waiting('files')).toBe(0);
  });

  it('says nothing beside the media to a client that offers no channel', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, true, false);
    const newcomer = new Side(clock, false, true);
    newcomer.pc.channels = null;
    await exchange(newcomer, resident);
    expect(resident.pc.channels).toEqual([]);
    expect(resident.link.sendText('hello')).toBe(false);
  });

  it('keeps lines for devices that come later', async () => {
    const clock = new FakeClock();
    const stream = new FakeStream();
    const resident = new Side(clock, true, false, mediaOf({ stream, audio: null, video: null }));
    const newcomer = new Side(clock, false, true, mediaOf({ video: null }));
    await exchange(newcomer, resident);
    const video = new FakeTrack('video');
    await resident.link.setLocal(mediaOf({ stream, audio: null, video }));
    expect(await exchange(newcomer, resident)).toBe(0);
    expect(resident.pc.getTransceivers()[1]?.sender.track).toBe(video);
  });

  it('does not wait for ever for a newcomer who never offers', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, true, false);
    await clock.advance(kFirstOfferMs - 1);
    expect(resident.outbox).toEqual([]);
    await clock.advance(1);
    expect(resident.outbox).toMatchObject([
      { kind: 'description', description: { type: 'offer' } },
    ]);
  });

  it('keeps candidates that overtake the offer', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, true, false);
    const newcomer = new Side(clock, false, true);
    resident.link.receive({ kind: 'candidates', candidates: [{ candidate: 'candidate:early' }] });
    await exchange(newcomer, resident);
    expect(resident.pc.added).toEqual([{ candidate: 'candidate:early' }]);
  });
});

describe('glare', () => {
  it('is solved by the polite side, with one line for each kind', async () => {
    const clock = new FakeClock();
    const polite = new Side(clock, true, true);
    const impolite = new Side(clock, false, true);
    await settle();
    expect(polite.outbox).toHaveLength(1);
    expect(impolite.outbox).toHaveLength(1);
    await exchange(polite, impolite);
    expect(polite.pc.rollbacks).toBe(1);
    expect(impolite.pc.rollbacks).toBe(0);
    for (const side of [polite, impolite]) {
      expect(side.pc.signalingState).toBe('stable');
      expect(side.lines()).toEqual(['0 audio sendrecv', '1 video sendrecv']);
    }
    expect(polite.pc.getTransceivers().map((t) => t.sender.track)).toEqual([
      polite.media.audio,
      polite.media.video,
    ]);
  });

  it('loses no screen when both start to share at once', async () => {
    const { newcomer, resident } = await connectedPair();
    const shares = [newcomer, resident].map((side) => {
      const screen = new FakeStream([new FakeTrack('video')]);
      void side.link.setLocal({ ...side.media, screen } as unknown as LocalMedia);
      return screen.id;
    });
    await exchange(newcomer, resident);
    expect(resident.pc.rollbacks).toBe(1);
    expect(resident.streams).toContain(shares[0]);
    expect(newcomer.streams).toContain(shares[1]);
    expect([newcomer.pc.signalingState, resident.pc.signalingState]).toEqual(['stable', 'stable']);
  });

  it('does not mind the candidates of an offer that it ignored', async () => {
    const clock = new FakeClock();
    const polite = new Side(clock, true, true);
    const impolite = new Side(clock, false, true);
    await settle();
    polite.pc.onicecandidate?.({
      candidate: {
        candidate: 'candidate:lost',
        sdpMid: '0',
        sdpMLineIndex: 0,
        usernameFragment: null,
      },
    });
    await exchange(polite, impolite);
    expect(impolite.pc.signalingState).toBe('stable');
    expect(impolite.pc.added).toEqual([]);
  });
});

describe('screen sharing', () => {
  it('travels in a stream of its own and goes without touching the camera', async () => {
    const { newcomer, resident } = await connectedPair();
    const screen = new FakeStream([new FakeTrack('video'), new FakeTrack('audio')]);
    await newcomer.link.setLocal({ ...newcomer.media, screen } as unknown as LocalMedia);
    await exchange(newcomer, resident);
    expect(resident.streams).toEqual([newcomer.media.stream.id, screen.id]);
    expect(newcomer.lines()).toEqual([
      '0 audio sendrecv',
      '1 video sendrecv',
      '2 video sendonly',
      '3 audio sendonly',
    ]);
    expect(resident.lines().slice(2)).toEqual(['2 video recvonly', '3 audio recvonly']);
    await newcomer.link.setLocal(newcomer.media);
    await exchange(newcomer, resident);
    expect(newcomer.lines()).toEqual(['0 audio sendrecv', '1 video sendrecv']);
    expect(resident.lines()).toEqual(['0 audio sendrecv', '1 video sendrecv']);
    expect(resident.streams).toEqual([newcomer.media.stream.id]);
  });
});

describe('an instrument', () => {
  it('is offered anew when it begins and when it ends, and not before anything was', async () => {
    const { newcomer, resident } = await connectedPair();
    const music = { ...newcomer.media, music: true } as LocalMedia;
    await newcomer.link.setLocal(music);
    await settle();
    expect(newcomer.outbox.map(({ kind }) => kind)).toEqual(['description']);
    await exchange(newcomer, resident);
    await newcomer.link.setLocal(music);
    await settle();
    expect(newcomer.outbox).toEqual([]);
    await newcomer.link.setLocal(newcomer.media);
    await settle();
    expect(newcomer.outbox.map(({ kind }) => kind)).toEqual(['description']);
    await exchange(newcomer, resident);
    const lonely = new Side(newcomer.clock, true, false);
    await lonely.link.setLocal({ ...lonely.media, music: true } as LocalMedia);
    await settle();
    expect(lonely.outbox).toEqual([]);
  });
});

describe('hostile signals', () => {
  it('refuses an answer that nobody asked for and goes on', async () => {
    const { newcomer, resident } = await connectedPair();
    resident.link.receive({
      kind: 'description',
      description: { type: 'answer', sdp: 'nonsense' },
    });
    resident.link.receive({ kind: 'description', description: { type: 'offer', sdp: 'nonsense' } });
    await settle();
    const screen = new FakeStream([new FakeTrack('video')]);
    await newcomer.link.setLocal({ ...newcomer.media, screen } as unknown as LocalMedia);
    await exchange(newcomer, resident);
    expect(newcomer.pc.signalingState).toBe('stable');
  });

  it('finds the fingerprint of a session, or none', () => {
    expect(fingerprintOf('v=0\r\na=fingerprint:sha-256 AB:CD\r\nm=audio')).toBe('sha-256 AB:CD');
    expect(fingerprintOf('v=0')).toBeNull();
  });
});

describe('candidates', () => {
  it('are sent with what the browser says of them, and null at their end', () => {
    const newcomer = new Side(new FakeClock(), false, true);
    const whole = { candidate: 'c', sdpMid: '1', sdpMLineIndex: 1, usernameFragment: 'uf' };
    const bare = { candidate: 'd', sdpMid: null, sdpMLineIndex: null, usernameFragment: null };
    for (const candidate of [whole, bare, { ...bare, candidate: '' }, null])
      newcomer.pc.onicecandidate?.({ candidate });
    const sent = newcomer.outbox.flatMap((s) => (s.kind === 'candidates' ? s.candidates : []));
    // The empty candidate ends one generation only.
    expect(sent).toEqual([whole, { candidate: 'd' }, null]);
    expect(Object.keys(sent[1] ?? {})).toEqual(['candidate']);
  });

  it('that are lost before the first connection cause a restart', async () => {
    const newcomer = new Side(new FakeClock(), false, true);
    await settle();
    newcomer.signalingUp = false;
    newcomer.pc.onicecandidate?.({ candidate: candidateOf('lost') });
    newcomer.signalingUp = true;
    newcomer.link.signalingRestored();
    expect(newcomer.refreshes).toBe(1);
  });

  it('that are lost while the media flows cause none', async () => {
    const { newcomer } = await connectedPair();
    newcomer.signalingUp = false;
    newcomer.pc.onicecandidate?.({ candidate: candidateOf('lost') });
    newcomer.signalingUp = true;
    newcomer.link.signalingRestored();
    expect(newcomer.refreshes).toBe(0);
  });

  it('that were sent cause no restart either, only the offer once more', async () => {
    const newcomer = new Side(new FakeClock(), false, true);
    await settle();
    newcomer.pc.onicecandidate?.({ candidate: candidateOf('sent') });
    newcomer.outbox.length = 0;
    newcomer.link.signalingRestored();
    expect(newcomer.refreshes).toBe(0);
    expect(newcomer.outbox).toMatchObject([{ description: { type: 'offer' } }]);
  });

  it('are kept before the description, 256 messages at most', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, true, false);
    const newcomer = new Side(clock, false, true);
    for (let n = 0; n < 300; n += 1)
      resident.link.receive({ kind: 'candidates', candidates: [{ candidate: `c${n}` }] });
    const settleAll = async (): Promise<void> => {
      for (let round = 0; round < 100; round += 1) await settle();
    };
    await settleAll();
    await exchange(newcomer, resident);
    await settleAll();
    expect(resident.pc.added).toHaveLength(256);
    expect(resident.pc.added.at(-1)).toEqual({ candidate: 'c255' });
  });

  it('that the browser refuses are worth a warning, unless we ignored their offer', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { newcomer, resident } = await connectedPair();
    const refuse = async (): Promise<void> => {
      throw new Error('unknown ufrag');
    };
    newcomer.pc.addIceCandidate = refuse;
    newcomer.link.receive({ kind: 'candidates', candidates: [{ candidate: 'c' }] });
    await settle();
    expect(warn.mock.calls).toHaveLength(1);
    // Both offer a screen; the impolite newcomer ignores the offer of the resident.
    for (const side of [newcomer, resident]) {
      const screen = new FakeStream([new FakeTrack('video')]);
      void side.link.setLocal({ ...side.media, screen } as unknown as LocalMedia);
    }
    await settle();
    resident.outbox.forEach((signal) => newcomer.link.receive(signal));
    newcomer.link.receive({ kind: 'candidates', candidates: [{ candidate: 'c' }] });
    await settle();
    expect(warn.mock.calls).toHaveLength(1);
  });
});

describe('roles', () => {
  it('lets an impolite resident take the offer of a polite newcomer', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, false, false);
    const newcomer = new Side(clock, true, true);
    expect(await exchange(newcomer, resident)).toBe(1);
    expect(resident.lines()).toEqual(['0 audio sendrecv', '1 video sendrecv']);
  });

  it('lets an impolite side take one offer after the other', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, false, false);
    const newcomer = new Side(clock, true, true);
    await exchange(newcomer, resident);
    const screen = new FakeStream([new FakeTrack('video')]);
    await newcomer.link.setLocal({ ...newcomer.media, screen } as unknown as LocalMedia);
    await exchange(newcomer, resident);
    expect(resident.streams).toContain(screen.id);
  });

  it('ignores an answer that comes twice, without a warning', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { newcomer } = await connectedPair();
    const answer = newcomer.pc.remoteDescription;
    if (!answer) throw new Error('no answer');
    newcomer.link.receive({ kind: 'description', description: answer });
    await settle();
    expect(warn.mock.calls).toHaveLength(0);
    expect(newcomer.pc.signalingState).toBe('stable');
  });
});

describe('limits', () => {
  it('are those for one person until the mesh says how many there are', async () => {
    const { newcomer } = await connectedPair();
    expect(bitrateOf(newcomer, 1)).toBe(1_700_000);
    expect(bitrateOf(newcomer, 0)).toBeUndefined();
    newcomer.link.setPeerCount(7);
    await settle();
    expect(bitrateOf(newcomer, 1)).toBe(250_000);
  });

  it('hold for a shared screen, too', async () => {
    const { newcomer, resident } = await connectedPair();
    const screen = new FakeStream([new FakeTrack('audio'), new FakeTrack('video')]);
    await newcomer.link.setLocal({ ...newcomer.media, screen } as unknown as LocalMedia);
    await exchange(newcomer, resident);
    expect(bitrateOf(newcomer, 3)).toBe(2_500_000);
    expect(bitrateOf(newcomer, 2)).toBeUndefined();
  });
});

describe('streams', () => {
  it('group tracks without a stream into one, and count no track twice', async () => {
    vi.stubGlobal('MediaStream', FakeStream);
    const { newcomer } = await connectedPair();
    const tracks = [new FakeTrack('audio'), new FakeTrack('video')];
    for (const track of tracks) newcomer.pc.ontrack?.({ track, streams: [] });
    expect(newcomer.streams).toContain('');
    expect(newcomer.received.get('')?.getTracks()).toEqual(tracks);
    const named = new FakeStream([tracks[0] as FakeTrack], 'named');
    newcomer.pc.ontrack?.({ track: tracks[0] as FakeTrack, streams: [named] });
    expect(named.getTracks()).toHaveLength(1);
  });
});
