// SPDX-License-Identifier: MIT
// One call as the pages see it: the core's Call behind signals, plus what only a browser has
// (sockets, peer connections, wake lock, who is loud just now).
import { signal, type ReadonlySignal } from '@preact/signals';
import { Call } from '../../core/call/call';
import type { Problem } from '../../core/api/problem';
import { systemClock } from '../../core/clock';
import {
  chooseSpeaker,
  loudness,
  openLevelMeter,
  type LevelMeter,
  type SpeakerChoice,
} from '../../core/media/level';
import type { Tracks } from '../../core/media/tracks';
import type { LeaveReason, RoomState } from '../../core/model/state';
import { ok, type Result } from '../../core/result';
import { wantedHeight } from '../../core/rtc/quality';
import type { IceSettings } from '../../core/rtc/ice';
import type { PeerStats } from '../../core/rtc/stats';
import type { Moderate } from '../../core/protocol/messages';
import type { RequestError, SocketLike } from '../../core/signaling/connection';
import { reachableFrom } from '../../core/signaling/url';
import type { Seated } from '../join/seat';

export type StreamsOf = ReadonlyMap<string, MediaStream>;

export interface RoomSessionDeps {
  readonly seated: Seated;
  takeSeat(): Promise<Result<Seated, Problem>>;
  readonly tracks: Tracks;
  readonly iceSettings: IceSettings;
  readonly speakerId: string;
  onLeft(reason: LeaveReason, code: string | null): void;
}

declare global {
  interface Window {
    /** For tests and for those who look under the hood. */
    lectern?: { stats(): Promise<PeerStats[]> };
  }
}

const kLevelMs = 200;
const kSessionMs = 10 * 60_000;
const kWishMs = 500;

export class RoomSession {
  private readonly call: Call;
  private readonly state_;
  private readonly streams_ = signal<ReadonlyMap<string, StreamsOf>>(new Map());
  /** 0 … 1 by user id; whoever is not in it is at full volume. */
  readonly volumes = signal<ReadonlyMap<string, number>>(new Map());
  readonly speakerId;
  /** True while the room says that sharing did not start. */
  readonly screenFailed = signal(false);
  private readonly undo: (() => void)[] = [];
  private readonly wishes = new Map<string, string>();
  private readonly wishTimers = new Map<string, ReturnType<typeof setTimeout>>();
  private choice: SpeakerChoice = { id: null, since: 0 };
  private wakeLock: WakeLockSentinel | null = null;

  constructor(private readonly deps: RoomSessionDeps) {
    const { seated, tracks } = deps;
    this.speakerId = signal(deps.speakerId);
    this.call = new Call(
      seated.seat,
      seated.user,
      tracks,
      {
        openSocket: (url) =>
          new WebSocket(reachableFrom(window.location, url)) as unknown as SocketLike,
        createConnection: (config) => new RTCPeerConnection(config),
        takeSeat: async () => {
          const again = await deps.takeSeat();
          return again.ok ? ok(again.value.seat) : again;
        },
        clock: systemClock,
        random: Math.random,
        iceSettings: deps.iceSettings,
      },
      {
        onState: (state) => this.onState(state),
        onStreams: (userId, streams) => {
          this.streams_.value = new Map(this.streams_.value).set(userId, streams);
        },
      },
    );
    this.state_ = signal<RoomState>(this.call.state);
  }

  get state(): ReadonlySignal<RoomState> {
    return this.state_;
  }

  get streams(): ReadonlySignal<ReadonlyMap<string, StreamsOf>> {
    return this.streams_;
  }

  get tracks(): Tracks {
    return this.deps.tracks;
  }

  get seated(): Seated {
    return this.deps.seated;
  }

  start(): void {
    this.listen(window, 'online', () => this.call.retryNow());
    this.listen(window, 'pagehide', () => this.call.leave());
    this.listen(document, 'visibilitychange', () => this.onVisible());
    this.watchLevels();
    this.keepSignedIn();
    void this.keepAwake();
    window.lectern = { stats: () => this.call.stats() };
    this.call.start();
  }

  leave(): void {
    this.call.leave();
  }

  /** Host only; the daemon then tells everyone, us too. */
  async end(): Promise<boolean> {
    const { api, seat } = this.deps.seated;
    return (await api.end(seat.meeting.meetingId)).ok;
  }

  retryNow(): void {
    this.call.retryNow();
  }

  sendChat(text: string): void {
    this.call.sendChat(text);
  }

  sendAgain(key: number): void {
    this.call.sendAgain(key);
  }

  openChat(open: boolean): void {
    this.call.openChat(open);
  }

  async toggleScreen(): Promise<void> {
    const { tracks } = this;
    if (tracks.screenOn) {
      tracks.stopScreen();
      return;
    }
    const started = await tracks.startScreen();
    // A picker that was closed without a choice also reports "denied".
    this.screenFailed.value = !started.ok && started.error !== 'denied';
  }

  toggleHand(): void {
    this.call.setHand(!this.state_.value.self.media.hand);
  }

  /** A person's picture is shown so high; the person's browser then sends no more than that. */
  shows(userId: string, height: number, rate: number): void {
    const wish = wantedHeight(height, window.devicePixelRatio);
    const key = `${wish} ${rate}`;
    if (this.wishes.get(userId) === key) return;
    this.wishes.set(userId, key);
    clearTimeout(this.wishTimers.get(userId));
    // While a window is resized only the last size counts.
    this.wishTimers.set(
      userId,
      setTimeout(() => this.call.want(userId, wish, rate), kWishMs),
    );
  }

  moderate(what: Moderate): Promise<Result<null, RequestError>> {
    return this.call.moderate(what);
  }

  noticeSeen(key: number): void {
    this.call.noticeSeen(key);
  }

  setVolume(userId: string, volume: number): void {
    this.volumes.value = new Map(this.volumes.value).set(userId, volume);
  }

  stats(): Promise<PeerStats[]> {
    return this.call.stats();
  }

  private onState(state: RoomState): void {
    this.state_.value = state;
    if (state.phase !== 'left') return;
    for (const undo of this.undo.splice(0)) undo();
    for (const timer of this.wishTimers.values()) clearTimeout(timer);
    void this.wakeLock?.release();
    delete window.lectern;
    this.deps.onLeft(state.leaveReason ?? 'left', state.leaveCode);
  }

  private listen(target: EventTarget, type: string, action: () => void): void {
    target.addEventListener(type, action);
    this.undo.push(() => target.removeEventListener(type, action));
  }

  private onVisible(): void {
    if (document.visibilityState !== 'visible') return;
    this.call.retryNow();
    void this.keepAwake();
  }

  /** Phones must not fall asleep in the middle of a lesson. */
  private async keepAwake(): Promise<void> {
    try {
      const lock = await navigator.wakeLock.request('screen');
      // The browser may answer after the person has left.
      if (this.state_.value.phase === 'left') await lock.release();
      else this.wakeLock = lock;
    } catch {
      // Not supported, or the battery is low: the call goes on all the same.
    }
  }

  /**
   * A call sends no request for hours, and the server closes the socket of a session that expires.
   * A request renews the tokens when they are old, and so the session.
   */
  private keepSignedIn(): void {
    const timer = setInterval(() => void this.deps.seated.api.me(), kSessionMs);
    this.undo.push(() => clearInterval(timer));
  }

  private watchLevels(): void {
    const context = new AudioContext();
    let meter: { readonly track: MediaStreamTrack; readonly meter: LevelMeter } | null = null;
    const timer = setInterval(() => {
      const { audio } = this.tracks.local;
      if (meter?.track !== audio) {
        meter?.meter.close();
        meter = audio && { track: audio, meter: openLevelMeter(context, audio) };
      }
      this.chooseSpeaker(meter?.meter.read() ?? 0);
    }, kLevelMs);
    this.undo.push(() => {
      clearInterval(timer);
      meter?.meter.close();
      void context.close();
    });
  }

  private chooseSpeaker(ownLevel: number): void {
    const { self, peers } = this.state_.value;
    const levels = new Map<string, number>([[self.userId, ownLevel]]);
    for (const peer of peers) {
      if (peer.media.audio) levels.set(peer.userId, loudness(this.call.audioLevel(peer.userId)));
    }
    this.choice = chooseSpeaker(this.choice, levels, performance.now());
    this.call.setSpeaker(this.choice.id);
  }
}
