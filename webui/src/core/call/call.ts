// SPDX-License-Identifier: MIT
// Call: one call from joining to leaving. It connects signaling, the media plane and the room
// state. Everything from outside (sockets, connections, tokens, clock) comes through `CallDeps`.
import type { Cancel, Clock } from '../clock';
import type { Problem } from '../api/problem';
import type { Seat } from '../api/types';
import type { Tracks } from '../media/tracks';
import type { MediaPlane, MediaPlaneFactory } from '../media_plane';
import { afterAwake } from '../patience';
import { initialRoom, reduce } from '../model/reduce';
import type { ChatLine, LeaveReason, PeerView, RoomEvent, RoomState } from '../model/state';
import type {
  ClientMessage,
  IceServer,
  Joined,
  Moderate,
  Moderated,
  PeerInfo,
  Role,
  ServerMessage,
} from '../protocol/messages';
import { err, ok, type Result } from '../result';
import { rtcConfiguration, type IceSettings } from '../rtc/ice';
import { Mesh } from '../rtc/mesh';
import type { LinkState } from '../rtc/peer';
import type { Capacity } from '../rtc/capacity';
import type { Want } from '../rtc/quality';
import type { PeerStats } from '../rtc/stats';
import {
  SignalingConnection,
  type FinalReason,
  type RequestError,
  type SocketLike,
  type TokenFailure,
} from '../signaling/connection';
import { AudienceTeller } from './audience_teller';
import { Conversation } from './conversation';
import { FlowWatch, type Arrival } from './flow';
import { isAboutUs, obey, switchOff } from './moderation';
import { OwnMedia } from './own_media';
import { Reports } from './reports';
import { signalMessage } from './signals';
import { Wishes } from './wishes';

export interface CallDeps {
  openSocket(url: string): SocketLike;
  createConnection(config: RTCConfiguration): RTCPeerConnection;
  /** Takes the seat again when its token has expired. The server accepted the password before. */
  takeSeat(): Promise<Result<Seat, Problem>>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly iceSettings: IceSettings;
  readonly cores?: number;
  /** How media travels; absent: from each to each (rtc/mesh.ts). */
  readonly mediaPlane?: MediaPlaneFactory;
}

export interface CallEvents {
  onState(state: RoomState): void;
  onStreams(userId: string, streams: ReadonlyMap<string, MediaStream>): void;
  /** Somebody else reacts with an emoji. */
  onReaction?(userId: string, emoji: string): void;
  /** So many listeners of a lecture reacted with an emoji. */
  onCrowd?(emoji: string, count: number): void;
}

/** After this time without a room people are told that something is wrong. */
export const kStuckMs = 12_000;
/** The `id` of media-state messages: an error with it tells that the others know an older state. */
const kMediaId = 'media';

/** What whoever only listens has off. */
const kEverything = ['audio', 'video', 'screen'] as const;

const newMesh: MediaPlaneFactory = (local, deps, events) => new Mesh(local, deps, events);

function wantOf({ height, rate, screen }: Want): Want {
  return { height, rate, ...(screen === undefined ? {} : { screen }) };
}

/** True for an answer of the daemon after which asking again does not help. */
function isFinal(problem: Problem): boolean {
  return (
    problem.status >= 400 &&
    problem.status < 500 &&
    problem.status !== 429 &&
    problem.status !== 408
  );
}

export class Call {
  private state_: RoomState;
  private readonly connection: SignalingConnection;
  private readonly plane: MediaPlane;
  private iceServers: readonly IceServer[];
  /** The present session is in the room. */
  private inRoom = false;
  private forgetStuck: Cancel = () => undefined;
  private readonly flow: FlowWatch;
  private readonly links = new Map<string, LinkState>();
  private readonly own: OwnMedia;
  private readonly chat: Conversation;
  private readonly reports: Reports;
  private readonly wishes: Wishes;
  private readonly audience: AudienceTeller;
  private readonly forgetTracks: () => void;

  constructor(
    private seat: Seat,
    user: { readonly id: string; readonly name: string },
    private readonly tracks: Tracks,
    private readonly deps: CallDeps,
    private readonly events: CallEvents,
  ) {
    this.state_ = initialRoom(user.id, user.name);
    this.iceServers = seat.iceServers;
    this.connection = new SignalingConnection(
      {
        openSocket: () => deps.openSocket(this.seat.signalingUrl),
        token: (fresh) => this.token(fresh),
        clock: deps.clock,
        random: deps.random,
      },
      {
        onState: (state) =>
          this.dispatch({
            type: 'signaling',
            up: state === 'ready' && this.state_.signaling === 'up',
          }),
        onDoubt: (doubtful) => this.dispatch({ type: 'doubt', doubtful }),
        onReady: () => void this.join(),
        onResumed: () => this.onResumed(),
        onMessage: (message) => this.onMessage(message),
        onFinal: (reason, code) => this.onFinal(reason, code),
      },
    );
    this.own = new OwnMedia({
      clock: deps.clock,
      tracks,
      listens: () => this.state_.self.role === 'listener',
      up: () => this.state_.signaling === 'up',
      send: (media) => void this.connection.send({ type: 'media-state', ...media }, kMediaId),
      onChange: (media) => this.dispatch({ type: 'own-media', media }),
    });
    this.plane = (deps.mediaPlane ?? newMesh)(
      this.own.local,
      {
        createConnection: deps.createConnection,
        configuration: (relayOnly) =>
          rtcConfiguration(this.iceServers, deps.iceSettings, relayOnly),
        refreshIce: () => this.refreshIce(),
        signal: (targetId, signal) =>
          this.state_.signaling === 'up' && this.connection.send(signalMessage(targetId, signal)),
        signalingUp: () => this.state_.signaling === 'up',
        clock: deps.clock,
        ...(deps.cores ? { cores: deps.cores } : {}),
      },
      {
        onLinkState: (userId, link) => this.onLink(userId, link),
        onStreams: events.onStreams,
        onCheck: (userId, check) => this.dispatch({ type: 'peer-check', userId, check }),
        onGone: (userId) => {
          this.links.delete(userId);
          this.dispatch({ type: 'peer-gone', userId });
        },
      },
    );
    this.forgetTracks = tracks.subscribe(() => this.onTracks());
    this.chat = new Conversation({
      clock: deps.clock,
      state: () => this.state_,
      dispatch: (event) => this.dispatch(event),
      request: (message, withinMs) => this.connection.request(message, withinMs),
    });
    this.wishes = new Wishes({
      peerOf: (userId) => this.peerOf(userId)?.peerId ?? null,
      send: (message) => this.tell(message),
    });
    this.audience = new AudienceTeller({
      clock: deps.clock,
      most: () =>
        this.state_.meeting?.type === 'lecture' && this.state_.self.role !== 'listener'
          ? this.audienceRoom()
          : null,
      send: (listeners) => this.tell({ type: 'capacity', listeners }),
    });
    this.flow = this.newFlow();
    this.reports = new Reports({
      clock: deps.clock,
      stats: () => this.plane.stats(),
      send: (peers) => void this.tell({ type: 'stats', peers }),
    });
  }

  get state(): RoomState {
    return this.state_;
  }

  start(): void {
    this.watchOpening();
    this.flow.start();
    this.connection.open();
  }

  /** Call when the network is back, or is another one: signaling and media look for their way. */
  networkChanged(): void {
    this.retryNow();
    this.plane.networkChanged();
  }

  /** Call when the system says that the network is gone. */
  networkLost(): void {
    this.connection.networkLost();
  }

  /** Call when the network came back or the page woke up: connects at once. */
  retryNow(): void {
    if (this.state_.stuck) this.watchOpening();
    this.connection.retryNow();
  }

  leave(): void {
    this.connection.close();
  }

  /** The line is shown at once, and says whether the server took it. `to`: for one person only. */
  sendChat(text: string, to: string | null = null): void {
    this.chat.send(text, to);
  }

  /** Lines that this page kept from before it was loaded anew. */
  restoreChat(lines: readonly ChatLine[]): void {
    this.dispatch({ type: 'chat-kept', lines });
  }

  /** The others see the emoji; the server does not send it back. Returns whether it went. */
  react(emoji: string): boolean {
    return this.tell({ type: 'reaction', emoji });
  }

  /** What is sent has another nature now: text or film. */
  retune(): void {
    this.plane.setLocal(this.own.local);
  }

  /** Sends a line again that failed. */
  sendAgain(key: number): void {
    this.chat.sendAgain(key);
  }

  setHand(up: boolean): void {
    this.own.setHand(up);
  }

  /** For hosts and co-hosts; the server decides. Resolves when it has done it, or refused. */
  async moderate(what: Moderate): Promise<Result<null, RequestError>> {
    const answer = await this.connection.request({ type: 'moderate', ...what });
    if (!answer.ok) return answer;
    this.onMessage(answer.value);
    return ok(null);
  }

  /** We show this person's camera with this height and rate; 0: not at all. */
  want(userId: string, height: number, rate: number): void {
    this.wishes.camera(userId, height, rate);
  }

  /** We show this person's screen with this height; 0: not at all. */
  wantScreen(userId: string, height: number): void {
    this.wishes.screen(userId, height);
  }

  openChat(open: boolean): void {
    this.dispatch({ type: 'chat-open', open });
  }

  setSpeaker(userId: string | null): void {
    if (userId !== this.state_.speaker) this.dispatch({ type: 'speaker', userId });
  }

  /** Compares a code with a person; the state tells how it goes. */
  check(userId: string): void {
    this.plane.check(userId);
  }

  compared(userId: string, same: boolean): void {
    this.plane.compared(userId, same);
  }

  stats(): Promise<PeerStats[]> {
    return this.plane.stats();
  }

  /** How many listeners of a lecture we could serve. */
  audienceRoom(): number {
    return this.plane.audience(this.state_.self.media.video);
  }

  capacity(): Capacity {
    return this.plane.capacity();
  }

  /** How loud a person is, 0 to 1, as the browser measured what it plays. */
  audioLevel(userId: string): number {
    return this.plane.audioLevel(userId);
  }

  /** Sends a message that may be lost. Returns whether it went. */
  private tell(message: ClientMessage): boolean {
    return this.state_.signaling === 'up' && this.connection.send(message);
  }

  private peerOf(userId: string): PeerView | undefined {
    return this.state_.peers.find((peer) => peer.userId === userId);
  }

  private onLink(userId: string, link: LinkState): void {
    this.links.set(userId, link);
    this.dispatch({ type: 'peer-link', userId, link });
  }

  private newFlow(): FlowWatch {
    return new FlowWatch({
      clock: this.deps.clock,
      arrivals: () =>
        this.state_.peers.map(({ userId, media }): Arrival => ({
          userId,
          link: this.links.get(userId) ?? 'connecting',
          // A picture that we do not want does not come, and nothing is wrong with that.
          sends: media.audio || (media.video && !this.wishes.hidesCamera(userId)),
          newest: this.plane.newestPacket(userId),
        })),
      onLink: (userId, link) => {
        if (this.peerOf(userId)?.link !== link) this.dispatch({ type: 'peer-link', userId, link });
      },
      onCut: () => this.connection.probe(),
    });
  }

  private watchOpening(): void {
    this.forgetStuck();
    this.dispatch({ type: 'stuck', stuck: false });
    this.forgetStuck = afterAwake(this.deps.clock, kStuckMs, () => {
      if (this.state_.phase === 'connecting') this.dispatch({ type: 'stuck', stuck: true });
    });
  }

  private dispatch(event: RoomEvent): void {
    this.state_ = reduce(this.state_, event);
    this.events.onState(this.state_);
  }

  private async token(fresh: boolean): Promise<Result<string, TokenFailure>> {
    if (!fresh) return ok(this.seat.token);
    const seat = await this.deps.takeSeat();
    if (!seat.ok)
      return err(isFinal(seat.error) ? { retry: false, code: seat.error.code } : { retry: true });
    this.seat = seat.value;
    this.iceServers = seat.value.iceServers;
    return ok(seat.value.token);
  }

  /** The session goes on. It may have broken before the room let us in. */
  private onResumed(): void {
    if (!this.inRoom) {
      void this.join();
      return;
    }
    this.connection.settled();
    this.dispatch({ type: 'signaling', up: true });
    this.own.now();
    this.plane.signalingRestored();
    this.chat.resume();
    this.wishes.sendAll();
    this.audience.begin();
  }

  private async join(): Promise<void> {
    this.inRoom = false;
    const answer = await this.connection.request({
      type: 'join',
      meetingId: this.seat.meeting.meetingId,
    });
    if (answer.ok) {
      if (answer.value.type === 'joined') this.onJoined(answer.value);
      return;
    }
    this.onJoinRefused(answer.error);
  }

  private onJoinRefused(error: RequestError): void {
    const kTransient = ['offline', 'timeout', 'rate-limited', 'overloaded', 'internal'];
    // The socket is open, but we are not in the room: ask again a little later, on the same socket.
    if (kTransient.includes(error.code)) {
      if (error.code === 'offline') return;
      const waitMs = Math.max(1, error.retryAfter ?? 2) * 1000;
      this.deps.clock.after(waitMs, () => {
        if (this.connection.ready && this.state_.signaling === 'down') void this.join();
      });
      return;
    }
    // The server still works on an earlier question of ours; its answer lets us in.
    if (error.code === 'already-joined') return;
    this.finish(error.code === 'ended' ? 'ended' : 'refused', error.code);
  }

  private onJoined(message: Joined): void {
    this.connection.settled();
    this.inRoom = true;
    this.forgetStuck();
    this.iceServers = message.iceServers;
    const { type, peerId, role, meeting, peers, chat, blocked, spotlight, audience } = message;
    const lecture = audience ? { audience } : {};
    this.dispatch({ type, peerId, role, meeting, peers, chat, blocked, spotlight, ...lecture });
    switchOff(this.tracks, role === 'listener' ? kEverything : blocked);
    // A listener sends nothing from the first moment.
    this.plane.setLocal(this.own.local);
    this.own.now();
    this.reports.start();
    this.plane.sync(peers);
    this.wishes.sendAll();
    this.chat.resume();
    this.audience.begin();
  }

  private onMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'joined':
        return this.onJoined(message);
      case 'peer-joined':
        this.dispatch({ type: 'peer-joined', peer: message.peer });
        this.plane.peerJoined(message.peer);
        return this.wishes.send(message.peer.userId);
      case 'peer-updated':
        if (message.peer.peerId === this.state_.self.peerId) return this.onOwnState(message.peer);
        this.plane.peerUpdated(message.peer);
        return this.dispatch({ type: 'peer-updated', peer: message.peer });
      case 'peer-left':
        return this.onPeerLeft(message);
      case 'offer':
        return this.plane.receive(message.fromId, {
          kind: 'description',
          description: message.offer,
        });
      case 'answer':
        return this.plane.receive(message.fromId, {
          kind: 'description',
          description: message.answer,
        });
      case 'ice-candidate':
        return this.plane.receive(message.fromId, {
          kind: 'candidates',
          candidates: message.candidates,
        });
      case 'chat':
        return this.dispatch({ type: 'chat', message });
      case 'reaction':
        return this.onReaction(message.fromId, message.emoji);
      case 'reactions':
        return message.reactions.forEach(({ emoji, count }) => this.events.onCrowd?.(emoji, count));
      case 'audience': {
        const { listeners, speakers, hands, capacity } = message;
        const most = capacity === undefined ? {} : { capacity };
        const audience = { listeners, speakers, hands, ...most };
        return this.dispatch({ type: 'audience', audience });
      }
      case 'ice-servers':
        this.iceServers = message.iceServers;
        return;
      case 'want':
        return this.plane.wanted(message.fromId, wantOf(message));
      case 'moderated':
        return this.onModerated(message);
      case 'role-changed':
        return this.onRole(message.peerId, message.role);
      case 'lobby':
        return this.dispatch({
          type: 'lobby',
          lobby: { count: message.count, waiting: message.waiting },
        });
      case 'meeting-updated':
        return this.dispatch({ type: 'meeting-updated', meeting: message.meeting });
      case 'removed':
        return this.finish('refused', message.reason);
      case 'meeting-ended':
        return this.finish('ended', 'ended');
      case 'error':
        if (message.re === kMediaId && message.code === 'rate-limited')
          return this.own.refused(message.retryAfter ?? 1);
        // The server answers no-such-peer to a candidate for a person who has just left.
        if (message.code !== 'no-such-peer')
          console.warn('signaling: error', message.code, message.message);
        return;
      default:
        return;
    }
  }

  private onReaction(fromId: string, emoji: string): void {
    const from = this.state_.peers.find(({ peerId }) => peerId === fromId);
    if (from?.role === 'listener') this.events.onCrowd?.(emoji, 1);
    else if (from) this.events.onReaction?.(from.userId, emoji);
  }

  /** The floor is given and taken by a role: what we send follows at once. */
  private onRole(peerId: string, role: Role): void {
    const before = this.state_.self.role;
    this.dispatch({ type: 'role', peerId, role });
    if (peerId !== this.state_.self.peerId || role === before) return;
    if (role === 'listener') switchOff(this.tracks, kEverything);
    // Whoever has the floor asks for it no more.
    else if (before === 'listener' && this.own.hand) this.own.setHand(false);
    this.onTracks();
    this.audience.begin();
  }

  /** The server tells us about ourselves what it does not permit. */
  private onOwnState({ blocked = [] }: PeerInfo): void {
    this.dispatch({ type: 'own-blocked', blocked });
    switchOff(this.tracks, blocked);
  }

  private onModerated(message: Moderated): void {
    if (message.action === 'spotlight')
      return this.dispatch({ type: 'spotlight', peerId: message.targetId });
    if (!isAboutUs(message, this.state_)) return;
    const kind = obey(message, this.tracks, () => {
      const up = this.own.hand;
      if (up) this.setHand(false);
      return up;
    });
    if (kind) this.dispatch({ type: 'host-did', kind, name: message.name });
  }

  private onPeerLeft(message: Extract<ServerMessage, { type: 'peer-left' }>): void {
    const { peer, reason } = message;
    if (this.peerOf(peer.userId)?.peerId !== peer.peerId) return;
    if (reason === 'disconnected' || reason === 'replaced')
      this.dispatch({ type: 'peer-away', userId: peer.userId });
    this.plane.peerLeft(peer, reason);
  }

  private async refreshIce(): Promise<void> {
    const answer = await this.connection.request({ type: 'ice-refresh' });
    if (answer.ok && answer.value.type === 'ice-servers') this.iceServers = answer.value.iceServers;
  }

  private onTracks(): void {
    this.plane.setLocal(this.own.local);
    this.own.changed();
  }

  private onFinal(reason: FinalReason, code: string): void {
    const reasons: Readonly<Record<FinalReason, LeaveReason>> = {
      closed: 'left',
      replaced: 'replaced',
      ended: 'ended',
      refused: code === 'ended' ? 'ended' : 'refused',
      'signed-out': 'signed-out',
    };
    this.finish(reasons[reason], code);
  }

  private finish(reason: LeaveReason, code: string): void {
    if (this.state_.phase === 'left') return;
    this.forgetTracks();
    this.forgetStuck();
    this.flow.stop();
    this.own.stop();
    this.chat.close();
    this.reports.stop();
    this.audience.stop();
    this.dispatch({ type: 'left', reason, code: code === '' ? null : code });
    this.plane.close();
    this.connection.close();
  }
}
