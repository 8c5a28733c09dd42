// SPDX-License-Identifier: MIT
// Tiles: the finished part of a sheet as small pictures, so that a frame copies some of them and
// paints only what has changed. A tile knows which parts of it are dirty; what lies on top of all
// is painted over the tile without painting the rest anew. No DOM: the caller makes the canvases.
import { contains, touch, union, type Rect } from './geometry';

/** Along a side, in pixels of the display. */
export const kTile = 512;
const kMostDirty = 24;

export interface Tile<Canvas> {
  readonly column: number;
  readonly row: number;
  /** In units of the sheet. */
  readonly rect: Rect;
  readonly canvas: Canvas;
  /** Parts to paint anew; empty: clean. */
  dirty: Rect[];
  /** Painted once at least: an old picture is better than none. */
  painted: boolean;
  used: number;
}

export interface TileMaker<Canvas> {
  make(): Canvas;
  /** Gives the memory back. */
  free(canvas: Canvas): void;
}

export class Tiles<Canvas> {
  private readonly tiles = new Map<string, Tile<Canvas>>();
  private clock = 0;

  /** A unit is `scale` pixels of the display. */
  constructor(
    readonly scale: number,
    private readonly maker: TileMaker<Canvas>,
    private readonly most: number,
  ) {}

  get count(): number {
    return this.tiles.size;
  }

  /** The tiles of a part of the sheet; new ones are dirty. */
  in(part: Rect): readonly Tile<Canvas>[] {
    const span = kTile / this.scale;
    const found: Tile<Canvas>[] = [];
    this.clock += 1;
    for (let row = Math.floor(part.y / span); row * span < part.y + part.h; row += 1)
      for (let column = Math.floor(part.x / span); column * span < part.x + part.w; column += 1)
        found.push(this.at(column, row, span));
    this.trim();
    return found;
  }

  /** Something in this part has changed. */
  soil(part: Rect): void {
    for (const tile of this.tiles.values()) {
      if (!touch(tile.rect, part) || tile.dirty.some((other) => contains(other, part))) continue;
      tile.dirty.push(part);
      if (tile.dirty.length <= kMostDirty) continue;
      const all = union(tile.dirty);
      tile.dirty = all ? [all] : [];
    }
  }

  /**
   * Something lies on top of all others there: tiles of which nothing is to be painted anew get it
   * by `paint`, the others are soiled.
   */
  addOnTop(part: Rect, paint: (tile: Tile<Canvas>) => void): void {
    for (const tile of this.tiles.values()) {
      if (!touch(tile.rect, part)) continue;
      if (tile.painted && !tile.dirty.some((other) => touch(other, part))) paint(tile);
      else tile.dirty.push(part);
    }
  }

  clear(): void {
    for (const { canvas } of this.tiles.values()) this.maker.free(canvas);
    this.tiles.clear();
  }

  private at(column: number, row: number, span: number): Tile<Canvas> {
    const key = `${column} ${row}`;
    const rect = { x: column * span, y: row * span, w: span, h: span };
    let tile = this.tiles.get(key);
    if (!tile) {
      const canvas = this.maker.make();
      tile = { column, row, rect, canvas, dirty: [rect], painted: false, used: this.clock };
      this.tiles.set(key, tile);
    }
    tile.used = this.clock;
    return tile;
  }

  /** What was not seen for the longest time goes first. */
  private trim(): void {
    if (this.tiles.size <= this.most) return;
    const old = [...this.tiles].sort(([, a], [, b]) => a.used - b.used);
    for (const [key, tile] of old) {
      if (this.tiles.size <= this.most || tile.used === this.clock) return;
      this.maker.free(tile.canvas);
      this.tiles.delete(key);
    }
  }
}
