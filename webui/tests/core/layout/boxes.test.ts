// SPDX-License-Identifier: MIT
// The stage at every size from a small phone to a large screen, with two to twelve people, and
// looking closer at a shared screen.
import { describe, expect, it } from 'vitest';
import { focusBoxes, type Box } from '../../../src/core/layout/focus_boxes';
import { tiling } from '../../../src/core/layout/tiling';
import {
  kLargest,
  kWhole,
  panBy,
  pinch,
  wheelFactor,
  zoomAt,
  zoomKey,
} from '../../../src/core/layout/zoom';

const kGap = 8;
const kSizes: readonly Box[] = [
  { width: 344, height: 540 },
  { width: 374, height: 720 },
  { width: 640, height: 290 },
  { width: 828, height: 310 },
  { width: 768, height: 900 },
  { width: 1416, height: 790 },
  { width: 2536, height: 1330 },
];

describe('focusBoxes', () => {
  const cases = kSizes.flatMap((size) =>
    Array.from({ length: 12 }, (_, index) => [size.width, size.height, index + 1] as const),
  );

  it.each(cases)(
    'at %i × %i with %i beside it nothing leaves the stage',
    (width, height, count) => {
      for (const aspect of [16 / 9, 4 / 3, 9 / 16, 3.5, null]) {
        const { main, tile, others, area } = focusBoxes({ width, height }, count, kGap, aspect);
        expect(main.width).toBeGreaterThan(0);
        // What stands large is large, but for a slide in a tall window.
        expect(main.width * main.height).toBeGreaterThan(0.29 * width * height);
        if (others === 'column') {
          expect(main.width + kGap + area.width).toBeLessThanOrEqual(width);
          expect(tile.width).toBeLessThanOrEqual(area.width);
        } else {
          expect(main.height + kGap + area.height).toBeLessThanOrEqual(height);
          expect(tile.height).toBeLessThanOrEqual(area.height);
        }
        expect(tile.height).toBeGreaterThanOrEqual(60);
      }
    },
  );

  it('gives a slide on a standing phone its own height, and the people the rest', () => {
    const { main, others, tile } = focusBoxes({ width: 374, height: 720 }, 3, kGap, 16 / 9);
    expect(main).toEqual({ width: 374, height: 216 });
    expect(others).toBe('grid');
    expect(tile.height).toBeGreaterThanOrEqual(150);
  });

  it('shows three people whole in a strip, and of more that it goes on', () => {
    const of = (count: number): number =>
      focusBoxes({ width: 374, height: 720 }, count, kGap, null).tile.width;
    expect(of(3) * 3 + 2 * kGap).toBeLessThanOrEqual(374);
    const shown = (374 + kGap) / (of(5) + kGap);
    expect(shown % 1).toBeGreaterThan(0.15);
  });

  it('grows with the screen', () => {
    expect(focusBoxes({ width: 2536, height: 1330 }, 4, kGap, 16 / 9).tile.width).toBe(420);
    expect(focusBoxes({ width: 640, height: 290 }, 4, kGap, 16 / 9).tile.width).toBe(120);
  });

  it('uses the whole stage where nobody stands beside it', () => {
    expect(focusBoxes({ width: 640, height: 290 }, 0, kGap, null).main.width).toBe(640);
  });
});

describe('tiling at every size', () => {
  it.each(kSizes.map(({ width, height }) => [width, height] as const))(
    '%i × %i: 2 to 12 tiles fit and are large enough for a face',
    (width, height) => {
      for (let count = 2; count <= 12; count += 1) {
        const { columns, tileWidth, tileHeight } = tiling(count, width, height, kGap);
        const rows = Math.ceil(count / columns);
        expect(columns * tileWidth + (columns - 1) * kGap).toBeLessThanOrEqual(width);
        expect(rows * tileHeight + (rows - 1) * kGap).toBeLessThanOrEqual(height);
        expect(Math.min(tileWidth, tileHeight)).toBeGreaterThanOrEqual(85);
        // The tiles use most of the stage.
        expect(count * tileWidth * tileHeight).toBeGreaterThan(0.5 * width * height);
      }
    },
  );
});

describe('zoom', () => {
  const box = { width: 800, height: 400 };

  it('keeps what is under the pointer there', () => {
    const at = { x: 200, y: -100 };
    const zoom = zoomAt(kWhole, 2, at, box);
    // The picture's point p is drawn at p * scale + move.
    expect(at.x * zoom.scale + zoom.x).toBeCloseTo(at.x);
    expect(at.y * zoom.scale + zoom.y).toBeCloseTo(at.y);
    const more = zoomAt(zoom, 1.5, at, box);
    expect(at.x * more.scale + more.x).toBeCloseTo(at.x);
  });

  it('never shows less than the whole, more than eight times, or beyond the edge', () => {
    expect(zoomAt(kWhole, 0.1, { x: 3, y: 3 }, box)).toEqual(kWhole);
    expect(zoomAt(kWhole, 100, { x: 0, y: 0 }, box).scale).toBe(kLargest);
    const zoom = zoomAt(kWhole, 2, { x: 0, y: 0 }, box);
    expect(panBy(zoom, 9999, -9999, box)).toEqual({ scale: 2, x: 400, y: -200 });
    expect(panBy(kWhole, 50, 50, box)).toEqual(kWhole);
  });

  it('holds what two fingers hold', () => {
    const zoom = pinch(
      kWhole,
      [
        { x: -50, y: 0 },
        { x: 50, y: 0 },
      ],
      [
        { x: -100, y: 0 },
        { x: 100, y: 0 },
      ],
      box,
    );
    expect(zoom).toEqual({ scale: 2, x: 0, y: 0 });
    const moved = pinch(
      zoom,
      [
        { x: -100, y: 0 },
        { x: 100, y: 0 },
      ],
      [
        { x: -60, y: 20 },
        { x: 140, y: 20 },
      ],
      box,
    );
    expect(moved).toEqual({ scale: 2, x: 40, y: 20 });
    const same = { x: 1, y: 1 };
    expect(pinch(zoom, [same, same], [same, same], box).scale).toBeLessThanOrEqual(2);
  });

  it('takes a wheel in pixels, lines and pages', () => {
    expect(wheelFactor(-100, 0)).toBeGreaterThan(1);
    expect(wheelFactor(3, 1)).toBeCloseTo(wheelFactor(48, 0));
    expect(wheelFactor(1, 2)).toBe(wheelFactor(200, 0));
  });

  it('obeys keys, and leaves those alone that do nothing', () => {
    const near = zoomKey(kWhole, '+', box) ?? kWhole;
    expect(near.scale).toBe(1.25);
    expect(zoomKey(near, '-', box)).toEqual(kWhole);
    expect(zoomKey(near, '0', box)).toEqual(kWhole);
    expect(zoomKey(near, 'ArrowLeft', box)?.x).toBe(64);
    expect(zoomKey(near, 'ArrowRight', box)?.x).toBe(-64);
    expect(zoomKey(near, 'ArrowUp', box)?.y).toBe(50);
    expect(zoomKey(near, 'ArrowDown', box)?.y).toBe(-50);
    expect(zoomKey(kWhole, 'ArrowLeft', box)).toBeNull();
    expect(zoomKey(near, 'x', box)).toBeNull();
  });
});
