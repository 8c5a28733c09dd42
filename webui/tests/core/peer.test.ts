// SPDX-License-Identifier: MIT
// Two PeerLinks over a wire that the test can hold up: perfect negotiation, glare, recovery.
import { afterEach, describe, expect, it, vi } from 'vitest';
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
  received: ReadonlyMap<string, FakeStream> = new Map();
  signalingUp = true;
  refreshes = 0;
  ownLines = 0;
  refresh: Promise<void> = Promise.resolve();
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
          const add = pc.addTransceiver.bind(pc);
          pc.addTransceiver = (...given) => {
            this.ownLines += 1;
            return add(...given);
          };
          this.connections.push(pc);
          return pc as unknown as RTCPeerConnection;
        },
        configuration: (relayOnly) => ({ iceTransportPolicy: relayOnly ? 'relay' : 'all' }),
        refreshIce: () => {
          this.refreshes += 1;
          return this.refresh;
        },
        signal: (_target, signal) => {
          if (this.signalingUp) this.outbox.push(signal);
          return this.signalingUp;
        },
        signalingUp: () => this.signalingUp,
        clock,
      },
      {
        onState: (state) => this.states.push(state),
        onStreams: (streams) => {
          this.streams = [...streams.keys()];
          this.received = streams as unknown as ReadonlyMap<string, FakeStream>;
        },
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

/** What the limits of a sender say. */
function bitrateOf(side: Side, line: number): unknown {
  return side.pc.getTransceivers()[line]?.sender.parameters.encodings[0]?.['maxBitrate'];
}

function candidateOf(text: string): object {
  return { candidate: text, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null };
}

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

describe('deadlines', () => {
  it('offers after eight seconds without an offer, and restarts after twelve', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, true, false);
    await clock.advance(7_999);
    expect(resident.outbox).toHaveLength(0);
    await clock.advance(1);
    expect(resident.outbox).toHaveLength(1);
    await clock.advance(3_999);
    expect(resident.refreshes).toBe(0);
    await clock.advance(1);
    expect(resident.refreshes).toBe(1);
  });

  it('restarts three seconds after the connection broke', async () => {
    const { clock, newcomer } = await connectedPair();
    newcomer.pc.setState('disconnected');
    await clock.advance(2_999);
    expect(newcomer.refreshes).toBe(0);
    await clock.advance(1);
    expect(newcomer.refreshes).toBe(1);
  });

  it('lays out no lines while an offer of its own is open', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, true, false);
    resident.pc.signalingState = 'have-local-offer';
    await clock.advance(8_000);
    expect(resident.ownLines).toBe(0);
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
    expect(bitrateOf(newcomer, 1)).toBe(1_800_000);
    expect(bitrateOf(newcomer, 0)).toBeUndefined();
    newcomer.link.setPeerCount(7);
    await settle();
    expect(bitrateOf(newcomer, 1)).toBe(220_000);
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

describe('link state', () => {
  it('is connecting at first, and unstable while it recovers', async () => {
    const clock = new FakeClock();
    const newcomer = new Side(clock, false, true);
    newcomer.pc.setState('connecting');
    expect(newcomer.states).toEqual(['connecting']);
    newcomer.pc.setState('failed');
    await settle();
    newcomer.pc.setState('connecting');
    expect(newcomer.states).toEqual(['connecting', 'lost', 'unstable']);
    newcomer.pc.setState('connected');
    newcomer.pc.setState('connecting');
    expect(newcomer.states.slice(3)).toEqual(['connected', 'connecting']);
  });
});

describe('stages of recovery', () => {
  it('go round: restart, relay only, new connection, and again', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('failed');
    const seen: string[] = [];
    for (let stage = 0; stage < 6; stage += 1) {
      await exchange(newcomer, resident);
      const policy = newcomer.pc.configurations.at(-1)?.iceTransportPolicy;
      seen.push(`${newcomer.connections.length} ${policy} ${newcomer.pc.restarts}`);
      await clock.advance(kRecoveryMs);
    }
    expect(seen).toEqual(['1 all 1', '1 relay 2', '2 all 0', '2 all 1', '2 relay 2', '3 all 0']);
  });

  it('restart ICE also while an offer is open, if the two sides have talked before', async () => {
    const { newcomer } = await connectedPair();
    const screen = new FakeStream([new FakeTrack('video')]);
    await newcomer.link.setLocal({ ...newcomer.media, screen } as unknown as LocalMedia);
    await settle();
    expect(newcomer.pc.signalingState).toBe('have-local-offer');
    newcomer.pc.setState('failed');
    await settle();
    expect(newcomer.pc.restarts).toBe(1);
  });

  it.each(['failed', 'disconnected'])('begin when signaling is back and ICE %s', async (state) => {
    const { newcomer } = await connectedPair();
    newcomer.pc.connectionState = state;
    newcomer.link.signalingRestored();
    expect(newcomer.refreshes).toBe(1);
  });

  it('begin when signaling is back if they were due without it', async () => {
    const { clock, newcomer } = await connectedPair();
    newcomer.signalingUp = false;
    newcomer.pc.setState('disconnected');
    await clock.advance(kDisconnectedMs);
    newcomer.pc.connectionState = 'connecting';
    newcomer.signalingUp = true;
    newcomer.link.signalingRestored();
    await settle();
    expect(newcomer.refreshes).toBe(1);
    // The restart is no longer due.
    newcomer.link.signalingRestored();
    await settle();
    expect(newcomer.refreshes).toBe(1);
  });

  it('do not overlap, and stop when the connection is up or closed meanwhile', async () => {
    for (const end of ['connected', 'closed'] as const) {
      const { newcomer } = await connectedPair();
      let granted = (): void => undefined;
      newcomer.refresh = new Promise((resolve) => (granted = resolve));
      newcomer.pc.setState('failed');
      newcomer.pc.setState('failed');
      expect(newcomer.refreshes).toBe(1);
      const { pc } = newcomer;
      if (end === 'closed') newcomer.link.close();
      else pc.setState('connected');
      granted();
      await settle();
      expect([pc.restarts, newcomer.connections.length]).toEqual([0, 1]);
    }
  });

  it('begin on every connection with all ways, not with the relay only', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('failed');
    await clock.advance(2 * kRecoveryMs);
    await exchange(newcomer, resident);
    const all = { iceTransportPolicy: 'all' };
    expect(newcomer.connections).toHaveLength(2);
    expect(newcomer.connections.map((pc) => pc.configurations[0])).toEqual([all, all]);
    expect(resident.connections.map((pc) => pc.configurations[0])).toEqual([all, all]);
    // The resident answers on the lines of the newcomer and asks for none.
    expect(resident.ownLines).toBe(0);
  });

  it('keep candidates that overtake the answer to the new connection', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('failed');
    await clock.advance(2 * kRecoveryMs);
    expect(newcomer.connections).toHaveLength(2);
    newcomer.link.receive({ kind: 'candidates', candidates: [{ candidate: 'candidate:new' }] });
    await exchange(newcomer, resident);
    expect(newcomer.pc.added).toEqual([{ candidate: 'candidate:new' }]);
  });
});

describe('the end of a link', () => {
  it('leaves later signals and steps without effect', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, true, false);
    const newcomer = new Side(clock, false, true);
    await settle();
    const [offer] = newcomer.outbox;
    if (!offer) throw new Error('no offer');
    resident.link.receive(offer);
    resident.link.close();
    await settle();
    resident.link.receive(offer);
    await settle();
    expect(resident.outbox).toEqual([]);
    expect(resident.pc.remoteDescription).toBeNull();
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
