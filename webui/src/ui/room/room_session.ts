// SPDX-License-Identifier: MIT
// One call as the pages see it: the core's Call behind signals, plus what only a browser has
// (sockets, peer connections, wake lock, who is loud just now).
import { signal, type ReadonlySignal } from '@preact/signals';
import { Call } from '../../core/call/call';
import { NoticeSources } from '../../core/call/notice_sources';
import type { Problem } from '../../core/api/problem';
import { systemClock } from '../../core/clock';
import { listDevices, type Device } from '../../core/media/devices';
import type { Tracks } from '../../core/media/tracks';
import type { Notice } from '../../core/model/notices';
import type { ChatLine, LeaveReason, RoomState } from '../../core/model/state';
import { ok, type Result } from '../../core/result';
import type { Capacity } from '../../core/rtc/capacity';
import type { IceSettings } from '../../core/rtc/ice';
import type { PeerStats } from '../../core/rtc/stats';
import type { GroupsWish, Moderate } from '../../core/protocol/messages';
import type { RequestError, SocketLike } from '../../core/signaling/connection';
import { reachableFrom } from '../../core/signaling/url';
import { Retries } from '../components/chunk';
import { sentenceOf } from '../components/device_change';
import { t } from '../i18n';
import type { Seated } from '../join/seat';
import { Sounds } from '../notices/sounds';
import { ActivityDesk } from '../activities/desk';
import { RecordingDesk } from '../recording/desk';
import type { Preferences } from '../preferences';
import { Awake } from './awake';
import { Levels } from './levels';
import { Showing, type Saving } from './showing';
import { watchNetworkType } from './network_type';

export type StreamsOf = ReadonlyMap<string, MediaStream>;

export interface RoomSessionDeps {
  readonly seated: Seated;
  takeSeat(): Promise<Result<Seated, Problem>>;
  readonly tracks: Tracks;
  readonly iceSettings: IceSettings;
  readonly speakerId: string;
  readonly preferences: Preferences;
  /** This device is somebody's document camera: it shares what it sees, and is silent. */
  readonly second?: boolean;
  onLeft(reason: LeaveReason, code: string | null): void;
}

declare global {
  interface Window {
    /** For tests and for those who look under the hood. */
    lectern?: { stats(): Promise<PeerStats[]> };
  }
}

/** Said to whoever shares, when the first picture of the screen is here (docs/protocol.md). */
const kSeen = '{"screen":"seen"}';
const kSessionMs = 10 * 60_000;

export class RoomSession {
  private readonly call: Call;
  private readonly state_;
  private readonly streams_ = signal<ReadonlyMap<string, StreamsOf>>(new Map());
  /** 0 … 1 by user id; whoever is not in it is at full volume. */
  readonly volumes = signal<ReadonlyMap<string, number>>(new Map());
  readonly speakerId;
  /** Called with every reaction of somebody else; the room sets it. */
  onReaction: (userId: string, emoji: string) => void = () => undefined;
  /** Called with the reactions of a lecture's listeners; the room sets it. */
  onCrowd: (emoji: string, count: number) => void = () => undefined;
  private readonly notices_ = signal<readonly Notice[]>([]);
  /** The last notice that is new: it is read out. */
  readonly newNotice = signal<Notice | null>(null);
  /** The browser or a phone call has stopped the sound; changes with each try to go on. */
  readonly soundBlocked = signal(false);
  readonly recording: RecordingDesk;
  readonly activities: ActivityDesk;
  /** Who sees our screen: the user ids. */
  readonly screenSeen = signal<ReadonlySet<string>>(new Set());
  /** Parts of the page that did not come. */
  readonly retries = new Retries(() => this.sources.partFailed());
  /** True while the room asks whether to leave. */
  readonly leaving = signal(false);
  readonly context = new AudioContext();
  private readonly sounds;
  private readonly sources: NoticeSources;
  private readonly undo: (() => void)[] = [];
  /** How much data this device may take; it remembers. */
  readonly saving;
  /** How large the others are shown here. */
  readonly showing: Showing;
  private readonly awake = new Awake();
  private readonly levels: Levels;

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
        cores: navigator.hardwareConcurrency,
      },
      {
        onState: (state) => this.onState(state),
        onStreams: (userId, streams) => {
          this.streams_.value = new Map(this.streams_.value).set(userId, streams);
        },
        onReaction: (userId, emoji) => this.onReaction(userId, emoji),
        onCrowd: (emoji, count) => this.onCrowd(emoji, count),
        onText: (userId, text) => {
          if (text === kSeen) this.screenSeen.value = new Set(this.screenSeen.value).add(userId);
          else this.recording.hear(userId, text);
        },
        onUnheard: (lane) => this.activities.onUnheard(lane),
      },
    );
    this.saving = signal(this.second ? 'voice' : deps.preferences.saving);
    this.showing = new Showing(this.call, this.saving);
    this.activities = new ActivityDesk(this.call.lanes, seated.seat.meeting.meetingId);
    this.recording = new RecordingDesk({
      say: (userId, text) => this.call.say(userId, text),
      onRecording: (on) => this.call.setRecording(on),
      onAnswered: (userId) => this.sources.answered(userId),
      tell: (sentence) => this.sources.recording(sentence),
    });
    this.state_ = signal<RoomState>(this.call.state);
    this.sounds = new Sounds(this.context, () => deps.preferences.sounds.value);
    this.levels = new Levels({
      context: this.context,
      tracks,
      state: () => this.state_.value,
      levelOf: (userId) => this.call.audioLevel(userId),
      onSample: (sample) => this.sources.onSample(sample),
      onSpeaker: (userId) => this.call.setSpeaker(userId),
    });
    this.sources = new NoticeSources({
      clock: systemClock,
      tracks,
      sentenceOf,
      onChange: (shown) => (this.notices_.value = shown),
      onNew: (notice, sound) => {
        this.newNotice.value = notice;
        if (sound) this.sounds.play(sound);
      },
    });
  }

  get notices(): ReadonlySignal<readonly Notice[]> {
    return this.notices_;
  }

  dismiss(notice: Notice): void {
    this.sources.dismiss(notice);
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
    this.listen(window, 'online', () => this.call.networkChanged());
    this.undo.push(watchNetworkType(() => this.call.networkChanged()));
    this.listen(window, 'offline', () => this.call.networkLost());
    this.listen(document, 'resume', () => this.onVisible());
    const { mediaDevices } = navigator;
    if (mediaDevices) this.listen(mediaDevices, 'devicechange', () => void this.onDevices());
    this.undo.push(this.soundBlocked.subscribe((blocked) => this.sources.soundBlocked(blocked)));
    this.listen(window, 'pagehide', () => this.call.leave());
    this.listen(document, 'visibilitychange', () => this.onVisible());
    if (this.saving.value !== 'off') this.applySaving(this.saving.value);
    if (this.second) void this.toggleScreen(true);
    this.levels.start();
    this.undo.push(() => {
      this.levels.stop();
      void this.context.close();
    });
    this.keepSignedIn();
    void this.awake.keep();
    window.lectern = { stats: () => this.call.stats() };
    this.call.start();
  }

  leave(): void {
    this.call.leave();
  }

  /** Somebody pressed Back: the room asks first. */
  askToLeave(): void {
    this.leaving.value = true;
  }

  /** Host only; the daemon then tells everyone, us too. Resolves with what hindered it, or null. */
  async end(): Promise<Problem | null> {
    const { api, seat } = this.deps.seated;
    const ended = await api.end(seat.meeting.meetingId);
    return ended.ok ? null : ended.error;
  }

  /** By one tap after a phone call or a browser's refusal: our microphone and everybody's sound. */
  resumeMedia(): void {
    if (this.context.state !== 'running') void this.context.resume().catch(() => undefined);
    this.soundBlocked.value = false;
    if (this.tracks.microphoneOn && this.levels.interrupted) {
      this.levels.interrupted = false;
      void this.tracks.renewMicrophone();
    }
  }

  retryNow(): void {
    this.call.retryNow();
  }

  sendChat(text: string, to: string | null = null): void {
    this.call.sendChat(text, to);
  }

  restoreChat(lines: readonly ChatLine[]): void {
    this.call.restoreChat(lines);
  }

  /** A person put something into the chat past the server: a file. */
  wrote(userId: string, name: string, text: string): void {
    if (!this.state_.value.chatOpen) this.sources.wrote(userId, name, text);
  }

  react(emoji: string): boolean {
    return this.call.react(emoji);
  }

  reactTo(line: number, emoji: string): void {
    this.call.reactTo(line, emoji);
  }

  retune(): void {
    this.call.retune();
  }

  sendAgain(key: number): void {
    this.call.sendAgain(key);
  }

  openChat(open: boolean): void {
    this.call.openChat(open);
  }

  /** The first picture of somebody's screen is here. */
  seesScreen(userId: string): void {
    this.call.say(userId, kSeen);
  }

  get second(): boolean {
    return this.deps.second === true;
  }

  /** `rear`: what the camera at the back sees, in place of a screen. */
  async toggleScreen(rear = false): Promise<void> {
    const { tracks } = this;
    this.screenSeen.value = new Set();
    if (tracks.screenOn) {
      tracks.stopScreen();
      return;
    }
    const started = await tracks.startScreen(rear);
    // A picker that was closed without a choice also reports "denied".
    if (!started.ok && started.error !== 'denied') this.sources.shareFailed();
  }

  toggleHand(): void {
    this.call.setHand(!this.state_.value.self.media.hand);
  }

  /** Saves data from now on, or no more. Without faces the own camera goes out, too. */
  save(saving: Saving): void {
    this.deps.preferences.saving = saving;
    this.applySaving(saving);
  }

  private applySaving(saving: Saving): void {
    const { tracks } = this;
    this.saving.value = saving;
    this.showing.again();
    void tracks.treat({ ...tracks.treatment, low: saving !== 'off' });
    if (saving === 'voice' && tracks.cameraWanted) void tracks.setCamera(false);
  }

  moderate(what: Moderate): Promise<Result<null, RequestError>> {
    return this.call.moderate(what);
  }

  groups(wish: GroupsWish): Promise<Result<null, RequestError>> {
    return this.call.groups(wish);
  }

  /** Compares a code with a person, so that both know that nobody is between them. */
  check(userId: string): void {
    this.call.check(userId);
  }

  compared(userId: string, same: boolean): void {
    this.call.compared(userId, same);
  }

  setVolume(userId: string, volume: number): void {
    this.volumes.value = new Map(this.volumes.value).set(userId, volume);
  }

  capacity(): Capacity {
    return this.call.capacity();
  }

  /** How many listeners our line and this device carry. */
  audience(): number {
    return this.call.audienceRoom();
  }

  stats(): Promise<PeerStats[]> {
    return this.call.stats();
  }

  private onState(state: RoomState): void {
    const before = this.state_.value;
    this.state_.value = state;
    if (state.groups && !before.groups) this.activities.need('groups');
    if (before.peers !== state.peers) this.recording.onPeers(state.peers);
    if (state.phase !== 'left') {
      this.sources.onState(before, state);
      return;
    }
    // The film takes its sound from the context that is closed below.
    this.recording.close();
    this.activities.stop();
    this.sources.close();
    for (const undo of this.undo.splice(0)) undo();
    this.showing.close();
    this.awake.release();
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
    void this.awake.keep();
    if (this.context.state === 'suspended') void this.context.resume().catch(() => undefined);
    // After a phone call iOS calls the microphone live, and it gives silence.
    if (this.levels.interrupted && this.tracks.microphoneOn && !this.tracks.microphonePaused) {
      this.levels.interrupted = false;
      void this.tracks.renewMicrophone();
    }
  }

  /** Devices come back: the chosen ones are used again, and others are offered. */
  private async onDevices(): Promise<void> {
    const { mediaDevices } = navigator;
    const { media } = this.deps.preferences;
    const { microphones, cameras, speakers } = await listDevices(mediaDevices);
    const { tracks } = this;
    if (tracks.trouble.microphone === 'missing' && microphones.length > 0) tracks.offer('audio');
    if (tracks.trouble.camera === 'missing' && cameras.length > 0) tracks.offer('video');
    this.onSpeakers(speakers, media.speakerId ?? '');
    const back = microphones.find(({ id }) => id === media.microphoneId);
    if (!back || !tracks.local.audio || tracks.chosen.microphoneId === back.id) return;
    if (await tracks.chooseMicrophone(back.id))
      this.sources.deviceChanged(t('notice.speaker.back', { label: back.label }));
  }

  private onSpeakers(speakers: readonly Device[], wanted: string): void {
    const current = this.speakerId.value;
    const back = speakers.find(({ id }) => id === wanted);
    if (back && current !== wanted) {
      this.speakerId.value = wanted;
      this.sources.deviceChanged(t('notice.speaker.back', { label: back.label }));
    } else if (current !== '' && !speakers.some(({ id }) => id === current)) {
      this.speakerId.value = '';
      this.sources.deviceChanged(t('notice.speaker.gone'));
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
}
