// SPDX-License-Identifier: MIT
// OwnMedia: what we send, and what we tell the others that we send. A listener of a lecture sends
// nothing, whatever is switched on, and raises a hand all the same.
import type { Clock } from '../clock';
import type { Tracks } from '../media/tracks';
import type { MediaState } from '../protocol/messages';
import type { LocalMedia } from '../rtc/slots';
import { Announcer } from './announcer';

export interface OwnMediaDeps {
  readonly clock: Clock;
  readonly tracks: Tracks;
  /** Whether we only listen. */
  listens(): boolean;
  /** Whether the server hears us now. */
  up(): boolean;
  /** Tells the server. */
  send(media: MediaState): void;
  onChange(media: MediaState): void;
}

export class OwnMedia {
  private hand_ = false;
  private recording = false;
  private readonly announcer: Announcer;

  constructor(private readonly deps: OwnMediaDeps) {
    this.announcer = new Announcer(
      deps.clock,
      () => JSON.stringify(this.state),
      () => {
        if (deps.up()) deps.send(this.state);
      },
    );
  }

  get hand(): boolean {
    return this.hand_;
  }

  /** The tracks that go to the others. */
  get local(): LocalMedia {
    const { local } = this.deps.tracks;
    return this.deps.listens() ? { ...local, audio: null, video: null, screen: null } : local;
  }

  get state(): MediaState {
    const { tracks } = this.deps;
    const { screen } = this.local;
    const sends = !this.deps.listens();
    return {
      audio: sends && tracks.microphoneOn,
      video: sends && tracks.cameraOn,
      screen: screen !== null,
      hand: this.hand_,
      recording: this.recording,
      ...(screen ? { screenStream: screen.id } : {}),
    };
  }

  setHand(up: boolean): void {
    this.hand_ = up;
    this.changed();
  }

  /** Whether this page makes a film of the room. */
  setRecording(on: boolean): void {
    this.recording = on;
    this.changed();
  }

  /** We see our own state at once; the others get it as fast as the server takes it. */
  changed(): void {
    this.deps.onChange(this.state);
    // Otherwise the next session begins with it.
    if (this.deps.up()) this.announcer.changed();
  }

  /** A session begins, and knows nothing of us. */
  now(): void {
    this.deps.onChange(this.state);
    this.announcer.now();
  }

  refused(afterSeconds: number): void {
    this.announcer.refused(afterSeconds);
  }

  stop(): void {
    this.announcer.stop();
  }
}
