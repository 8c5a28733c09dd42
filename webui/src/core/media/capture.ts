// SPDX-License-Identifier: MIT
// Capture: our microphone or our camera. It keeps what is wanted apart from what is there: whatever
// the browser gives late is taken only if it is still wanted, and is stopped otherwise.
import type { MediaTrouble } from './devices';
import type { Result } from '../result';

export type CaptureKind = 'audio' | 'video';

/** Another device is in use than the person or the last visit chose. */
export interface DeviceChange {
  readonly kind: CaptureKind;
  /**
   * `kept`: the chosen device did not start, and the one before it goes on. `replaced`: the
   * remembered device did not start. `lost`: the device went away during the call.
   */
  readonly what: 'kept' | 'replaced' | 'lost';
  readonly why: MediaTrouble;
  /** The name of the device in use; null if there is none now. */
  readonly label: string | null;
}

export interface CaptureDeps {
  /** Asks the browser for one track of this kind. */
  ask(deviceId: string | undefined): Promise<Result<MediaStream, MediaTrouble>>;
  /** The track came or went. */
  onTrack(track: MediaStreamTrack | null, before: MediaStreamTrack | null): void;
  onChange(change: DeviceChange): void;
  /** The system took the sound or the picture away for a while (a phone call), or gave it back. */
  onPaused(): void;
}

export function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}

export class Capture {
  private track_: MediaStreamTrack | null = null;
  private wanted_ = false;
  private enabled_ = true;
  private deviceId: string | undefined;
  private openedFor: string | undefined;
  private running: Promise<void> | null = null;
  trouble: MediaTrouble | null = null;

  constructor(
    readonly kind: CaptureKind,
    private readonly deps: CaptureDeps,
  ) {}

  get track(): MediaStreamTrack | null {
    return this.track_;
  }

  /** True from the wish on, also while the browser still asks the person. */
  get wanted(): boolean {
    return this.wanted_;
  }

  get asking(): boolean {
    return this.running !== null;
  }

  get enabled(): boolean {
    return this.enabled_;
  }

  /** The device in use, or else the one that was chosen. */
  get chosen(): string | undefined {
    return this.track_?.getSettings().deviceId ?? this.deviceId;
  }

  /** Remembers the device for the next opening. */
  prefer(deviceId: string | undefined): void {
    this.deviceId = deviceId;
    if (this.track_) this.openedFor = deviceId;
  }

  /** The track lives, but the system gives it nothing. */
  get paused(): boolean {
    return this.track_?.muted === true;
  }

  /** Opens the device anew, because what it gives is not to be trusted. */
  async renew(): Promise<void> {
    if (!this.track_ || this.running) return;
    this.drop();
    await this.settle();
  }

  /** A disabled track stays open and sends silence, so that enabling it is instant. */
  enable(on: boolean): void {
    this.enabled_ = on;
    if (this.track_) this.track_.enabled = on;
  }

  /** The wish alone; settle() opens the device. */
  want(): void {
    this.wanted_ = true;
  }

  async open(): Promise<void> {
    this.want();
    await this.settle();
  }

  /** Gives the device back at once; what the browser gives later is stopped as it arrives. */
  close(): void {
    this.wanted_ = false;
    this.drop();
  }

  /** Returns whether the device is in use now. On failure the device before it goes on. */
  async choose(deviceId: string): Promise<boolean> {
    this.deviceId = deviceId;
    this.wanted_ = true;
    await this.settle();
    return this.track_ !== null && this.openedFor === deviceId;
  }

  /** The wish is over, because the person or the browser said no. */
  refuse(why: MediaTrouble): void {
    this.trouble = why;
    this.wanted_ = false;
  }

  /** Several captures can share one question to the person: `answer` then brings both tracks. */
  async share(answer: Promise<Result<MediaStream, MediaTrouble>>): Promise<void> {
    this.wanted_ = true;
    const deviceId = this.deviceId;
    const taken = answer.then((got) => {
      if (!got.ok) return;
      const mine = got.value.getTracks().filter((track) => track.kind === this.kind);
      if (this.isWanted(deviceId)) mine.forEach((track) => this.take(track, deviceId));
      else mine.forEach((track) => track.stop());
    });
    await this.run(taken);
  }

  /** Opens what is wanted, and does nothing if the wish is over. */
  settle(): Promise<void> {
    return this.running ? this.running.then(() => this.settle()) : this.run(this.reconcile());
  }

  private run(work: Promise<void>): Promise<void> {
    const running = work.finally(() => {
      if (this.running === running) this.running = null;
    });
    this.running = running;
    return running;
  }

  private isWanted(deviceId: string | undefined): boolean {
    return this.wanted_ && this.deviceId === deviceId;
  }

  /** Opens until what is there is what is wanted, or the browser refuses. */
  private async reconcile(): Promise<void> {
    while (this.wanted_ && !(this.track_ && this.openedFor === this.deviceId)) {
      const deviceId = this.deviceId;
      const before = this.track_ ? { deviceId: this.chosen } : null;
      // Phones open one camera at a time, so the old one goes first.
      this.drop();
      const got = await this.deps.ask(deviceId);
      if (!this.isWanted(deviceId)) {
        if (got.ok) stopAll(got.value);
        continue;
      }
      if (got.ok) this.takeStream(got.value, deviceId);
      else await this.fallBack(got.error, before);
    }
  }

  private async fallBack(
    why: MediaTrouble,
    before: { readonly deviceId: string | undefined } | null,
  ): Promise<void> {
    const deviceId = this.deviceId;
    const another = before ?? { deviceId: undefined };
    const worthIt = before !== null || (deviceId && (why === 'missing' || why === 'busy'));
    if (!worthIt) return this.refuse(why);
    const got = await this.deps.ask(another.deviceId);
    if (!this.isWanted(deviceId)) {
      if (got.ok) stopAll(got.value);
      return;
    }
    if (!got.ok) return this.refuse(why);
    this.deviceId = another.deviceId;
    this.takeStream(got.value, another.deviceId);
    this.report(before ? 'kept' : 'replaced', why);
  }

  private report(what: DeviceChange['what'], why: MediaTrouble): void {
    this.deps.onChange({ kind: this.kind, what, why, label: this.track_?.label ?? null });
  }

  private takeStream(stream: MediaStream, deviceId: string | undefined): void {
    for (const track of stream.getTracks()) this.take(track, deviceId);
  }

  private take(track: MediaStreamTrack, deviceId: string | undefined): void {
    this.drop();
    this.track_ = track;
    this.openedFor = deviceId;
    this.trouble = null;
    track.enabled = this.enabled_;
    track.onended = () => void this.lost(track);
    track.onmute = track.onunmute = () => this.deps.onPaused();
    this.deps.onTrack(track, null);
  }

  /** The device was unplugged, or the system took it away (a phone call). */
  private async lost(track: MediaStreamTrack): Promise<void> {
    if (this.track_ !== track) return;
    this.drop();
    this.deviceId = undefined;
    await this.settle();
    // Otherwise the person switched it off meanwhile.
    if (this.track_ || this.trouble) this.report('lost', 'missing');
  }

  private drop(): void {
    const track = this.track_;
    if (!track) return;
    track.onended = track.onmute = track.onunmute = null;
    track.stop();
    this.track_ = null;
    this.deps.onTrack(null, track);
  }
}
