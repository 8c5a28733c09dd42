// SPDX-License-Identifier: MIT
// Surface: the two canvases of the board. Below lies what is finished, copied from tiles of which
// only the changed parts are painted; above lies what moves: what people are drawing, pointers, the
// selection. A frame is painted only when something has changed.
import RBush from 'rbush';
import type { BoardObject, Change } from '../../core/board/document';
import { boxOf, grown, touch, union, type Rect, type Spot } from '../../core/board/geometry';
import { idParts, kSheet, type Drawn, type ObjectId, type Place } from '../../core/board/shapes';
import { kTile, Tiles, type Tile } from '../../core/board/tiles';
import { fit, fitWidth, shown, toBox, within, type Box, type View } from '../../core/board/view';
import { paintTop, type Overlay } from './top';
import type { BoardModel } from './board_model';
import type { Painter } from './painter';

interface Item {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
  readonly object: BoardObject & { readonly body: Drawn };
  readonly time: number;
  readonly replica: number;
}

/** Milliseconds of a frame that go into tiles; the rest waits for the next frame. */
const kBudgetMs = 7;
const kSettledMs = 140;
const kMostTiles = 60;

const part = ({ x, y, w, h }: Rect) => ({ minX: x, minY: y, maxX: x + w, maxY: y + h });

export class Surface {
  view: View = { scale: 1, x: 0, y: 0 };
  box: Box = { width: 0, height: 0 };
  readonly overlay: Overlay = {
    draft: null,
    frame: null,
    ghosts: [],
    laser: [],
    eraser: null,
  };
  onView: () => void = () => undefined;
  private readonly base;
  private readonly top;
  private index = new RBush<Item>();
  private items = new Map<ObjectId, Item>();
  private tiles: Tiles<HTMLCanvasElement> | null = null;
  /** Of the size before: shown until the new ones are painted. */
  private old: Tiles<HTMLCanvasElement> | null = null;
  private frame = 0;
  private baseChanged = true;
  /** Only these parts of the sheet have changed; null: all that is seen. */
  private parts: Rect[] | null = null;
  private settle: ReturnType<typeof setTimeout> | null = null;
  private fitted = true;

  constructor(
    private readonly model: BoardModel,
    private readonly painter: Painter,
    readonly baseCanvas: HTMLCanvasElement,
    readonly topCanvas: HTMLCanvasElement,
  ) {
    this.base = baseCanvas.getContext('2d', { alpha: true });
    this.top = topCanvas.getContext('2d', { alpha: true });
    this.open();
  }

  /** What lies on the page within a part of it, the oldest first. */
  in(rect: Rect): (BoardObject & { readonly body: Drawn })[] {
    return this.index
      .search(part(rect))
      .sort((a, b) => a.time - b.time || a.replica - b.replica)
      .map(({ object }) => object);
  }

  /** Another page, or other colours: all is painted anew. */
  open(): void {
    this.items = new Map();
    this.index = new RBush<Item>();
    const all = this.model.document.on(this.model.page.peek()).map((object) => itemOf(object));
    for (const item of all) this.items.set(item.object.id, item);
    this.index.load(all);
    this.dropTiles();
    this.changed();
  }

  resize(box: Box): void {
    if (box.width === this.box.width && box.height === this.box.height) return;
    this.box = box;
    const { devicePixelRatio: ratio } = window;
    for (const canvas of [this.baseCanvas, this.topCanvas]) {
      canvas.width = Math.max(1, Math.round(box.width * ratio));
      canvas.height = Math.max(1, Math.round(box.height * ratio));
    }
    this.setView(this.fitted ? this.whole() : within(this.view, box), this.fitted);
  }

  /** A tall display begins with the whole width. */
  whole(): View {
    return this.box.height > this.box.width ? fitWidth(this.box) : fit(this.box);
  }

  setView(view: View, fitted = false): void {
    this.view = view;
    this.fitted = fitted;
    this.changed();
    this.onView();
  }

  documentChanged(changes: readonly Change[]): void {
    this.partsChanged();
    const page = this.model.page.peek();
    for (const { before, now } of changes) {
      const old = this.items.get(before.id);
      if (now.body?.kind === 'page' || before.body?.kind === 'page') {
        if (now.id === page) this.soil({ x: 0, y: 0, w: kSheet.width, h: kSheet.height });
        continue;
      }
      const fresh = now.body && now.body.page === page ? itemOf({ ...now, body: now.body }) : null;
      if (old) {
        this.index.remove(old);
        this.items.delete(before.id);
        this.soil(boxOf(old.object.body, old.object.place));
      }
      if (!fresh) continue;
      this.index.insert(fresh);
      this.items.set(now.id, fresh);
      this.add(fresh);
    }
  }

  /** A picture or a formula can be painted now. */
  repaint(matches: (body: Drawn) => boolean): void {
    for (const { object } of this.items.values())
      if (matches(object.body)) this.soil(boxOf(object.body, object.place));
    this.changed();
  }

  changed(): void {
    this.baseChanged = true;
    this.parts = null;
    this.liveChanged();
  }

  /** Parts of the sheet are to be copied again. */
  private partsChanged(): void {
    if (!this.baseChanged) this.parts = [];
    this.baseChanged = true;
    this.liveChanged();
  }

  liveChanged(): void {
    this.frame ||= requestAnimationFrame(() => this.paint());
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    if (this.settle) clearTimeout(this.settle);
    this.dropTiles();
    for (const canvas of [this.baseCanvas, this.topCanvas]) canvas.width = canvas.height = 0;
  }

  private soil(rect: Rect): void {
    const part_ = grown(rect, 1);
    this.parts?.push(part_);
    this.tiles?.soil(part_);
    this.old?.soil(part_);
  }

  private add(item: Item): void {
    const { object, time, replica } = item;
    const rect = grown(boxOf(object.body, object.place), 1);
    const covered = this.index
      .search(part(rect))
      .some((other) => other.time > time || (other.time === time && other.replica > replica));
    if (covered) {
      this.soil(rect);
      return;
    }
    this.parts?.push(rect);
    this.tiles?.addOnTop(rect, (tile) =>
      this.inTile(tile, this.scale, null, (context) =>
        this.painter.paint(context, object.body, object.place),
      ),
    );
    this.old?.soil(rect);
  }

  private get scale(): number {
    return this.tiles?.scale ?? 1;
  }

  private dropTiles(): void {
    this.tiles?.clear();
    this.old?.clear();
    this.tiles = this.old = null;
  }

  private makeTiles(scale: number): Tiles<HTMLCanvasElement> {
    const make = (): HTMLCanvasElement => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = kTile;
      return canvas;
    };
    // A canvas without pixels gives its memory back at once.
    const free = (canvas: HTMLCanvasElement): void => void (canvas.width = canvas.height = 0);
    return new Tiles(scale, { make, free }, kMostTiles);
  }

  private paint(): void {
    this.frame = 0;
    if (this.box.width === 0) return;
    if (this.baseChanged) this.paintBase();
    if (this.top && paintTop(this.top, this.model, this, this.painter)) this.liveChanged();
  }

  private paintBase(): void {
    const { base, view, box } = this;
    if (!base) return;
    this.baseChanged = false;
    const ratio = window.devicePixelRatio;
    const wanted = view.scale * ratio;
    if (!this.tiles) this.tiles = this.makeTiles(wanted);
    else if (Math.abs(this.tiles.scale / wanted - 1) > 0.001) this.scaleLater(wanted);
    const seen = shown(view, box);
    const [left, top] = [Math.max(0, seen.x), Math.max(0, seen.y)];
    const sheet = {
      x: left,
      y: top,
      w: Math.min(kSheet.width, seen.x + seen.w) - left,
      h: Math.min(kSheet.height, seen.y + seen.h) - top,
    };
    const end = performance.now() + kBudgetMs;
    let left_ = false;
    const tiles = this.tiles.in(sheet);
    for (const tile of tiles) {
      if (tile.dirty.length === 0) continue;
      if (performance.now() > end) left_ = true;
      else this.paintTile(tile, this.tiles.scale);
    }
    const changed = this.parts && !this.old ? union(this.parts) : null;
    if (this.parts?.length === 0 && !left_) return;
    this.parts = null;
    base.save();
    base.setTransform(1, 0, 0, 1, 0, 0);
    if (changed) this.clipTo(base, changed, ratio);
    base.clearRect(0, 0, this.baseCanvas.width, this.baseCanvas.height);
    if (this.old && tiles.some(({ painted }) => !painted)) {
      for (const tile of this.old.in(sheet)) if (tile.painted) this.copy(tile, this.old.scale);
    } else if (this.old) {
      this.old.clear();
      this.old = null;
    }
    for (const tile of tiles)
      if (tile.painted && (!changed || touch(tile.rect, changed)))
        this.copy(tile, this.tiles.scale);
    base.restore();
    if (left_) this.changed();
  }

  /** Whole pixels of the display around a part of the sheet. */
  private clipTo(context: CanvasRenderingContext2D, rect: Rect, ratio: number): void {
    const corner = toBox(this.view, rect);
    const [x, y] = [Math.floor(corner.x * ratio) - 1, Math.floor(corner.y * ratio) - 1];
    const by = this.view.scale * ratio;
    context.beginPath();
    context.rect(x, y, Math.ceil(rect.w * by) + 3, Math.ceil(rect.h * by) + 3);
    context.clip();
  }

  private copy(tile: Tile<HTMLCanvasElement>, scale: number): void {
    const ratio = window.devicePixelRatio;
    const by = (this.view.scale * ratio) / scale;
    const size = kTile * by;
    const exact = Math.abs(by - 1) < 0.001;
    const [x, y] = [this.view.x * ratio, this.view.y * ratio];
    const left = (exact ? Math.round(x) : x) + tile.column * size;
    const top = (exact ? Math.round(y) : y) + tile.row * size;
    if (exact) this.base?.drawImage(tile.canvas, left, top);
    else this.base?.drawImage(tile.canvas, left, top, size, size);
  }

  /** While the size changes, the old tiles are stretched. */
  private scaleLater(scale: number): void {
    if (this.settle) clearTimeout(this.settle);
    this.settle = setTimeout(() => {
      this.settle = null;
      this.old?.clear();
      this.old = this.tiles;
      this.tiles = this.makeTiles(scale);
      this.changed();
    }, kSettledMs);
  }

  private paintTile(tile: Tile<HTMLCanvasElement>, scale: number): void {
    const rect = union(tile.dirty) ?? tile.rect;
    const ground = this.model.document.pages().find(({ id }) => id === this.model.page.peek())
      ?.page.ground;
    this.inTile(tile, scale, rect, (context) => {
      this.painter.ground(context, ground ?? 'plain');
      for (const { body, place } of this.in(rect)) this.painter.paint(context, body, place);
    });
    tile.dirty = [];
    tile.painted = true;
  }

  /** `clip`: only this part of the tile, in units; it is wiped first. */
  private inTile(
    tile: Tile<HTMLCanvasElement>,
    scale: number,
    clip: Rect | null,
    paint: (context: CanvasRenderingContext2D) => void,
  ): void {
    const context = tile.canvas.getContext('2d');
    if (!context) return;
    context.save();
    context.setTransform(scale, 0, 0, scale, -tile.column * kTile, -tile.row * kTile);
    if (clip) {
      // Whole pixels: a soft edge of a clip would leave seams.
      const [x, y] = [Math.floor(clip.x * scale) / scale, Math.floor(clip.y * scale) / scale];
      const right = Math.ceil((clip.x + clip.w) * scale) / scale;
      const bottom = Math.ceil((clip.y + clip.h) * scale) / scale;
      context.beginPath();
      context.rect(x, y, right - x, bottom - y);
      context.clip();
      context.clearRect(x, y, right - x, bottom - y);
    }
    context.beginPath();
    context.rect(0, 0, kSheet.width, kSheet.height);
    context.clip();
    paint(context);
    context.restore();
  }
}

function itemOf(object: BoardObject & { readonly body: Drawn }): Item {
  const [replica, time] = idParts(object.id);
  return { ...part(boxOf(object.body, object.place)), object, time, replica };
}

export type { Spot, Place };
