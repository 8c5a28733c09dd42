// SPDX-License-Identifier: MIT
// What each key does to a film that plays. Pure.

export interface Playing {
  readonly time: number;
  /** Seconds; NaN or Infinity: not known yet. */
  readonly duration: number;
  readonly rate: number;
  readonly paused: boolean;
  readonly muted: boolean;
}

export type PlayerChange =
  | { readonly time: number }
  | { readonly rate: number }
  | { readonly paused: boolean }
  | { readonly muted: boolean }
  | { readonly fullscreen: true };

export const kRates = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

function seek({ time, duration }: Playing, by: number): PlayerChange {
  const end = Number.isFinite(duration) ? duration : Infinity;
  return { time: Math.min(end, Math.max(0, time + by)) };
}

/** The next speed of the list; the last one stays. */
function faster(rate: number, step: 1 | -1): PlayerChange {
  const nearest = kRates.reduce((best, one, index) =>
    Math.abs(one - rate) < Math.abs((kRates[best] ?? 1) - rate) ? index : best,
  0);
  const next = Math.min(kRates.length - 1, Math.max(0, nearest + step));
  return { rate: kRates[next] ?? 1 };
}

/** Null: the key is for somebody else. `rtl`: the arrows lead the other way. */
export function changeFor(key: string, now: Playing, rtl = false): PlayerChange | null {
  const forward = rtl ? -1 : 1;
  switch (key) {
    case ' ':
    case 'k':
    case 'K':
      return { paused: !now.paused };
    case 'ArrowLeft':
      return seek(now, -5 * forward);
    case 'ArrowRight':
      return seek(now, 5 * forward);
    case 'j':
    case 'J':
      return seek(now, -10);
    case 'l':
    case 'L':
      return seek(now, 10);
    case '<':
      return faster(now.rate, -1);
    case '>':
      return faster(now.rate, 1);
    case 'f':
    case 'F':
      return { fullscreen: true };
    case 'm':
    case 'M':
      return { muted: !now.muted };
    case 'Home':
      return { time: 0 };
    case 'End':
      return Number.isFinite(now.duration) ? { time: now.duration } : null;
    default:
      return null;
  }
}
