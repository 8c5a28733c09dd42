// SPDX-License-Identifier: MIT
// MicWatch: notices that somebody speaks while muted, and that a microphone gives nothing at all,
// as one does that is switched off at the headset. Pure: it gets samples and the time.

/** One look at the microphone. */
export interface MicSample {
  /** 0 (silence) … 1 (loud), of the device itself, also while it is muted here. */
  readonly level: number;
  /** Not even noise. */
  readonly dead: boolean;
  /** What the others get. */
  readonly on: boolean;
}

export type MicNews = 'speaking-muted' | 'silent';

export const kTalkLevel = 0.4;
/** So much of the last samples has to be loud: a cough is no speech. */
const kTalkSamples = 6;
const kWindow = 10;
export const kTalkAgainMs = 30_000;
export const kDeadMs = 8_000;

export class MicWatch {
  private loud: boolean[] = [];
  private toldTalkAt: number | null = null;
  private deadSince: number | null = null;
  private toldDead = false;

  /** Another device: what was heard of the one before says nothing. */
  reset(): void {
    this.loud = [];
    this.deadSince = null;
    this.toldDead = false;
  }

  /** True while the microphone is known to give nothing. */
  get silent(): boolean {
    return this.toldDead;
  }

  look({ level, dead, on }: MicSample, now: number): MicNews | null {
    return this.talk(level, on, now) ?? this.silence(dead, on, now);
  }

  private talk(level: number, on: boolean, now: number): MicNews | null {
    if (on) {
      this.loud = [];
      return null;
    }
    this.loud = [...this.loud, level >= kTalkLevel].slice(-kWindow);
    if (this.loud.filter(Boolean).length < kTalkSamples) return null;
    if (this.toldTalkAt !== null && now - this.toldTalkAt < kTalkAgainMs) return null;
    this.toldTalkAt = now;
    this.loud = [];
    return 'speaking-muted';
  }

  private silence(dead: boolean, on: boolean, now: number): MicNews | null {
    if (!on || !dead) {
      this.deadSince = null;
      if (!dead) this.toldDead = false;
      return null;
    }
    this.deadSince ??= now;
    if (this.toldDead || now - this.deadSince < kDeadMs) return null;
    this.toldDead = true;
    return 'silent';
  }
}
