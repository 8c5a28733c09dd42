// SPDX-License-Identifier: MIT
// Where things lie on a sheet, and which one somebody touches. Pure; units of the sheet.
import type { BoardObject } from './document';
import type { Drawn, Place } from './shapes';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** How far the head of an arrow reaches, in widths of its line. */
export const kArrowHead = 5;

export function rectOf(a: Spot, b: Spot): Rect {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    w: Math.abs(a.x - b.x),
    h: Math.abs(a.y - b.y),
  };
}

export function grown({ x, y, w, h }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, w: w + 2 * by, h: h + 2 * by };
}

export function touch(a: Rect, b: Rect): boolean {
  return a.x <= b.x + b.w && b.x <= a.x + a.w && a.y <= b.y + b.h && b.y <= a.y + a.h;
}

export function contains(a: Rect, b: Rect): boolean {
  return b.x >= a.x && b.y >= a.y && b.x + b.w <= a.x + a.w && b.y + b.h <= a.y + a.h;
}

export function union(rects: readonly Rect[]): Rect | null {
  const [first] = rects;
  if (!first) return null;
  let [left, top, right, bottom] = [first.x, first.y, first.x + first.w, first.y + first.h];
  for (const { x, y, w, h } of rects) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + w);
    bottom = Math.max(bottom, y + h);
  }
  return { x: left, y: top, w: right - left, h: bottom - top };
}

/** Of a body where it was made. */
function ownBox(body: Drawn): Rect {
  switch (body.kind) {
    case 'stroke': {
      const { points } = body;
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let at = 0; at + 1 < points.length; at += 3) {
        const [x = 0, y = 0] = [points[at], points[at + 1]];
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
      return grown({ x: left, y: top, w: right - left, h: bottom - top }, body.width);
    }
    case 'text':
    case 'formula':
    case 'picture':
      return { x: body.x, y: body.y, w: body.w, h: body.h };
    default: {
      const box = rectOf({ x: body.x1, y: body.y1 }, { x: body.x2, y: body.y2 });
      return grown(box, body.width * (body.kind === 'arrow' ? kArrowHead : 1));
    }
  }
}

const kBoxes = new WeakMap<Drawn, Rect>();

/** Everything that is painted of the object lies in it. */
export function boxOf(body: Drawn, { dx, dy, scale }: Place): Rect {
  let box = kBoxes.get(body);
  if (!box) {
    box = ownBox(body);
    kBoxes.set(body, box);
  }
  return { x: box.x * scale + dx, y: box.y * scale + dy, w: box.w * scale, h: box.h * scale };
}

/** From `at` to the line between two points. */
export function distance(at: Spot, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((at.x - ax) * dx + (at.y - ay) * dy) / length;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(at.x - ax - t * dx, at.y - ay - t * dy);
}

function nearLines(at: Spot, corners: readonly (readonly [number, number])[], reach: number) {
  return corners.some(([x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length] ?? [x, y];
    return distance(at, x, y, nextX, nextY) <= reach;
  });
}

/** Whether `at` lies on what is drawn, give or take `slack`. */
export function isHit(
  { body, place }: { readonly body: Drawn; readonly place: Place },
  at: Spot,
  slack: number,
): boolean {
  const { dx, dy, scale } = place;
  const box = grown(boxOf(body, place), slack);
  if (!touch(box, { x: at.x, y: at.y, w: 0, h: 0 })) return false;
  // In the units in which the body was made.
  const own = { x: (at.x - dx) / scale, y: (at.y - dy) / scale };
  switch (body.kind) {
    case 'stroke': {
      const reach = slack / scale + body.width / 2;
      const { points } = body;
      let [x = 0, y = 0] = points;
      for (let index = 0; index + 1 < points.length; index += 3) {
        const [nextX = 0, nextY = 0] = [points[index], points[index + 1]];
        if (distance(own, x, y, nextX, nextY) <= reach) return true;
        [x, y] = [nextX, nextY];
      }
      return false;
    }
    case 'text':
    case 'formula':
    case 'picture':
      return true;
    case 'line':
    case 'arrow':
      return distance(own, body.x1, body.y1, body.x2, body.y2) <= slack / scale + body.width / 2;
    case 'rectangle': {
      const { x1, y1, x2, y2, width } = body;
      const corners = [
        [x1, y1],
        [x2, y1],
        [x2, y2],
        [x1, y2],
      ] as const;
      return nearLines(own, corners, slack / scale + width / 2);
    }
    case 'ellipse': {
      const { x1, y1, x2, y2, width } = body;
      const [rx, ry] = [Math.abs(x2 - x1) / 2, Math.abs(y2 - y1) / 2];
      const [cx, cy] = [(x1 + x2) / 2, (y1 + y2) / 2];
      const corners = Array.from({ length: 48 }, (_, index) => {
        const angle = (index / 24) * Math.PI;
        return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)] as const;
      });
      return nearLines(own, corners, slack / scale + width / 2);
    }
  }
}

/** All that a stroke of the eraser from `from` to `to` touches. */
export function hitAlong(
  objects: readonly (BoardObject & { readonly body: Drawn })[],
  from: Spot,
  to: Spot,
  slack: number,
): string[] {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / slack));
  const found: string[] = [];
  for (const object of objects)
    for (let step = 0; step <= steps; step += 1) {
      const at = {
        x: from.x + ((to.x - from.x) * step) / steps,
        y: from.y + ((to.y - from.y) * step) / steps,
      };
      if (!isHit(object, at, slack)) continue;
      found.push(object.id);
      break;
    }
  return found;
}

/** Leaves out points that the line does not need; keeps the first and the last one. */
export function thinned(points: readonly number[], tolerance: number): Float32Array {
  const count = Math.floor(points.length / 3);
  const keep = new Uint8Array(count);
  if (count > 0) keep[0] = keep[count - 1] = 1;
  // Douglas and Peucker, with a stack: a stroke may have thousands of points.
  const stack: [number, number][] = [[0, count - 1]];
  for (let span = stack.pop(); span; span = stack.pop()) {
    const [first, last] = span;
    const [ax = 0, ay = 0, ap = 0] = points.slice(first * 3, first * 3 + 3);
    const [bx = 0, by = 0, bp = 0] = points.slice(last * 3, last * 3 + 3);
    let [worst, far] = [-1, tolerance];
    for (let at = first + 1; at < last; at += 1) {
      const [x = 0, y = 0, p = 0] = [points[at * 3], points[at * 3 + 1], points[at * 3 + 2]];
      const t = (at - first) / (last - first);
      // A change of pressure is seen as well.
      const off = Math.max(
        distance({ x, y }, ax, ay, bx, by),
        Math.abs(p - (ap + (bp - ap) * t)) * 8 * tolerance,
      );
      if (off > far) [worst, far] = [at, off];
    }
    if (worst < 0) continue;
    keep[worst] = 1;
    stack.push([first, worst], [worst, last]);
  }
  const kept: number[] = [];
  for (let at = 0; at < count; at += 1)
    if (keep[at]) kept.push(...points.slice(at * 3, at * 3 + 3));
  return Float32Array.from(kept);
}
