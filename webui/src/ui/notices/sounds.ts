// SPDX-License-Identifier: MIT
// The gentle sounds of notices, made here: no file to load, and nothing to fetch.
import type { Sound } from '../../core/model/notices';

/** A tone: hertz, when it begins and how long it is, in seconds. */
interface Tone {
  readonly hertz: number;
  readonly at: number;
  readonly length: number;
}

export const kTones: Readonly<Record<Sound, readonly Tone[]>> = {
  soft: [{ hertz: 660, at: 0, length: 0.22 }],
  // Two short low ones, as of knuckles on wood.
  knock: [
    { hertz: 180, at: 0, length: 0.09 },
    { hertz: 180, at: 0.18, length: 0.09 },
  ],
  alert: [
    { hertz: 520, at: 0, length: 0.18 },
    { hertz: 390, at: 0.2, length: 0.26 },
  ],
};

const kLoudness = 0.08;

function play(context: AudioContext, { hertz, at, length }: Tone): void {
  const begin = context.currentTime + at;
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.type = 'sine';
  tone.frequency.value = hertz;
  // Without a ramp a tone begins and ends with a click.
  gain.gain.setValueAtTime(0, begin);
  gain.gain.linearRampToValueAtTime(kLoudness, begin + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, begin + length);
  tone.connect(gain).connect(context.destination);
  tone.start(begin);
  tone.stop(begin + length + 0.02);
}

export class Sounds {
  constructor(
    private readonly context: AudioContext,
    /** The person may have switched them off. */
    private readonly wanted: () => boolean,
  ) {}

  play(sound: Sound): void {
    if (!this.wanted()) return;
    // A phone may have stopped it meanwhile; a sound that comes late is of no use.
    if (this.context.state === 'suspended') void this.context.resume().catch(() => undefined);
    for (const tone of kTones[sound]) play(this.context, tone);
  }
}
