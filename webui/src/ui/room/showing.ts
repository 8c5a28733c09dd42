// SPDX-License-Identifier: MIT
// Showing: how large each person's picture is shown here, and what we therefore ask of them: not
// more than is seen, and less or nothing where this device is to save data.
import { wantedHeight } from '../../core/rtc/quality';

/** `low`: small pictures both ways. `voice`: no faces; a shared screen comes all the same. */
export const kSavings = ['off', 'low', 'voice'] as const;
export type Saving = (typeof kSavings)[number];

const kWishMs = 500;
const kMost: Readonly<Record<Saving, { readonly height: number; readonly rate: number }>> = {
  off: { height: Infinity, rate: Infinity },
  low: { height: 180, rate: 12 },
  voice: { height: 0, rate: 0 },
};

interface Asking {
  want(userId: string, height: number, rate: number): void;
  wantScreen(userId: string, height: number): void;
}

export class Showing {
  private readonly shown = new Map<string, readonly [number, number]>();
  private readonly wishes = new Map<string, string>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly asking: Asking,
    private readonly saving: { readonly value: Saving },
  ) {}

  camera(userId: string, height: number, rate: number): void {
    this.shown.set(userId, [height, rate]);
    const most = kMost[this.saving.value];
    const wish = Math.min(wantedHeight(height, window.devicePixelRatio), most.height);
    const frames = Math.min(rate, most.rate);
    this.later(userId, `${wish} ${frames}`, () => this.asking.want(userId, wish, frames));
  }

  screen(userId: string, height: number): void {
    const wish = wantedHeight(height, window.devicePixelRatio);
    this.later(`screen ${userId}`, String(wish), () => this.asking.wantScreen(userId, wish));
  }

  /** Another saving: everybody is asked anew. */
  again(): void {
    for (const [userId, [height, rate]] of this.shown) this.camera(userId, height, rate);
  }

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** While a window is resized only the last size counts. */
  private later(about: string, wish: string, send: () => void): void {
    if (this.wishes.get(about) === wish) return;
    this.wishes.set(about, wish);
    clearTimeout(this.timers.get(about));
    this.timers.set(about, setTimeout(send, kWishMs));
  }
}
