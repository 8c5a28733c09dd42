// SPDX-License-Identifier: MIT
// NoticeSources: everything that happens without having been asked for, on its way to the board of
// notices: what others do, what becomes of the line, of our devices and of the sound.
import type { Cancel, Clock } from '../clock';
import type { DeviceChange } from '../media/capture';
import { MicWatch, type MicSample } from '../media/mic_watch';
import type { Tracks } from '../media/tracks';
import { NoticeBoard, type Notice, type NoticeKind, type Sound } from '../model/notices';
import type { RoomState } from '../model/state';
import { tellingOf } from './telling';

/** A device that starts takes a moment; a question to the person takes longer. */
export const kAskingMs = 700;

export interface NoticeSourceDeps {
  readonly clock: Clock;
  readonly tracks: Tracks;
  /** One sentence about the device that is in use now. */
  sentenceOf(change: DeviceChange): string;
  onChange(shown: readonly Notice[]): void;
  onNew(notice: Notice, sound: Sound | null): void;
}

export class NoticeSources {
  private readonly board: NoticeBoard;
  private readonly mic = new MicWatch();
  private readonly forgetTracks: Cancel;
  private cancelAsking: Cancel | null = null;
  private change: DeviceChange | null = null;
  private track: MediaStreamTrack | null = null;
  /** What the board was told of each of these kinds. */
  private readonly state = new Map<NoticeKind, string>();

  constructor(private readonly deps: NoticeSourceDeps) {
    this.board = new NoticeBoard(deps);
    this.forgetTracks = deps.tracks.subscribe(() => this.onTracks());
    this.onTracks();
  }

  onState(before: RoomState, after: RoomState): void {
    const { post, clear } = tellingOf(before, after);
    for (const { kind, id } of clear) this.board.clear(kind, id);
    for (const draft of post) this.board.post(draft);
  }

  onSample(sample: MicSample): void {
    const news = this.mic.look(sample, this.deps.clock.now());
    if (news === 'speaking-muted') this.board.post({ kind: 'speaking-muted' });
    this.hold('mic-silent', this.mic.silent ? 'yes' : null);
  }

  soundBlocked(blocked: boolean): void {
    this.hold('sound-blocked', blocked ? 'yes' : null);
  }

  shareFailed(): void {
    this.board.post({ kind: 'share-failed' });
  }

  /** Another device came into use that is none of our tracks: a speaker. */
  deviceChanged(sentence: string): void {
    this.board.post({ kind: 'device', text: sentence });
  }

  partFailed(): void {
    this.board.post({ kind: 'part-failed' });
  }

  /** A line of the chat that is none of the server's: a file. */
  wrote(id: string, name: string, text: string): void {
    this.board.post({ kind: 'chat', person: { id, name }, text });
  }

  /** What becomes of our own recording, in words. */
  recording(sentence: string): void {
    this.board.post({ kind: 'recording', text: sentence });
  }

  /** We have told this person whether we may be recorded. */
  answered(userId: string): void {
    this.board.clear('recording-ask', userId);
  }

  dismiss({ key, kind }: Notice): void {
    this.board.dismiss(key);
    if (kind === 'device') this.deps.tracks.deviceChangeSeen();
    if (kind === 'ready') this.deps.tracks.readySeen();
  }

  close(): void {
    this.cancelAsking?.();
    this.forgetTracks();
    this.board.close();
  }

  private onTracks(): void {
    const { tracks } = this.deps;
    if (tracks.local.audio !== this.track) {
      this.track = tracks.local.audio;
      this.mic.reset();
      this.hold('mic-silent', null);
    }
    if (tracks.microphoneOn) this.board.clear('speaking-muted');
    this.hold('mic-paused', tracks.microphonePaused ? 'yes' : null);
    this.hold('ready', this.ready());
    this.onAsking(tracks.asking);
    const change = tracks.deviceChange;
    if (change === this.change) return;
    this.change = change;
    if (change) this.board.post({ kind: 'device', text: this.deps.sentenceOf(change) });
    else this.board.clear('device');
  }

  private ready(): string | null {
    const { microphone, camera } = this.deps.tracks.ready;
    if (microphone && camera) return 'both';
    if (microphone) return 'microphone';
    return camera ? 'camera' : null;
  }

  private onAsking(asking: boolean): void {
    if (!asking) {
      this.cancelAsking?.();
      this.cancelAsking = null;
      this.hold('asking', null);
    } else {
      this.cancelAsking ??= this.deps.clock.after(kAskingMs, () => this.hold('asking', 'yes'));
    }
  }

  /** The notice is there while there is something to say, and is told anew when that changes. */
  private hold(kind: NoticeKind, text: string | null): void {
    if ((this.state.get(kind) ?? null) === text) return;
    if (text === null) {
      this.state.delete(kind);
      this.board.clear(kind);
    } else {
      this.state.set(kind, text);
      this.board.post({ kind, text });
    }
  }
}
