// SPDX-License-Identifier: MIT
// Looking closer at a shared screen: how much larger, and which part. Pure; wheel, fingers and keys
// use the same few functions.
import type { Box } from './focus_boxes';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The picture is drawn at `scale`, and moved by `x` and `y` pixels from its middle. */
export interface Zoom extends Point {
  readonly scale: number;
}

export const kWhole: Zoom = { scale: 1, x: 0, y: 0 };
export const kLargest = 8;
export const kZoomStep = 1.25;
const kPanStep = 64;

/** Nothing is moved further than its edge: no empty stripes appear. */
function within(zoom: Zoom, box: Box): Zoom {
  const scale = Math.min(kLargest, Math.max(1, zoom.scale));
  if (scale === 1) return kWhole;
  const farX = (box.width * (scale - 1)) / 2;
  const farY = (box.height * (scale - 1)) / 2;
  return {
    scale,
    x: Math.min(farX, Math.max(-farX, zoom.x)),
    y: Math.min(farY, Math.max(-farY, zoom.y)),
  };
}

/** Zooms by `factor` so that what is at `at` (pixels from the box's middle) stays there. */
export function zoomAt(zoom: Zoom, factor: number, at: Point, box: Box): Zoom {
  const scale = Math.min(kLargest, Math.max(1, zoom.scale * factor));
  const grown = scale / zoom.scale;
  return within(
    { scale, x: at.x - (at.x - zoom.x) * grown, y: at.y - (at.y - zoom.y) * grown },
    box,
  );
}

export function panBy(zoom: Zoom, dx: number, dy: number, box: Box): Zoom {
  return within({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, box);
}

/** Two fingers: they hold what is under them. */
export function pinch(
  zoom: Zoom,
  before: readonly [Point, Point],
  now: readonly [Point, Point],
  box: Box,
): Zoom {
  const span = ([a, b]: readonly [Point, Point]): number => Math.hypot(a.x - b.x, a.y - b.y);
  const middle = ([a, b]: readonly [Point, Point]): Point => ({
    x: (a.x + b.x) / 2,
    y: (a.y + b.y) / 2,
  });
  const from = middle(before);
  const to = middle(now);
  const moved = panBy(zoom, to.x - from.x, to.y - from.y, box);
  return zoomAt(moved, span(now) / Math.max(1, span(before)), to, box);
}

/** A turn of the wheel; a line of the wheel counts 16 pixels, a page 400. */
export function wheelFactor(delta: number, mode: number): number {
  const pixels = delta * (mode === 1 ? 16 : mode === 2 ? 400 : 1);
  return Math.exp(-Math.max(-200, Math.min(200, pixels)) / 300);
}

/** What a key does; null for a key that has another meaning. */
export function zoomKey(zoom: Zoom, key: string, box: Box): Zoom | null {
  const middle = { x: 0, y: 0 };
  switch (key) {
    case '+':
    case '=':
      return zoomAt(zoom, kZoomStep, middle, box);
    case '-':
      return zoomAt(zoom, 1 / kZoomStep, middle, box);
    case '0':
      return kWhole;
  }
  if (zoom.scale === 1) return null;
  switch (key) {
    case 'ArrowLeft':
      return panBy(zoom, kPanStep, 0, box);
    case 'ArrowRight':
      return panBy(zoom, -kPanStep, 0, box);
    case 'ArrowUp':
      return panBy(zoom, 0, kPanStep, box);
    case 'ArrowDown':
      return panBy(zoom, 0, -kPanStep, box);
    default:
      return null;
  }
}
