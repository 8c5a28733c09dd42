// SPDX-License-Identifier: MIT
// Call: one call from joining to leaving. It connects signaling, the media plane and the room
// state. Everything from outside (sockets, connections, tokens, clock) comes through `CallDeps`.
import type { Cancel, Clock } from '../clock';
import type { Problem } from '../api/problem';
import type { Seat } from '../api/types';
import type { Tracks } from '../media/tracks';
import type { MediaPlane } from '../media_plane';
import { initialRoom, reduce } from '../model/reduce';
import type { ChatLine, LeaveReason, RoomEvent, RoomState } from '../model/state';
import type {
  IceServer,
  Joined,
  MediaState,
  Moderate,
  Moderated,
  PeerInfo,
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
import { Announcer } from './announcer';
import { FlowWatch, type Arrival } from './flow';
import { isAboutUs, obey, switchOff } from './moderation';
import { kChatMs, Outbox } from './outbox';
import { Reports } from './reports';
import { signalMessage } from './signals';

export interface CallDeps {
  openSocket(url: string): SocketLike;
  createConnection(config: RTCConfiguration): RTCPeerConnection;
  /** Takes the seat again when its token has expired. The server accepted the password before. */
  takeSeat(): Promise<Result<Seat, Problem>>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly iceSettings: IceSettings;
  readonly cores?: number;
}

export interface CallEvents {
  onState(state: RoomState): void;
  onStreams(userId: string, streams: ReadonlyMap<string, MediaStream>): void;
  /** Somebody else reacts with an emoji. */
  onReaction?(userId: string, emoji: string): void;
}

/** After this time without a room people are told that something is wrong. */
export const kStuckMs = 12_000;
/** The `id` of media-state messages: an error with it tells that the others know an older state. */
const kMediaId = 'media';

/** True for an answer of the daemon after which asking again does not help. */
function isFinal(problem: Problem): boolean {
  return (
    problem.status >= 400 &&
    problem.status < 500 &&
    problem.status !== 429 &&
    problem.status !== 408
  );
}

type LineAnswer = Result<ServerMessage, RequestError>;

export class Call {
  private state_: RoomState;
  private readonly connection: SignalingConnection;
  private readonly plane: MediaPlane;
  private iceServers: readonly IceServer[];
  private hand = false;
  /** The present session is in the room. */
  private inRoom = false;
  private forgetStuck: Cancel = () => undefined;
  private readonly flow: FlowWatch;
  private readonly links = new Map<string, LinkState>();
  private readonly announcer: Announcer;
  private readonly outbox: Outbox;
  private readonly reports: Reports;
  private readonly wishes = new Map<string, Want>();
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
    this.plane = new Mesh(
      tracks.local,
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
        onGone: (userId) => {
          this.links.delete(userId);
          this.dispatch({ type: 'peer-gone', userId });
        },
      },
    );
    this.forgetTracks = tracks.subscribe(() => this.onTracks());
    this.announcer = new Announcer(
      deps.clock,
      () => JSON.stringify(this.media),
      () => this.sendMedia(),
    );
    this.outbox = this.newOutbox();
    this.flow = this.newFlow();
    this.reports = new Reports({
      clock: deps.clock,
      stats: () => this.plane.stats(),
      send: (peers) => {
        if (this.state_.signaling === 'up') this.connection.send({ type: 'stats', peers });
      },
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
    const key = this.state_.nextKey;
    const person = this.state_.peers.find(({ userId }) => userId === to);
    if (to !== null && !person) return;
    this.dispatch({
      type: 'chat-sending',
      text,
      timestamp: new Date().toISOString(),
      ...(person ? { to: { userId: person.userId, name: person.name } } : {}),
    });
    this.outbox.add(key, text);
  }

  /** Lines that this page kept from before it was loaded anew. */
  restoreChat(lines: readonly ChatLine[]): void {
    this.dispatch({ type: 'chat-kept', lines });
  }

  /** The others see the emoji; the server does not send it back. Returns whether it went. */
  react(emoji: string): boolean {
    return this.state_.signaling === 'up' && this.connection.send({ type: 'reaction', emoji });
  }

  /** What is sent has another nature now: text or film. */
  retune(): void {
    this.plane.setLocal(this.tracks.local);
  }

  /** Sends a line again that failed. */
  sendAgain(key: number): void {
    const line = this.state_.chat.find((other) => other.key === key);
    if (line?.delivery !== 'failed') return;
    this.dispatch({ type: 'chat-again', key });
    this.outbox.add(key, line.text);
  }

  setHand(up: boolean): void {
    this.hand = up;
    this.announceMedia();
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
    this.wishes.set(userId, { height, rate });
    this.sendWish(userId);
  }

  /** A wish may be lost with a connection, so each is sent again when it is back. */
  private sendWish(userId: string): void {
    const peer = this.state_.peers.find((other) => other.userId === userId);
    const wish = this.wishes.get(userId);
    if (peer && wish && this.state_.signaling === 'up')
      this.connection.send({ type: 'want', targetId: peer.peerId, ...wish });
  }

  private sendWishes(): void {
    for (const userId of this.wishes.keys()) this.sendWish(userId);
  }

  openChat(open: boolean): void {
    this.dispatch({ type: 'chat-open', open });
  }

  setSpeaker(userId: string | null): void {
    if (userId !== this.state_.speaker) this.dispatch({ type: 'speaker', userId });
  }

  stats(): Promise<PeerStats[]> {
    return this.plane.stats();
  }

  capacity(): Capacity {
    return this.plane.capacity();
  }

  /** How loud a person is, 0 to 1, as the browser measured what it plays. */
  audioLevel(userId: string): number {
    return this.plane.audioLevel(userId);
  }

  private async requestLine(message: string, key: number): Promise<LineAnswer> {
    const to = this.state_.chat.find((line) => line.key === key)?.to;
    if (!to) return this.connection.request({ type: 'chat', message }, kChatMs);
    // The person may have come back under another participant id meanwhile.
    const target = this.state_.peers.find(({ userId }) => userId === to.userId);
    if (!target) return err({ code: 'no-such-peer' });
    const { peerId: targetId } = target;
    return this.connection.request({ type: 'chat', message, targetId }, kChatMs);
  }

  private newOutbox(): Outbox {
    return new Outbox({
      clock: this.deps.clock,
      request: (message, key) => this.requestLine(message, key),
      isOpen: (key) =>
        this.state_.chat.some((line) => line.key === key && line.delivery === 'sending'),
      onSent: (key, message) => this.dispatch({ type: 'chat-sent', key, message }),
      onFailed: (key) => this.dispatch({ type: 'chat-failed', key }),
    });
  }

  private onLink(userId: string, link: LinkState): void {
    this.links.set(userId, link);
    this.dispatch({ type: 'peer-link', userId, link });
  }

  private newFlow(): FlowWatch {
    return new FlowWatch({
      clock: this.deps.clock,
      arrivals: () =>
        this.state_.peers.map(
          ({ userId, media }): Arrival => ({
            userId,
            link: this.links.get(userId) ?? 'connecting',
            // A picture that we do not want does not come, and nothing is wrong with that.
            sends: media.audio || (media.video && this.wishes.get(userId)?.height !== 0),
            newest: this.plane.newestPacket(userId),
          }),
        ),
      onLink: (userId, link) => {
        const shown = this.state_.peers.find((peer) => peer.userId === userId)?.link;
        if (shown !== link) this.dispatch({ type: 'peer-link', userId, link });
      },
      onCut: () => this.connection.probe(),
    });
  }

  private watchOpening(): void {
    this.forgetStuck();
    this.dispatch({ type: 'stuck', stuck: false });
    this.forgetStuck = this.deps.clock.after(kStuckMs, () => {
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
    this.announceNow();
    this.plane.signalingRestored();
    this.outbox.resume();
    this.sendWishes();
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
    const { peerId, role, meeting, peers, chat, blocked, spotlight } = message;
    this.dispatch({ type: 'joined', peerId, role, meeting, peers, chat, blocked, spotlight });
    switchOff(this.tracks, blocked);
    this.announceNow();
    this.reports.start();
    this.plane.sync(peers);
    this.sendWishes();
    this.outbox.resume();
  }

  private onMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'joined':
        return this.onJoined(message);
      case 'peer-joined':
        this.dispatch({ type: 'peer-joined', peer: message.peer });
        this.plane.peerJoined(message.peer);
        return this.sendWish(message.peer.userId);
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
      case 'reaction': {
        const from = this.state_.peers.find(({ peerId }) => peerId === message.fromId);
        if (from) this.events.onReaction?.(from.userId, message.emoji);
        return;
      }
      case 'ice-servers':
        this.iceServers = message.iceServers;
        return;
      case 'want':
        return this.plane.wanted(message.fromId, { height: message.height, rate: message.rate });
      case 'moderated':
        return this.onModerated(message);
      case 'role-changed':
        return this.dispatch({ type: 'role', peerId: message.peerId, role: message.role });
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
          return this.announcer.refused(message.retryAfter ?? 1);
        // The server answers no-such-peer to a candidate for a person who has just left.
        if (message.code !== 'no-such-peer')
          console.warn('signaling: error', message.code, message.message);
        return;
      default:
        return;
    }
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
      const up = this.hand;
      if (up) this.setHand(false);
      return up;
    });
    if (kind) this.dispatch({ type: 'host-did', kind, name: message.name });
  }

  private onPeerLeft(message: Extract<ServerMessage, { type: 'peer-left' }>): void {
    const { peer, reason } = message;
    const known = this.state_.peers.find((other) => other.userId === peer.userId);
    if (known?.peerId !== peer.peerId) return;
    if (reason !== 'left' && reason !== 'removed')
      this.dispatch({ type: 'peer-away', userId: peer.userId });
    this.plane.peerLeft(peer, reason);
  }

  private async refreshIce(): Promise<void> {
    const answer = await this.connection.request({ type: 'ice-refresh' });
    if (answer.ok && answer.value.type === 'ice-servers') this.iceServers = answer.value.iceServers;
  }

  private onTracks(): void {
    this.plane.setLocal(this.tracks.local);
    this.announceMedia();
  }

  private get media(): MediaState {
    const { screen } = this.tracks.local;
    return {
      audio: this.tracks.microphoneOn,
      video: this.tracks.cameraOn,
      screen: screen !== null,
      hand: this.hand,
      recording: false,
      ...(screen ? { screenStream: screen.id } : {}),
    };
  }

  /** We see our own state at once; the others get it as fast as the server takes it. */
  private announceMedia(): void {
    this.dispatch({ type: 'own-media', media: this.media });
    // Otherwise the next session begins with it.
    if (this.state_.signaling === 'up') this.announcer.changed();
  }

  private announceNow(): void {
    this.dispatch({ type: 'own-media', media: this.media });
    this.announcer.now();
  }

  private sendMedia(): void {
    if (this.state_.signaling === 'up')
      this.connection.send({ type: 'media-state', ...this.media }, kMediaId);
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
    this.announcer.stop();
    this.outbox.close();
    this.reports.stop();
    this.dispatch({ type: 'left', reason, code: code === '' ? null : code });
    this.plane.close();
    this.connection.close();
  }
}
