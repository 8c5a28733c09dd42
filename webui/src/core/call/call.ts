// SPDX-License-Identifier: MIT
// Call: one call from joining to leaving. It connects signaling, the media plane and the room
// state. Everything from outside (sockets, connections, tokens, clock) comes through `CallDeps`.
import type { Clock } from '../clock';
import type { Problem } from '../api/problem';
import type { Seat } from '../api/types';
import type { Tracks } from '../media/tracks';
import type { MediaPlane, MediaPlaneFactory } from '../media_plane';
import { initialRoom, reduce } from '../model/reduce';
import type { ChatLine, LeaveReason, PeerView, RoomEvent, RoomState } from '../model/state';
import type { ClientMessage, GroupsWish, Joined, Moderate } from '../protocol/messages';
import { ok, type Result } from '../result';
import { rtcConfiguration, type IceSettings } from '../rtc/ice';
import { Mesh } from '../rtc/mesh';
import type { Capacity } from '../rtc/capacity';
import type { PeerStats } from '../rtc/stats';
import type { Lane } from '../rtc/side_channel';
import { SignalingConnection, type RequestError, type SocketLike } from '../signaling/connection';
import { AudienceTeller } from './audience_teller';
import { Conversation } from './conversation';
import { leaveReasonOf } from './ending';
import { Entrance } from './entrance';
import { Inbox, kMediaId, type Reacting } from './inbox';
import { Lanes } from './lanes';
import { LinkWatch } from './link_watch';
import { kEverything, switchOff } from './moderation';
import { OwnMedia } from './own_media';
import { Reports } from './reports';
import { SeatKeeper } from './seat_keeper';
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

export interface CallEvents extends Reacting {
  onState(state: RoomState): void;
  onStreams(userId: string, streams: ReadonlyMap<string, MediaStream>): void;
  /** A person said something beside the media. */
  onText?(userId: string, text: string): void;
  /** Somebody uses a tool whose code does not run here. */
  onUnheard?(lane: Lane): void;
}

const newMesh: MediaPlaneFactory = (local, deps, events) => new Mesh(local, deps, events);

export class Call {
  private state_: RoomState;
  private readonly connection: SignalingConnection;
  private readonly plane: MediaPlane;
  private readonly seat: SeatKeeper;
  private readonly inbox: Inbox;
  /** The present session is in the room. */
  private inRoom = false;
  private readonly entrance: Entrance;
  private readonly links: LinkWatch;
  private readonly own: OwnMedia;
  private readonly chat: Conversation;
  private readonly reports: Reports;
  private readonly wishes: Wishes;
  private readonly audience: AudienceTeller;
  /** How the room's tools reach the others. */
  readonly lanes: Lanes;
  private readonly forgetTracks: () => void;

  constructor(
    seat: Seat,
    user: { readonly id: string; readonly name: string },
    private readonly tracks: Tracks,
    deps: CallDeps,
    private readonly events: CallEvents,
  ) {
    this.state_ = initialRoom(user.id, user.name);
    this.seat = new SeatKeeper(seat, () => deps.takeSeat());
    this.connection = new SignalingConnection(
      {
        openSocket: () => deps.openSocket(this.seat.signalingUrl),
        token: (fresh) => this.seat.token(fresh),
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
        onReady: () => this.onReady(),
        onResumed: () => this.onResumed(),
        onMessage: (message) => this.inbox.take(message),
        onFinal: (reason, code) => this.finish(leaveReasonOf(reason, code), code),
      },
    );
    this.entrance = new Entrance({
      clock: deps.clock,
      meetingId: this.seat.meetingId,
      request: (message) => this.connection.request(message),
      outside: () => this.connection.ready && this.state_.signaling === 'down',
      onJoined: (message) => this.onJoined(message),
      onStuck: (stuck) => {
        if (!stuck || this.state_.phase === 'connecting') this.dispatch({ type: 'stuck', stuck });
      },
      onRefused: (code) => this.finish(code === 'ended' ? 'ended' : 'refused', code),
    });
    this.own = new OwnMedia({
      clock: deps.clock,
      tracks,
      listens: () => this.state_.self.role === 'listener',
      up: () => this.state_.signaling === 'up',
      send: (media) => void this.connection.send({ type: 'media-state', ...media }, kMediaId),
      onChange: (media) => this.dispatch({ type: 'own-media', media }),
    });
    this.lanes = new Lanes(
      () => this.plane,
      (lane) => events.onUnheard?.(lane),
    );
    this.plane = (deps.mediaPlane ?? newMesh)(
      this.own.local,
      {
        createConnection: deps.createConnection,
        configuration: (relayOnly) =>
          rtcConfiguration(this.seat.iceServers, deps.iceSettings, relayOnly),
        refreshIce: () => this.refreshIce(),
        signal: (targetId, signal) =>
          this.state_.signaling === 'up' && this.connection.send(signalMessage(targetId, signal)),
        signalingUp: () => this.state_.signaling === 'up',
        clock: deps.clock,
        ...(deps.cores ? { cores: deps.cores } : {}),
      },
      {
        onLinkState: (userId, link) => this.links.onLink(userId, link),
        onStreams: events.onStreams,
        onText: (userId, text) => events.onText?.(userId, text),
        onLane: (userId, lane, open) => this.lanes.onLane(userId, lane, open),
        onBytes: (userId, lane, bytes) => this.lanes.onBytes(userId, lane, bytes),
        onCheck: (userId, check) => this.dispatch({ type: 'peer-check', userId, check }),
        onGone: (userId) => this.links.onGone(userId),
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
    this.inbox = new Inbox({
      tracks,
      events,
      plane: this.plane,
      own: this.own,
      wishes: this.wishes,
      state: () => this.state_,
      dispatch: (event) => this.dispatch(event),
      onJoined: (message) => this.onJoined(message),
      onIceServers: (servers) => (this.seat.iceServers = servers),
      onOwnRole: () => {
        this.onTracks();
        this.audience.begin();
      },
      finish: (reason, code) => this.finish(reason, code),
    });
    this.audience = new AudienceTeller({
      clock: deps.clock,
      most: () =>
        this.state_.meeting?.type === 'lecture' && this.state_.self.role !== 'listener'
          ? this.audienceRoom()
          : null,
      send: (listeners) => this.tell({ type: 'capacity', listeners }),
    });
    this.links = new LinkWatch({
      clock: deps.clock,
      state: () => this.state_,
      dispatch: (event) => this.dispatch(event),
      plane: () => this.plane,
      hidesCamera: (userId) => this.wishes.hidesCamera(userId),
      onCut: () => this.connection.probe(),
    });
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
    this.entrance.watch();
    this.links.start();
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
    if (this.state_.stuck) this.entrance.watch();
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

  /** To one line of the chat; everybody sees it who has the line. */
  reactTo(line: number, emoji: string): void {
    if (!this.tell({ type: 'reaction', emoji, line })) return;
    this.dispatch({ type: 'line-reaction', line, emoji, from: this.state_.self.peerId });
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
  moderate(what: Moderate): Promise<Result<null, RequestError>> {
    return this.ask({ type: 'moderate', ...what });
  }

  /** Of the groups of the room; the server decides. Resolves when it has done it, or refused. */
  groups(wish: GroupsWish): Promise<Result<null, RequestError>> {
    return this.ask({ type: 'groups', ...wish });
  }

  /** The answer says what has changed. */
  private async ask(message: ClientMessage): Promise<Result<null, RequestError>> {
    const answer = await this.connection.request(message);
    if (!answer.ok) return answer;
    this.inbox.take(answer.value);
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

  /** Tells the server that this page makes a film of the room, or no more. */
  setRecording(on: boolean): void {
    this.own.setRecording(on);
  }

  /** Beside the media, and past the server. Returns false while there is no way. */
  say(userId: string, text: string): boolean {
    return this.plane.say(userId, text);
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

  private dispatch(event: RoomEvent): void {
    this.state_ = reduce(this.state_, event);
    this.events.onState(this.state_);
  }

  private onReady(): void {
    this.inRoom = false;
    void this.entrance.join();
  }

  /** The session goes on. It may have broken before the room let us in. */
  private onResumed(): void {
    if (!this.inRoom) {
      this.onReady();
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

  private onJoined(message: Joined): void {
    this.connection.settled();
    this.inRoom = true;
    this.entrance.forget();
    this.seat.iceServers = message.iceServers;
    const { type, peerId, role, meeting, peers, chat, blocked, spotlight } = message;
    const { audience, groups } = message;
    const more = { ...(audience ? { audience } : {}), ...(groups ? { groups } : {}) };
    this.dispatch({ type, peerId, role, meeting, peers, chat, blocked, spotlight, ...more });
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

  private async refreshIce(): Promise<void> {
    const answer = await this.connection.request({ type: 'ice-refresh' });
    if (answer.ok && answer.value.type === 'ice-servers')
      this.seat.iceServers = answer.value.iceServers;
  }

  private onTracks(): void {
    this.plane.setLocal(this.own.local);
    this.own.changed();
  }

  private finish(reason: LeaveReason, code: string): void {
    if (this.state_.phase === 'left') return;
    this.forgetTracks();
    this.entrance.forget();
    this.links.stop();
    this.own.stop();
    this.chat.close();
    this.reports.stop();
    this.audience.stop();
    this.dispatch({ type: 'left', reason, code: code === '' ? null : code });
    this.plane.close();
    this.connection.close();
  }
}
