// SPDX-License-Identifier: MIT
// View: which part of a sheet is seen, and how large. Pure; wheel, fingers and keys use it alike.
import type { Rect, Spot } from './geometry';
import { kSheet } from './shapes';

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** A unit is `scale` pixels; the sheet's corner is at `x`, `y` pixels of the box. */
export interface View extends Spot {
  readonly scale: number;
}

export const kClosest = 12;
const kMargin = 12;

/** The whole sheet. */
export function fit(box: Box): View {
  const width = Math.max(1, box.width - 2 * kMargin);
  const height = Math.max(1, box.height - 2 * kMargin);
  const scale = Math.min(width / kSheet.width, height / kSheet.height);
  return within({ scale, x: 0, y: 0 }, box);
}

/** The sheet fills the width: on a tall display one writes from its top. */
export function fitWidth(box: Box): View {
  const scale = Math.max(1, box.width - 2 * kMargin) / kSheet.width;
  return within({ scale, x: kMargin, y: kMargin }, box);
}

/** No larger than kClosest, no smaller than half of the whole; a sheet that fits is centred. */
export function within({ scale: wished, x, y }: View, box: Box): View {
  const whole = Math.min(box.width / kSheet.width, box.height / kSheet.height);
  const scale = Math.min(kClosest, Math.max(whole * 0.5, wished));
  const along = (at: number, sheet: number, room: number): number => {
    const spare = room - sheet * scale;
    if (spare >= 0) return spare / 2;
    return Math.min(kMargin * 2, Math.max(spare - kMargin * 2, at));
  };
  return {
    scale,
    x: along(x, kSheet.width, box.width),
    y: along(y, kSheet.height, box.height),
  };
}

/** What lies at `at` (pixels of the box) stays there. */
export function zoomed(view: View, factor: number, at: Spot, box: Box): View {
  const whole = Math.min(box.width / kSheet.width, box.height / kSheet.height);
  const scale = Math.min(kClosest, Math.max(whole * 0.5, view.scale * factor));
  const by = scale / view.scale;
  return within({ scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by }, box);
}

export function panned(view: View, dx: number, dy: number, box: Box): View {
  return within({ ...view, x: view.x + dx, y: view.y + dy }, box);
}

/** Two fingers: they hold what is under them. */
export function pinched(
  view: View,
  before: readonly [Spot, Spot],
  now: readonly [Spot, Spot],
  box: Box,
): View {
  const span = ([a, b]: readonly [Spot, Spot]): number => Math.hypot(a.x - b.x, a.y - b.y);
  const middle = ([a, b]: readonly [Spot, Spot]): Spot => ({
    x: (a.x + b.x) / 2,
    y: (a.y + b.y) / 2,
  });
  const [from, to] = [middle(before), middle(now)];
  const moved = { ...view, x: view.x + to.x - from.x, y: view.y + to.y - from.y };
  return zoomed(moved, span(now) / Math.max(1, span(before)), to, box);
}

/** Pixels of the box to units of the sheet. */
export function toSheet({ scale, x, y }: View, at: Spot): Spot {
  return { x: (at.x - x) / scale, y: (at.y - y) / scale };
}

export function toBox({ scale, x, y }: View, at: Spot): Spot {
  return { x: at.x * scale + x, y: at.y * scale + y };
}

/** The part of the sheet that the box shows, in units. */
export function shown(view: View, box: Box): Rect {
  const corner = toSheet(view, { x: 0, y: 0 });
  return { ...corner, w: box.width / view.scale, h: box.height / view.scale };
}
