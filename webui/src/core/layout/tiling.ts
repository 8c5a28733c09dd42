// SPDX-License-Identifier: MIT
// The grid that gives every person the largest tile.

export interface Tiling {
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

/** Tiles may be between a standing phone picture and a wide camera picture. */
export const kNarrowest = 3 / 4;
export const kWidest = 16 / 9;

export function tiling(count: number, width: number, height: number, gap: number): Tiling {
  let best: Tiling = { columns: 1, tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    let tileWidth = (width - gap * (columns - 1)) / columns;
    let tileHeight = (height - gap * (rows - 1)) / rows;
    if (tileWidth <= 0 || tileHeight <= 0) continue;
    if (tileWidth / tileHeight > kWidest) tileWidth = tileHeight * kWidest;
    else if (tileWidth / tileHeight < kNarrowest) tileHeight = tileWidth / kNarrowest;
    if (tileWidth * tileHeight > best.tileWidth * best.tileHeight)
      best = { columns, tileWidth, tileHeight };
  }
  return {
    ...best,
    tileWidth: Math.floor(best.tileWidth),
    tileHeight: Math.floor(best.tileHeight),
  };
}
