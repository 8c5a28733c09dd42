// SPDX-License-Identifier: MIT
// Recording: one film from the press that begins it to its last piece. It keeps the time that is
// shown and told, without the pauses, and ends by itself where nothing more can be kept.
import type { Clock } from '../clock';

/** What makes the film: canvas, mixer and MediaRecorder in a browser. */
export interface Camera {
  /** Rejects where the browser cannot record. */
  start(events: CameraEvents): Promise<void>;
  pause(): void;
  resume(): void;
  /** Resolves after the last piece. */
  stop(): Promise<void>;
}

export interface CameraEvents {
  onPiece(data: Blob): void;
  /** The browser has ended the film, for whatever reason. */
  onBroken(): void;
}

export type EndReason =
  /** Somebody pressed stop, left, or may record no more. */
  | 'stopped'
  /** Neither disk nor server takes more. */
  | 'full'
  /** The film is as large as the server takes it. */
  | 'largest'
  | 'broken';

export type RecordingState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'recording' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'ending'; readonly reason: EndReason }
  | { readonly kind: 'ended'; readonly reason: EndReason };

export interface RecordingDeps {
  readonly clock: Clock;
  readonly camera: Camera;
  /** Bytes; a film ends before it is larger than that. */
  readonly largest: number;
  /** Returns false where there is no room. */
  keep(data: Blob): boolean;
  /** After the last piece. */
  finish(): Promise<void>;
  onState(state: RecordingState): void;
}

/** The last pieces must fit, too. */
const kSpare = 8 << 20;

export class Recording {
  private state_: RecordingState = { kind: 'idle' };
  private bytes = 0;
  private before = 0;
  private since = 0;

  constructor(private readonly deps: RecordingDeps) {}

  get state(): RecordingState {
    return this.state_;
  }

  /** Milliseconds of film. */
  get ms(): number {
    const runs = this.state_.kind === 'recording';
    return this.before + (runs ? this.deps.clock.now() - this.since : 0);
  }

  /** Returns whether it records now. */
  async start(): Promise<boolean> {
    if (this.state_.kind !== 'idle') return false;
    this.set({ kind: 'starting' });
    try {
      await this.deps.camera.start({
        onPiece: (data) => this.onPiece(data),
        onBroken: () => void this.end('broken'),
      });
    } catch {
      this.set({ kind: 'ended', reason: 'broken' });
      return false;
    }
    this.since = this.deps.clock.now();
    this.set({ kind: 'recording' });
    return true;
  }

  pause(): void {
    if (this.state_.kind !== 'recording') return;
    this.deps.camera.pause();
    this.hold();
    this.set({ kind: 'paused' });
  }

  resume(): void {
    if (this.state_.kind !== 'paused') return;
    this.deps.camera.resume();
    this.since = this.deps.clock.now();
    this.set({ kind: 'recording' });
  }

  stop(): Promise<void> {
    return this.end('stopped');
  }

  private async end(reason: EndReason): Promise<void> {
    if (this.state_.kind !== 'recording' && this.state_.kind !== 'paused') return;
    if (this.state_.kind === 'recording') this.hold();
    this.set({ kind: 'ending', reason });
    await this.deps.camera.stop();
    await this.deps.finish();
    this.set({ kind: 'ended', reason });
  }

  private onPiece(data: Blob): void {
    if (this.state_.kind === 'idle' || this.state_.kind === 'ended') return;
    if (!this.deps.keep(data)) return void this.end('full');
    this.bytes += data.size;
    if (this.bytes + kSpare > this.deps.largest) void this.end('largest');
  }

  private hold(): void {
    this.before += this.deps.clock.now() - this.since;
  }

  private set(state: RecordingState): void {
    this.state_ = state;
    this.deps.onState(state);
  }
}
