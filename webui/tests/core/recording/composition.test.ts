// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import {
  compose,
  fit,
  kFilmHeight,
  kFilmWidth,
  type FilmBox,
} from '../../../src/core/recording/composition';

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `p${index}`, name: `P ${index}` }));
const scene = (count: number, more: object = {}) =>
  compose({ people: people(count), shares: [], speaker: null, ...more });
const area = ({ width, height }: FilmBox): number => width * height;

function apart(a: FilmBox, b: FilmBox): boolean {
  return (
    a.x + a.width <= b.x ||
    b.x + b.width <= a.x ||
    a.y + a.height <= b.y ||
    b.y + b.height <= a.y
  );
}

describe('the picture of a film', () => {
  const share = { id: 'p0', name: 'P 0', since: 1 };
  const all = Array.from({ length: 12 }, (_, count) => count).flatMap((count) => [
    { count, layout: scene(count) },
    { count, layout: scene(count, { shares: [share], speaker: 'p1' }) },
  ]);

  it.each(all)('keeps every box inside and none over another ($count)', ({ layout }) => {
    for (const box of layout.boxes) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(kFilmWidth);
      expect(box.y + box.height).toBeLessThanOrEqual(kFilmHeight);
    }
    layout.boxes.forEach((box, index) =>
      layout.boxes.slice(index + 1).forEach((other) => expect(apart(box, other)).toBe(true)),
    );
  });

  it('shows who is alone in all of it, and two side by side', () => {
    expect(scene(1).boxes).toMatchObject([{ key: 'person p0', width: kFilmWidth - 16 }]);
    const [left, right] = scene(2).boxes;
    expect(left?.width).toBe(right?.width);
    expect(left?.y).toBe(right?.y);
  });

  it('shows who speaks large', () => {
    const { boxes } = scene(4, { speaker: 'p2' });
    expect(boxes.map(({ key }) => key)).toEqual([
      'person p2',
      'person p0',
      'person p1',
      'person p3',
    ]);
    expect(area(boxes[0] as FilmBox)).toBeGreaterThan(3 * area(boxes[1] as FilmBox));
  });

  it('shows the newest screen large and whole, and everybody small', () => {
    const shares = [
      { id: 'p1', name: 'P 1', since: 1 },
      { id: 'p0', name: 'P 0', since: 2 },
    ];
    const { boxes } = scene(3, { shares, speaker: 'p1' });
    expect(boxes[0]).toMatchObject({ key: 'share p0', whole: true });
    expect(boxes.slice(1).map(({ key }) => key)).toEqual(['person p1', 'person p0', 'person p2']);
  });

  it('counts whom it has no place for', () => {
    expect(scene(9).more).toBe(3);
    expect(scene(9, { shares: [share] }).more).toBe(4);
    expect(scene(0)).toEqual({ boxes: [], more: 0 });
  });
});

describe('how a picture fills its box', () => {
  const box = { x: 10, y: 20, width: 160, height: 90 };

  it('a face fills it and loses its edges', () => {
    const { source, target } = fit({ width: 640, height: 480 }, box, false);
    expect(target).toEqual(box);
    expect(source).toEqual({ x: 0, y: 60, width: 640, height: 360 });
  });

  it('a screen is whole, in the middle', () => {
    const { source, target } = fit({ width: 400, height: 400 }, box, true);
    expect(source).toEqual({ x: 0, y: 0, width: 400, height: 400 });
    expect(target).toEqual({ x: 45, y: 20, width: 90, height: 90 });
  });
});
