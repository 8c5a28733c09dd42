// SPDX-License-Identifier: MIT
// A whole call whose sockets, connections, devices and clock the test holds.
import type { Problem } from '../../src/core/api/problem';
import type { Meeting, Seat } from '../../src/core/api/types';
import { Call } from '../../src/core/call/call';
import { Tracks } from '../../src/core/media/tracks';
import type { RoomState } from '../../src/core/model/state';
import { ok, type Result } from '../../src/core/result';
import { kDefaultIceSettings } from '../../src/core/rtc/ice';
import { FakeClock, settle } from './fake_clock';
import { FakePeerConnection, FakeStream, FakeTrack } from './fake_rtc';
import { FakeSocket } from './fake_socket';

export const kMedia = {
  audio: true,
  video: true,
  screen: false,
  hand: false,
  recording: false,
  screenStream: '',
};
export const kMeeting = {
  meetingId: 'm',
  code: 'kabo',
  title: 'Algebra',
  type: 'instant',
  hostId: 'ada',
  locked: false,
  waitingRoom: false,
  settings: {
    chat: 'everyone',
    share: 'everyone',
    unmute: 'everyone',
    whiteboard: 'everyone',
    recording: 'hosts',
  },
} as const;
export const kTurn = {
  urls: ['turn:r.example:3478?transport=udp'],
  username: 'u',
  credential: 'c',
};

export function peer(userId: string, peerId: string, polite: boolean): object {
  return { peerId, userId, name: userId, role: 'participant', media: kMedia, polite };
}

export function seat(token: string): Seat {
  return {
    meeting: kMeeting as unknown as Meeting,
    participantId: 'p',
    role: 'participant',
    token,
    signalingUrl: 'wss://x/ws',
    iceServers: [],
  };
}

/** A call with a fake browser and server. */
export class Bench {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly connections: FakePeerConnection[] = [];
  readonly tracks = new Tracks({
    source: {
      getUserMedia: async ({ audio, video }: MediaStreamConstraints) =>
        new FakeStream([
          ...(audio ? [new FakeTrack('audio')] : []),
          ...(video ? [new FakeTrack('video')] : []),
        ]) as unknown as MediaStream,
      getDisplayMedia: async () => {
        const track = Object.assign(new FakeTrack('video'), { contentHint: '' });
        return new FakeStream([track]) as unknown as MediaStream;
      },
    } as unknown as MediaDevices,
    permission: async () => 'granted' as const,
    newStream: () => new FakeStream() as unknown as MediaStream,
  });
  again: Result<Seat, Problem> = ok(seat('seat-token-2'));
  seats = 0;
  states = 0;
  readonly crowd: [string, number][] = [];
  readonly reactions: [string, string][] = [];
  state: RoomState;
  readonly call: Call;
  private seq = 0;

  constructor() {
    this.call = new Call(
      seat('seat-token'),
      { id: 'me', name: 'Me' },
      this.tracks,
      {
        openSocket: () => {
          const socket = new FakeSocket();
          this.sockets.push(socket);
          return socket;
        },
        createConnection: (config) => {
          const pc = new FakePeerConnection(config);
          this.connections.push(pc);
          return pc as unknown as RTCPeerConnection;
        },
        takeSeat: async () => {
          this.seats += 1;
          return this.again;
        },
        clock: this.clock,
        random: () => 0,
        iceSettings: kDefaultIceSettings,
      },
      {
        onState: (state) => {
          this.state = state;
          this.states += 1;
        },
        onStreams: () => undefined,
        onCrowd: (emoji, count) => this.crowd.push([emoji, count]),
        onReaction: (userId, emoji) => this.reactions.push([userId, emoji]),
      },
    );
    this.state = this.call.state;
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket');
    return socket;
  }

  say(message: Record<string, unknown>): void {
    this.socket.say({ seq: ++this.seq, ...message });
  }

  /** `more`: what else `joined` says. */
  async joined(
    peers: readonly object[] = [],
    peerId = 'me-1',
    more: Record<string, unknown> = {},
  ): Promise<void> {
    this.socket.welcome();
    await settle();
    const { id } = this.socket.last('join') as unknown as { id: string };
    this.say({
      type: 'joined',
      meetingId: 'm',
      peerId,
      role: 'participant',
      meeting: kMeeting,
      peers,
      iceServers: [kTurn],
      chat: [],
      re: id,
      ...more,
    });
    await settle();
  }

  /** Up to the join that the server has not answered yet. */
  async askToJoin(): Promise<void> {
    this.call.start();
    await settle();
    this.socket.welcome();
    await settle();
  }

  async start(peers: readonly object[] = [], more: Record<string, unknown> = {}): Promise<void> {
    await this.tracks.open({ microphone: true, camera: true });
    this.call.start();
    await settle();
    await this.joined(peers, 'me-1', more);
  }
}
