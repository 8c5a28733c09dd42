// SPDX-License-Identifier: MIT
// Tracks: our own microphone, camera and screen. One MediaStream stays the same for the whole call,
// while its tracks come and go. What the browser gives after close(), or after the wish for it is
// over, is stopped as it arrives.
import { Capture, stopAll, type CaptureKind, type DeviceChange } from './capture';
import { troubleOf, type MediaTrouble } from './devices';
import { applyBlur, constraintsOf, kDocument, kPlain, type Treatment } from './treatment';
import { err, ok, type Result } from '../result';
import type { LocalMedia } from '../rtc/slots';

export type MediaSource = Pick<MediaDevices, 'getUserMedia' | 'getDisplayMedia'>;

export type Permission = 'granted' | 'denied' | 'prompt' | 'unknown';

export interface TrackDeps {
  /** Absent if the page is not a secure context. */
  readonly source: MediaSource | undefined;
  newStream(): MediaStream;
  /** What the browser would say without asking the person. */
  permission(kind: CaptureKind): Promise<Permission>;
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

const kNothing: Wanted = { microphone: false, camera: false };

export class Tracks {
  private readonly stream: MediaStream;
  private readonly microphone = this.capture('audio');
  private readonly camera = this.capture('video');
  private screen: MediaStream | null = null;
  /** Changes with every wish about the screen; a picker that answers an older one is too late. */
  private screenWish = 0;
  private deviceChange_: DeviceChange | null = null;
  /** What the browser was asked for when the person entered. */
  private late: Wanted = kNothing;
  private given: Wanted = kNothing;
  private treatment_ = kPlain;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly deps: TrackDeps) {
    this.stream = deps.newStream();
    this.microphone.enable(false);
  }

  /** Calls `listener` after every change of a track; the returned function unsubscribes it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get local(): LocalMedia {
    const { track: audio } = this.microphone;
    const { track: video } = this.camera;
    const { music, low } = this.treatment_;
    return { stream: this.stream, audio, video, screen: this.screen, music, low };
  }

  get trouble(): TrackTrouble {
    return { microphone: this.microphone.trouble, camera: this.camera.trouble };
  }

  /** The last time that another device came into use than was chosen, until deviceChangeSeen(). */
  get deviceChange(): DeviceChange | null {
    return this.deviceChange_;
  }

  deviceChangeSeen(): void {
    this.deviceChange_ = null;
    this.changed();
  }

  /** True while the browser has not answered yet; it may be asking the person. */
  get asking(): boolean {
    return this.microphone.asking || this.camera.asking;
  }

  /** What buttons show and change: true from the wish on, before the browser has answered. */
  get microphoneWanted(): boolean {
    return this.microphone.wanted && this.microphone.enabled;
  }

  get cameraWanted(): boolean {
    return this.camera.wanted;
  }

  /** What the others get. */
  get microphoneOn(): boolean {
    return this.microphone.enabled && this.microphone.track !== null;
  }

  get cameraOn(): boolean {
    return this.camera.track !== null;
  }

  get screenOn(): boolean {
    return this.screen !== null;
  }

  /** The system has taken the microphone for a while, as a phone call does. */
  get microphonePaused(): boolean {
    return this.microphoneOn && this.microphone.paused;
  }

  /** After a phone call a microphone may say that it is live, and give silence. */
  async renewMicrophone(): Promise<void> {
    await this.working(this.microphone.renew());
    this.changed();
  }

  get treatment(): Treatment {
    return this.treatment_;
  }

  /**
   * Treats sound and picture so from now on. A microphone is opened anew, because browsers change
   * little of one that is open.
   */
  async treat(treatment: Treatment): Promise<void> {
    const before = this.treatment_;
    this.treatment_ = treatment;
    const { track } = this.camera;
    if (track && before.blur !== treatment.blur) await applyBlur(track, treatment.blur);
    if (before.music !== treatment.music || before.noise !== treatment.noise)
      await this.renewMicrophone();
    this.changed();
  }

  /** A device is there again after it was gone: it is offered, not switched on. */
  offer(kind: CaptureKind): void {
    this.given = {
      microphone: this.given.microphone || kind === 'audio',
      camera: this.given.camera || kind === 'video',
    };
    this.changed();
  }

  get chosen(): {
    readonly microphoneId: string | undefined;
    readonly cameraId: string | undefined;
  } {
    return { microphoneId: this.microphone.chosen, cameraId: this.camera.chosen };
  }

  /**
   * Asks once for camera and microphone, so that the browser shows one question. If that fails,
   * asks for each alone to learn which is at fault, but never asks a person again who has refused
   * or closed the question.
   */
  async open(wanted: Wanted): Promise<void> {
    const captures = [
      ...(wanted.microphone ? [this.microphone] : []),
      ...(wanted.camera ? [this.camera] : []),
    ];
    this.microphone.prefer(wanted.microphoneId);
    this.camera.prefer(wanted.cameraId);
    this.microphone.enable(wanted.microphone);
    const together =
      captures.length === 2 && !this.asking && !this.microphone.track && !this.camera.track;
    for (const capture of captures) capture.want();
    if (together) {
      const answer = this.askForBoth();
      const shared = Promise.all(captures.map((capture) => capture.share(answer)));
      this.changed();
      const both = await answer;
      await shared;
      if (!both.ok && both.error === 'denied') await this.openGranted(captures);
      else await this.openWanted(captures);
    } else {
      await this.openWanted(captures);
    }
    this.changed();
  }

  /**
   * The person is in the room from now on. What the browser still asks about starts switched off:
   * nobody goes on air by an answer that comes late. `ready` then tells what has come.
   */
  enter(): void {
    const microphone = this.microphone.asking && this.microphoneWanted;
    const camera = this.camera.asking && this.camera.wanted;
    if (!microphone && !camera) return;
    this.late = { microphone, camera };
    if (microphone) this.microphone.enable(false);
    if (camera) this.camera.close();
    this.changed();
  }

  /** What the browser gave after the person had entered, and what is still off. */
  get ready(): Wanted {
    const { microphone, camera } = this.given;
    return {
      microphone: microphone && !this.microphoneWanted,
      camera: camera && !this.camera.wanted,
    };
  }

  /** Switches on what is ready. */
  async takeReady(): Promise<void> {
    const { microphone, camera } = this.ready;
    this.readySeen();
    await Promise.all([
      ...(microphone ? [this.setMicrophone(true)] : []),
      ...(camera ? [this.setCamera(true)] : []),
    ]);
  }

  readySeen(): void {
    this.given = kNothing;
    this.changed();
  }

  /** Mutes by `enabled`, so that unmuting is instant; opens the device if none is open. */
  async setMicrophone(on: boolean): Promise<void> {
    this.microphone.enable(on);
    if (on) await this.working(this.microphone.open());
    else if (!this.microphone.track) this.microphone.close();
    this.changed();
  }

  /** Switching off releases the device, so that its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    if (on) await this.working(this.camera.open());
    else this.camera.close();
    this.changed();
  }

  /** Returns whether the microphone is in use now; if not, the one before it goes on. */
  chooseMicrophone(deviceId: string): Promise<boolean> {
    return this.choose(this.microphone, deviceId);
  }

  chooseCamera(deviceId: string): Promise<boolean> {
    return this.choose(this.camera, deviceId);
  }

  /**
   * A closed picker, and a choice that comes after close(), also return `denied`. `rear`: what the
   * camera at the back sees, in place of a screen.
   */
  async startScreen(rear = false): Promise<Result<null, MediaTrouble>> {
    const { source } = this.deps;
    if (!(rear ? source?.getUserMedia : source?.getDisplayMedia) || !source) return err('insecure');
    // Phones open one camera at a time.
    if (rear) this.camera.close();
    const wish = ++this.screenWish;
    let screen: MediaStream;
    try {
      screen = await (rear
        ? source.getUserMedia({ video: kDocument })
        : source.getDisplayMedia({ video: { frameRate: { ideal: 30 } }, audio: true }));
    } catch (error) {
      return err(troubleOf(error));
    }
    if (wish !== this.screenWish) {
      stopAll(screen);
      return err('denied');
    }
    const [video] = screen.getVideoTracks();
    if (video) {
      video.contentHint = 'detail';
      // The browser's own "stop sharing" button.
      video.onended = () => this.stopScreen();
    }
    this.dropScreen();
    this.screen = screen;
    this.changed();
    return ok(null);
  }

  stopScreen(): void {
    this.screenWish += 1;
    if (!this.screen) return;
    this.dropScreen();
    this.changed();
  }

  /** Gives everything back. open() may follow, when the person comes back. */
  close(): void {
    this.listeners.clear();
    this.stopScreen();
    this.microphone.close();
    this.camera.close();
    this.deviceChange_ = null;
    this.late = this.given = kNothing;
  }

  private capture(kind: CaptureKind): Capture {
    return new Capture(kind, {
      ask: (deviceId) => this.ask({ [kind]: constraintsOf(kind, deviceId, this.treatment_) }),
      onTrack: (track, before) => {
        if (before) this.stream.removeTrack(before);
        if (track) this.stream.addTrack(track);
        this.changed();
      },
      onChange: (change) => {
        this.deviceChange_ = change;
        this.changed();
      },
      onPaused: () => this.changed(),
    });
  }

  private dropScreen(): void {
    if (this.screen) stopAll(this.screen);
    this.screen = null;
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener();
  }

  /** The pages show that the browser is being asked. */
  private async working<T>(work: Promise<T>): Promise<T> {
    this.changed();
    return work;
  }

  private async choose(capture: Capture, deviceId: string): Promise<boolean> {
    const taken = await this.working(capture.choose(deviceId));
    this.changed();
    return taken;
  }

  /** One after the other. What the person switched off meanwhile, or gave back, stays off. */
  private async openWanted(captures: readonly Capture[]): Promise<void> {
    for (const capture of captures) await this.working(capture.settle());
  }

  /** Opens what the browser gives without a question; the rest is refused. */
  private async openGranted(captures: readonly Capture[]): Promise<void> {
    for (const capture of captures) {
      const permission = await this.deps.permission(capture.kind);
      if (permission === 'granted') await capture.settle();
      else if (capture.wanted) capture.refuse('denied');
    }
  }

  private askForBoth(): Promise<Result<MediaStream, MediaTrouble>> {
    return this.ask({
      audio: constraintsOf('audio', this.microphone.chosen, this.treatment_),
      video: constraintsOf('video', this.camera.chosen, this.treatment_),
    });
  }

  private async ask(
    constraints: MediaStreamConstraints,
  ): Promise<Result<MediaStream, MediaTrouble>> {
    if (!this.deps.source) return err('insecure');
    try {
      const stream = await this.deps.source.getUserMedia(constraints);
      this.note(constraints);
      return ok(stream);
    } catch (error) {
      return err(troubleOf(error));
    }
  }

  private note({ audio, video }: MediaStreamConstraints): void {
    const { microphone, camera } = this.late;
    this.given = {
      microphone: this.given.microphone || (microphone && audio !== undefined),
      camera: this.given.camera || (camera && video !== undefined),
    };
    this.late = {
      microphone: microphone && audio === undefined,
      camera: camera && video === undefined,
    };
  }
}
