// SPDX-License-Identifier: MIT
// The colours that people can read: the vectors that the daemon is tested with, too.
import { describe, expect, it } from 'vitest';
import vectors from '../../../tests/vectors/colors.json';
import {
  contrastAt,
  isReadable,
  nearestReadable,
  parseColor,
  printColor,
  type Color,
  type Daytime,
} from '../../src/core/readable_colors';

describe('readable colours', () => {
  it.each(vectors)('$color by $when', ({ color, when, contrast, readable, nearest }) => {
    const parsed = parseColor(color) as Color;
    const time = when as Daytime;
    expect(contrastAt(parsed, time)).toBeCloseTo(contrast, 4);
    expect(isReadable(parsed, time)).toBe(readable);
    expect(printColor(nearestReadable(parsed, time))).toBe(nearest);
  });

  it('are six digits', () => {
    expect(parseColor('#A1b2C3')).toEqual([0xa1, 0xb2, 0xc3]);
    for (const wrong of ['', '#fff', '313d6a', '#313d6g', '#313d6a0'])
      expect(parseColor(wrong)).toBeNull();
  });
});
