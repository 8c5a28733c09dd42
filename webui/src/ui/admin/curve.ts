// SPDX-License-Identifier: MIT
// The geometry of the small charts, without a canvas: the scale, the lines, and what the table
// beside the picture says.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A round number that no value is above; never 0. */
export function topOf(values: readonly number[]): number {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  if (most <= 1) return most <= 0 ? 1 : Math.ceil(most * 10) / 10;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 5, 10].find((one) => one * power >= most) ?? 10;
  return step * power;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The lines through the samples, in a box of the given size whose origin is top left. Where samples
 * are missing (the machine slept) the line breaks; `interval` is that of the samples.
 */
export function linesOf(
  at: readonly number[],
  values: readonly number[],
  span: Span,
  interval: number,
  size: { readonly width: number; readonly height: number },
  top: number,
): Point[][] {
  const lines: Point[][] = [];
  let before = -Infinity;
  for (const [i, time] of at.entries()) {
    const value = values[i];
    if (value === undefined || time < span.from || time > span.to) continue;
    const point = {
      x: ((time - span.from) / (span.to - span.from)) * size.width,
      y: size.height - (Math.min(value, top) / top) * size.height,
    };
    const line = lines.at(-1);
    if (line && time - before <= interval * 2.5) line.push(point);
    else lines.push([point]);
    before = time;
  }
  return lines;
}

export interface HourRow {
  /** Unix seconds of its beginning. */
  readonly from: number;
  readonly mean: number;
  readonly most: number;
}

/** The samples by hours of the clock, the newest first. */
export function hoursOf(at: readonly number[], values: readonly number[]): HourRow[] {
  const hours = new Map<number, number[]>();
  for (const [i, time] of at.entries()) {
    const from = Math.floor(time / 3600) * 3600;
    const list = hours.get(from) ?? [];
    list.push(values[i] ?? 0);
    hours.set(from, list);
  }
  return [...hours]
    .map(([from, list]) => ({
      from,
      mean: list.reduce((a, b) => a + b, 0) / list.length,
      most: Math.max(...list),
    }))
    .sort((a, b) => b.from - a.from);
}
