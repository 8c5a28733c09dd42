// SPDX-License-Identifier: MIT
// Loudness: a meter for our own microphone, and the choice of the current speaker.

export interface LevelMeter {
  /** 0 (silence) … 1 (loud), of the last moment. */
  read(): number;
  close(): void;
}

/** Speech is between -60 and -10 dBFS; the meter shows that range over its whole length. */
export function loudness(rms: number): number {
  // The logarithm of silence is -Infinity, which the meter shows as 0.
  const decibel = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, (decibel + 60) / 50));
}

export function openLevelMeter(context: AudioContext, track: MediaStreamTrack): LevelMeter {
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    read: () => {
      if (!track.enabled) return 0;
      analyser.getFloatTimeDomainData(samples);
      return loudness(
        Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length),
      );
    },
    close: () => source.disconnect(),
  };
}

/** A microphone as it sounds itself, also while its track is muted. Nothing of it is sent. */
export interface MicMeter {
  /** Root mean square of the last moment. */
  rms(): number;
  close(): void;
}

/** Below this there is not even the noise of a device. */
export const kDeadRms = 1e-6;

export function openMicMeter(context: AudioContext, track: MediaStreamTrack): MicMeter {
  const twin = track.clone();
  twin.enabled = true;
  const source = context.createMediaStreamSource(new MediaStream([twin]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    rms: () => {
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
    },
    close: () => {
      source.disconnect();
      // Otherwise the device would stay in use.
      twin.stop();
    },
  };
}

export const kSpeakingLevel = 0.35;
export const kHoldMs = 1_200;

export interface SpeakerChoice {
  readonly id: string | null;
  readonly since: number;
}

/** The loudest speaker; a short pause does not remove the ring. */
export function chooseSpeaker(
  previous: SpeakerChoice,
  levels: ReadonlyMap<string, number>,
  now: number,
): SpeakerChoice {
  let loudest: string | null = null;
  let level = kSpeakingLevel;
  for (const [id, value] of levels) {
    if (value >= level) [loudest, level] = [id, value];
  }
  if (loudest !== null) {
    // Two people speak: keep the current speaker unless the other is clearly louder.
    if (previous.id !== null) {
      const current = levels.get(previous.id) ?? 0;
      if (current >= kSpeakingLevel && level - current < 0.15)
        return { id: previous.id, since: now };
    }
    return { id: loudest, since: now };
  }
  return previous.id !== null && now - previous.since < kHoldMs
    ? previous
    : { id: null, since: now };
}
