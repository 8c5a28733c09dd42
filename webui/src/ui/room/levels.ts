// SPDX-License-Identifier: MIT
// Levels: how loud we are, as the others would hear it, and who speaks now.
import { chooseSpeaker, kDeadRms, loudness, openMicMeter } from '../../core/media/level';
import type { MicMeter, SpeakerChoice } from '../../core/media/level';
import type { MicSample } from '../../core/media/mic_watch';
import type { Tracks } from '../../core/media/tracks';
import { mayUnmute } from '../../core/model/permissions';
import type { RoomState } from '../../core/model/state';

const kLevelMs = 200;

export interface LevelDeps {
  readonly context: AudioContext;
  readonly tracks: Tracks;
  state(): RoomState;
  /** How loud a person is in what the browser plays. */
  levelOf(userId: string): number;
  onSample(sample: MicSample): void;
  onSpeaker(userId: string | null): void;
}

export class Levels {
  private choice: SpeakerChoice = { id: null, since: 0 };
  private meter: { readonly track: MediaStreamTrack; readonly meter: MicMeter } | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  /** The system took the microphone at some time; what it gives since is not to be trusted. */
  interrupted = false;

  constructor(private readonly deps: LevelDeps) {}

  start(): void {
    this.timer = setInterval(() => this.look(), kLevelMs);
  }

  stop(): void {
    clearInterval(this.timer);
    this.meter?.meter.close();
  }

  private look(): void {
    const { audio } = this.deps.tracks.local;
    if (this.meter?.track !== audio) {
      this.meter?.meter.close();
      this.meter = audio && { track: audio, meter: openMicMeter(this.deps.context, audio) };
    }
    this.choose(this.meter ? this.own(this.meter.meter.rms()) : 0);
  }

  /** How loud the others hear us. A suspended context hears nothing, which says nothing. */
  private own(rms: number): number {
    const { context, tracks, onSample, state } = this.deps;
    const on = tracks.microphoneOn;
    this.interrupted ||= tracks.microphonePaused;
    const level = loudness(rms);
    if (context.state === 'running' && !tracks.microphonePaused)
      onSample({ level: mayUnmute(state().self) ? level : 0, dead: rms < kDeadRms, on });
    return on ? level : 0;
  }

  private choose(ownLevel: number): void {
    const { self, peers } = this.deps.state();
    const levels = new Map<string, number>([[self.userId, ownLevel]]);
    for (const { userId, media } of peers)
      if (media.audio) levels.set(userId, loudness(this.deps.levelOf(userId)));
    this.choice = chooseSpeaker(this.choice, levels, performance.now());
    this.deps.onSpeaker(this.choice.id);
  }
}
