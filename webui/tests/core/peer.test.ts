// SPDX-License-Identifier: MIT
// Two PeerLinks over a wire that the test can hold up: perfect negotiation, glare, recovery.
import { describe, expect, it } from 'vitest';
import {
  fingerprintOf,
  kDisconnectedMs,
  kFirstOfferMs,
  kRecoveryMs,
  PeerLink,
  type LinkState,
  type Signal,
} from '../../src/core/rtc/peer';
import type { LocalMedia } from '../../src/core/rtc/slots';
import { FakeClock, settle } from '../support/fake_clock';
import {
  FakePeerConnection,
  FakeStream,
  FakeTrack,
  type FakeTransceiver,
} from '../support/fake_rtc';

interface MediaDraft {
  audio?: FakeTrack | null;
  video?: FakeTrack | null;
  screen?: FakeStream | null;
  stream?: FakeStream;
}

function mediaOf({
  audio = new FakeTrack('audio'),
  video = new FakeTrack('video'),
  screen = null,
  stream = new FakeStream(),
}: MediaDraft = {}): LocalMedia {
  return { stream, audio, video, screen } as unknown as LocalMedia;
}

/** One side: its link, the connections it made, what it sent but the wire holds. */
class Side {
  readonly connections: FakePeerConnection[] = [];
  readonly outbox: Signal[] = [];
  readonly states: LinkState[] = [];
  streams: string[] = [];
  signalingUp = true;
  refreshes = 0;
  readonly link: PeerLink;

  constructor(
    readonly clock: FakeClock,
    polite: boolean,
    initiator: boolean,
    readonly media: LocalMedia = mediaOf(),
  ) {
    this.link = new PeerLink(
      'other',
      polite,
      initiator,
      media,
      {
        createConnection: (config) => {
          const pc = new FakePeerConnection(config);
          this.connections.push(pc);
          return pc as unknown as RTCPeerConnection;
        },
        configuration: (relayOnly) => ({ iceTransportPolicy: relayOnly ? 'relay' : 'all' }),
        refreshIce: async () => void (this.refreshes += 1),
        signal: (_target, signal) => {
          if (this.signalingUp) this.outbox.push(signal);
          return this.signalingUp;
        },
        signalingUp: () => this.signalingUp,
        clock,
      },
      {
        onState: (state) => this.states.push(state),
        onStreams: (streams) => (this.streams = [...streams.keys()]),
      },
    );
  }

  get pc(): FakePeerConnection {
    const pc = this.connections.at(-1);
    if (!pc) throw new Error('no connection');
    return pc;
  }

  lines(): string[] {
    return this.pc
      .getTransceivers()
      .map((t: FakeTransceiver) => `${t.mid ?? '-'} ${t.kind} ${t.direction}`);
  }
}

/** Delivers until nobody has anything more to say; counts the offers. */
async function exchange(a: Side, b: Side): Promise<number> {
  let offers = 0;
  for (let round = 0; round < 50; round += 1) {
    await settle();
    const [fromA, fromB] = [a.outbox.splice(0), b.outbox.splice(0)];
    if (fromA.length + fromB.length === 0) return offers;
    for (const signal of [...fromA, ...fromB]) {
      if (signal.kind === 'description' && signal.description.type === 'offer') offers += 1;
    }
    fromA.forEach((signal) => b.link.receive(signal));
    fromB.forEach((signal) => a.link.receive(signal));
  }
  throw new Error('the negotiation does not come to rest');
}

async function connectedPair(): Promise<{ clock: FakeClock; newcomer: Side; resident: Side }> {
  const clock = new FakeClock();
  const resident = new Side(clock, true, false);
  const newcomer = new Side(clock, false, true);
  await exchange(newcomer, resident);
  for (const side of [newcomer, resident]) side.pc.setState('connected');
  await settle();
  return { clock, newcomer, resident };
}

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

describe('recovery', () => {
  it('restarts ICE with fresh credentials after three seconds of silence', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('disconnected');
    await clock.advance(kDisconnectedMs - 1);
    expect(newcomer.refreshes).toBe(0);
    await clock.advance(1);
    expect(newcomer.refreshes).toBe(1);
    expect(newcomer.pc.restarts).toBe(1);
    expect(newcomer.pc.configurations.at(-1)).toEqual({ iceTransportPolicy: 'all' });
    expect(await exchange(newcomer, resident)).toBe(1);
    expect(newcomer.states.at(-1)).toBe('unstable');
  });

  it('does nothing when the connection comes back by itself', async () => {
    const { clock, newcomer } = await connectedPair();
    newcomer.pc.setState('disconnected');
    await clock.advance(kDisconnectedMs - 1);
    newcomer.pc.setState('connected');
    await clock.advance(60_000);
    expect(newcomer.refreshes).toBe(0);
    expect(newcomer.pc.restarts).toBe(0);
  });

  it('goes on to relay only, then to a new connection', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('failed');
    await exchange(newcomer, resident);
    await clock.advance(kRecoveryMs);
    expect(newcomer.pc.configurations.at(-1)).toEqual({ iceTransportPolicy: 'relay' });
    expect(newcomer.pc.restarts).toBe(2);
    await exchange(newcomer, resident);
    await clock.advance(kRecoveryMs);
    await exchange(newcomer, resident);
    expect(newcomer.connections).toHaveLength(2);
    expect(newcomer.connections[0]?.signalingState).toBe('closed');
    // The other side notices the new certificate and builds its own anew.
    expect(resident.connections).toHaveLength(2);
    expect(resident.lines()).toEqual(['0 audio sendrecv', '1 video sendrecv']);
    expect(newcomer.pc.signalingState).toBe('stable');
  });

  it('waits for signaling, keeps the connection, and restarts when signaling is back', async () => {
    const { clock, newcomer } = await connectedPair();
    newcomer.signalingUp = false;
    newcomer.pc.setState('disconnected');
    await clock.advance(60_000);
    expect(newcomer.refreshes).toBe(0);
    expect(newcomer.connections).toHaveLength(1);
    newcomer.signalingUp = true;
    newcomer.link.signalingRestored();
    await settle();
    expect(newcomer.pc.restarts).toBe(1);
  });

  it('repeats an offer lost with the socket; its answer is not a second call', async () => {
    const { newcomer, resident } = await connectedPair();
    newcomer.signalingUp = false;
    const screen = new FakeStream([new FakeTrack('video')]);
    await newcomer.link.setLocal({ ...newcomer.media, screen } as unknown as LocalMedia);
    await settle();
    expect(newcomer.pc.signalingState).toBe('have-local-offer');
    newcomer.signalingUp = true;
    newcomer.link.signalingRestored();
    expect(await exchange(newcomer, resident)).toBe(1);
    expect(resident.streams).toContain(screen.id);
    expect(newcomer.connections).toHaveLength(1);
  });

  it('leaves a healthy connection alone when signaling comes back', async () => {
    const { newcomer, resident } = await connectedPair();
    newcomer.link.rebind('other-again', false);
    newcomer.link.signalingRestored();
    expect(await exchange(newcomer, resident)).toBe(0);
    expect(newcomer.connections).toHaveLength(1);
  });

  it('stops all timers when it is closed', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('disconnected');
    newcomer.link.close();
    resident.link.close();
    expect(clock.pending).toBe(0);
    expect(newcomer.pc.signalingState).toBe('closed');
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
