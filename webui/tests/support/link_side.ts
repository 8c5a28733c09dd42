// SPDX-License-Identifier: MIT
// One side of a PeerLink over a wire that the test can hold up, and a pair of them.
import { PeerLink, type LinkState, type Signal } from '../../src/core/rtc/peer';
import type { LocalMedia } from '../../src/core/rtc/slots';
import { FakeClock, settle } from './fake_clock';
import { FakePeerConnection, FakeStream, FakeTrack, type FakeTransceiver } from './fake_rtc';

interface MediaDraft {
  audio?: FakeTrack | null;
  video?: FakeTrack | null;
  screen?: FakeStream | null;
  stream?: FakeStream;
}

export function mediaOf({
  audio = new FakeTrack('audio'),
  video = new FakeTrack('video'),
  screen = null,
  stream = new FakeStream(),
}: MediaDraft = {}): LocalMedia {
  return { stream, audio, video, screen } as unknown as LocalMedia;
}

/** One side: its link, the connections it made, what it sent but the wire holds. */
export class Side {
  readonly connections: FakePeerConnection[] = [];
  readonly outbox: Signal[] = [];
  readonly states: LinkState[] = [];
  streams: string[] = [];
  received: ReadonlyMap<string, FakeStream> = new Map();
  signalingUp = true;
  refreshes = 0;
  replaced = 0;
  readonly texts: string[] = [];
  readonly lanes: string[] = [];
  readonly bytes: (readonly [string, readonly number[]])[] = [];
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
        onText: (text) => this.texts.push(text),
        onLane: (lane, open) => this.lanes.push(`${lane} ${open ? 'open' : 'closed'}`),
        onBytes: (lane, bytes) => this.bytes.push([lane, [...bytes]]),
        onReplaced: () => (this.replaced += 1),
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
export async function exchange(a: Side, b: Side): Promise<number> {
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

export async function connectedPair(): Promise<{
  clock: FakeClock;
  newcomer: Side;
  resident: Side;
}> {
  const clock = new FakeClock();
  const resident = new Side(clock, true, false);
  const newcomer = new Side(clock, false, true);
  await exchange(newcomer, resident);
  for (const side of [newcomer, resident]) side.pc.setState('connected');
  await settle();
  return { clock, newcomer, resident };
}

/** The limit of the sender on a line, in bits per second; undefined if it has none. */
export function bitrateOf(side: Side, line: number): unknown {
  return side.pc.getTransceivers()[line]?.sender.parameters.encodings[0]?.['maxBitrate'];
}

export function candidateOf(text: string): object {
  return { candidate: text, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null };
}
