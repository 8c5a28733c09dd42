// SPDX-License-Identifier: MIT
// The outlines of what is drawn, in units of the sheet: of a stroke by perfect-freehand, of a shape
// by its lines. The screen and the PDF fill the same outlines.
import { getStroke } from 'perfect-freehand';
import { kArrowHead } from '../../core/board/geometry';
import type { Form, Stroke } from '../../core/board/shapes';

/** x, y one after the other; closed. */
export type Outline = readonly number[];

export function strokeOutline(stroke: Stroke, unfinished = false): Outline {
  const { points, width, pressed, tool } = stroke;
  const input: [number, number, number][] = [];
  for (let at = 0; at + 2 < points.length; at += 3)
    input.push([points[at] ?? 0, points[at + 1] ?? 0, points[at + 2] ?? 0.5]);
  const outline = getStroke(input, {
    size: pressed ? width * 1.4 : width,
    thinning: pressed ? 0.6 : 0,
    smoothing: 0.5,
    streamline: 0.25,
    simulatePressure: false,
    last: !unfinished,
    ...(tool === 'marker' ? { start: { cap: false }, end: { cap: false } } : {}),
  });
  return outline.flat();
}

/** A line with a width, as a polygon that turns the same way as a disc: they never cancel. */
function bar(ax: number, ay: number, bx: number, by: number, width: number): Outline {
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const [nx, ny] = [((ay - by) / length) * (width / 2), ((bx - ax) / length) * (width / 2)];
  return [ax - nx, ay - ny, bx - nx, by - ny, bx + nx, by + ny, ax + nx, ay + ny];
}

function disc(x: number, y: number, radius: number): Outline {
  return Array.from({ length: 16 }, (_, index) => (index / 8) * Math.PI).flatMap((angle) => [
    x + radius * Math.cos(angle),
    y + radius * Math.sin(angle),
  ]);
}

/** Lines from corner to corner with round joints. */
function polygon(corners: readonly (readonly [number, number])[], width: number, closed: boolean) {
  const outlines: Outline[] = [];
  corners.forEach(([x, y], index) => {
    outlines.push(disc(x, y, width / 2));
    const next = corners[index + 1] ?? (closed ? corners[0] : undefined);
    if (next) outlines.push(bar(x, y, next[0], next[1], width));
  });
  return outlines;
}

export function formOutlines({ kind, x1, y1, x2, y2, width }: Form): readonly Outline[] {
  switch (kind) {
    case 'line':
      return polygon(
        [
          [x1, y1],
          [x2, y2],
        ],
        width,
        false,
      );
    case 'arrow': {
      const angle = Math.atan2(y2 - y1, x2 - x1);
      const reach = Math.min(width * kArrowHead, Math.hypot(x2 - x1, y2 - y1));
      const wing = (turn: number): readonly [number, number] => [
        x2 - reach * Math.cos(angle + turn),
        y2 - reach * Math.sin(angle + turn),
      ];
      return [
        ...polygon(
          [
            [x1, y1],
            [x2, y2],
          ],
          width,
          false,
        ),
        ...polygon([wing(0.45), [x2, y2], wing(-0.45)], width, false),
      ];
    }
    case 'rectangle':
      return polygon(
        [
          [x1, y1],
          [x2, y1],
          [x2, y2],
          [x1, y2],
        ],
        width,
        true,
      );
    case 'ellipse': {
      const [rx, ry] = [Math.abs(x2 - x1) / 2, Math.abs(y2 - y1) / 2];
      const [cx, cy] = [(x1 + x2) / 2, (y1 + y2) / 2];
      const count = Math.round(Math.min(160, Math.max(32, (rx + ry) / 3)));
      const corners = Array.from({ length: count }, (_, index) => {
        const angle = (index / count) * 2 * Math.PI;
        return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)] as const;
      });
      return polygon(corners, width, true);
    }
  }
}
