// SPDX-License-Identifier: MIT
// Tracks: opens, switches, mutes and releases our own microphone, camera and screen. One
// MediaStream stays the same for the whole call, while its tracks come and go.
import { troubleOf, type MediaTrouble } from './devices';
import { err, ok, type Result } from '../result';
import type { LocalMedia } from '../rtc/slots';

export type MediaSource = Pick<MediaDevices, 'getUserMedia' | 'getDisplayMedia'>;

export interface TrackDeps {
  /** Absent if the page is not a secure context. */
  readonly source: MediaSource | undefined;
  newStream(): MediaStream;
}

export interface Wanted {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly microphoneId?: string;
  readonly cameraId?: string;
}

export interface TrackTrouble {
  readonly microphone: MediaTrouble | null;
  readonly camera: MediaTrouble | null;
}

const kAudio: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
const kVideo: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};

function withDevice(
  base: MediaTrackConstraints,
  deviceId: string | undefined,
): MediaTrackConstraints {
  return deviceId ? { ...base, deviceId: { exact: deviceId } } : base;
}

export class Tracks {
  private readonly stream: MediaStream;
  private audio: MediaStreamTrack | null = null;
  private video: MediaStreamTrack | null = null;
  private screen: MediaStream | null = null;
  private microphoneOn_ = false;
  private microphoneId: string | undefined;
  private cameraId: string | undefined;
  private trouble_: TrackTrouble = { microphone: null, camera: null };
  private readonly listeners = new Set<() => void>();

  constructor(private readonly deps: TrackDeps) {
    this.stream = deps.newStream();
  }

  /** Calls `listener` after every change of a track; the returned function unsubscribes it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get local(): LocalMedia {
    return { stream: this.stream, audio: this.audio, video: this.video, screen: this.screen };
  }

  get trouble(): TrackTrouble {
    return this.trouble_;
  }

  get microphoneOn(): boolean {
    return this.microphoneOn_ && this.audio !== null;
  }

  get cameraOn(): boolean {
    return this.video !== null;
  }

  get screenOn(): boolean {
    return this.screen !== null;
  }

  get chosen(): {
    readonly microphoneId: string | undefined;
    readonly cameraId: string | undefined;
  } {
    return {
      microphoneId: this.audio?.getSettings().deviceId ?? this.microphoneId,
      cameraId: this.video?.getSettings().deviceId ?? this.cameraId,
    };
  }

  /**
   * Asks once for camera and microphone, so that the browser shows one question. If that fails,
   * asks for each alone to learn which is at fault.
   */
  async open(wanted: Wanted): Promise<void> {
    this.microphoneId = wanted.microphoneId;
    this.cameraId = wanted.cameraId;
    this.microphoneOn_ = wanted.microphone;
    if (wanted.microphone && wanted.camera) {
      const both = await this.ask({
        audio: withDevice(kAudio, this.microphoneId),
        video: withDevice(kVideo, this.cameraId),
      });
      if (both.ok) {
        this.take(both.value);
        this.changed();
        return;
      }
    }
    if (wanted.microphone) await this.openMicrophone();
    if (wanted.camera) await this.openCamera();
    this.changed();
  }

  /** Mutes by `enabled`, so that unmuting is instant; opens the device if none is open. */
  async setMicrophone(on: boolean): Promise<void> {
    this.microphoneOn_ = on;
    if (on && !this.audio) await this.openMicrophone();
    if (this.audio) this.audio.enabled = on;
    this.changed();
  }

  /** Switching off releases the device, so that its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    if (on && !this.video) await this.openCamera();
    if (!on) this.drop('video');
    this.changed();
  }

  async chooseMicrophone(deviceId: string): Promise<void> {
    this.microphoneId = deviceId;
    this.drop('audio');
    await this.openMicrophone();
    this.changed();
  }

  async chooseCamera(deviceId: string): Promise<void> {
    this.cameraId = deviceId;
    this.drop('video');
    await this.openCamera();
    this.changed();
  }

  /** A closed picker also returns `denied`; it needs no message. */
  async startScreen(): Promise<Result<null, MediaTrouble>> {
    const { source } = this.deps;
    if (!source?.getDisplayMedia) return err('insecure');
    try {
      const screen = await source.getDisplayMedia({
        video: { frameRate: { ideal: 30 } },
        audio: true,
      });
      const [video] = screen.getVideoTracks();
      if (video) {
        video.contentHint = 'detail';
        // The browser's own "stop sharing" button.
        video.onended = () => this.stopScreen();
      }
      this.stopScreen();
      this.screen = screen;
      this.changed();
      return ok(null);
    } catch (error) {
      return err(troubleOf(error));
    }
  }

  stopScreen(): void {
    if (!this.screen) return;
    for (const track of this.screen.getTracks()) {
      track.onended = null;
      track.stop();
    }
    this.screen = null;
    this.changed();
  }

  close(): void {
    this.listeners.clear();
    this.stopScreen();
    this.drop('audio');
    this.drop('video');
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private async ask(
    constraints: MediaStreamConstraints,
  ): Promise<Result<MediaStream, MediaTrouble>> {
    if (!this.deps.source) return err('insecure');
    try {
      return ok(await this.deps.source.getUserMedia(constraints));
    } catch (error) {
      return err(troubleOf(error));
    }
  }

  private async openMicrophone(): Promise<void> {
    let got = await this.ask({ audio: withDevice(kAudio, this.microphoneId) });
    // The remembered device may be unplugged.
    if (!got.ok && got.error === 'missing' && this.microphoneId)
      got = await this.ask({ audio: kAudio });
    if (got.ok) this.take(got.value);
    this.trouble_ = { ...this.trouble_, microphone: got.ok ? null : got.error };
  }

  private async openCamera(): Promise<void> {
    let got = await this.ask({ video: withDevice(kVideo, this.cameraId) });
    if (!got.ok && got.error === 'missing' && this.cameraId)
      got = await this.ask({ video: kVideo });
    if (got.ok) this.take(got.value);
    this.trouble_ = { ...this.trouble_, camera: got.ok ? null : got.error };
  }

  private take(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      const kind = track.kind === 'audio' ? 'audio' : 'video';
      this.drop(kind);
      this[kind] = track;
      this.stream.addTrack(track);
      track.onended = () => this.lost(kind, track);
      if (kind === 'audio') {
        track.enabled = this.microphoneOn_;
        this.trouble_ = { ...this.trouble_, microphone: null };
      } else {
        this.trouble_ = { ...this.trouble_, camera: null };
      }
    }
  }

  /** The device was unplugged, or the system took it away (a phone call). */
  private lost(kind: 'audio' | 'video', track: MediaStreamTrack): void {
    if (this[kind] !== track) return;
    this.drop(kind);
    this.trouble_ = { ...this.trouble_, [kind === 'audio' ? 'microphone' : 'camera']: 'missing' };
    this.changed();
  }

  private drop(kind: 'audio' | 'video'): void {
    const track = this[kind];
    if (!track) return;
    track.onended = null;
    track.stop();
    this.stream.removeTrack(track);
    this[kind] = null;
  }
}
