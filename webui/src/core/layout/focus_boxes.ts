// SPDX-License-Identifier: MIT
// Where something stands large, and how large the others are beside it. Pure.
import { tiling } from './tiling';

export interface Box {
  readonly width: number;
  readonly height: number;
}

export interface FocusBoxes {
  readonly main: Box;
  /** One of the others. */
  readonly tile: Box;
  /** `column`: right of it; `row`: a strip below that scrolls; `grid`: all below, without one. */
  readonly others: 'column' | 'row' | 'grid';
  /** Where the others are. */
  readonly area: Box;
}

const kLowestGridTile = 84;
const kMostOfHeight = 0.72;

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

function floored({ width, height }: Box): Box {
  return { width: Math.floor(width), height: Math.floor(height) };
}

function beside(size: Box, gap: number): FocusBoxes {
  const width = Math.round(clamp(size.width * 0.17, 120, 420));
  const main = { width: size.width - width - gap, height: size.height };
  const tile = { width, height: Math.round((width * 9) / 16) };
  return { main, tile, others: 'column', area: { width, height: size.height } };
}

/** A strip on which two or three people are whole, and more than that visibly go on. */
function strip(width: number, height: number, count: number, gap: number): Box {
  const inRow = count <= 3 ? count : 3.4;
  const each = (width - gap * (Math.ceil(inRow) - 1)) / inRow;
  return floored({ width: Math.min(each, (height * 4) / 3), height });
}

function below(size: Box, count: number, gap: number, aspect: number | null): FocusBoxes {
  // A shared screen gets the height that its width needs, and the people get the rest.
  const whole = aspect === null ? size.height * kMostOfHeight : size.width / aspect;
  const mainHeight = clamp(whole, size.height * 0.3, size.height * kMostOfHeight);
  const rest = { width: size.width, height: size.height - mainHeight - gap };
  const grid = tiling(count, rest.width, rest.height, gap);
  if (aspect !== null && grid.tileHeight >= kLowestGridTile) {
    return {
      main: floored({ width: size.width, height: mainHeight }),
      tile: { width: grid.tileWidth, height: grid.tileHeight },
      others: 'grid',
      area: floored(rest),
    };
  }
  const height = Math.min(rest.height, clamp(size.height * 0.2, 84, 180));
  return {
    main: floored({ width: size.width, height: size.height - height - gap }),
    tile: strip(size.width, height, count, gap),
    others: 'row',
    area: floored({ width: size.width, height }),
  };
}

/**
 * `aspect` is the width by the height of a shared screen; null for a face, which may fill any box.
 */
export function focusBoxes(
  size: Box,
  count: number,
  gap: number,
  aspect: number | null,
): FocusBoxes {
  if (count === 0)
    return { main: floored(size), tile: size, others: 'column', area: { width: 0, height: 0 } };
  return size.width > size.height ? beside(size, gap) : below(size, count, gap, aspect);
}

/** A tool needs all the room that there is: the others are a narrow column, or a low row. */
export function besideTool(size: Box, count: number, gap: number): FocusBoxes {
  if (count === 0 || size.width > size.height) return focusBoxes(size, count, gap, null);
  const height = Math.round(clamp(size.height * 0.13, 64, 130));
  return {
    main: floored({ width: size.width, height: size.height - height - gap }),
    tile: strip(size.width, height, Math.max(count, 2), gap),
    others: 'row',
    area: floored({ width: size.width, height }),
  };
}
