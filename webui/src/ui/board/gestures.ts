// SPDX-License-Identifier: MIT
// What one press of pen, mouse or finger does with a tool, from its beginning to its end.
import {
  boxOf,
  contains,
  hitAlong,
  isHit,
  rectOf,
  thinned,
  type Rect,
  type Spot,
} from '../../core/board/geometry';
import type { StrokeStyle } from '../../core/board/live';
import { settled, type Drawn, type Form, type ObjectId, type Place } from '../../core/board/shapes';
import { toBox } from '../../core/board/view';
import type { BoardModel } from './board_model';
import type { Surface } from './surface';
import { kHandle } from './top';

/** In units of the sheet; the pressure from 0 to 1. */
export interface Sample extends Spot {
  readonly pressure: number;
}

export interface Gesture {
  move(samples: readonly Sample[]): void;
  end(): void;
  /** The press was none: a palm, the first of two fingers. */
  drop(): void;
}

/** A longer stroke goes on as another one, so that no frame takes long. */
const kMostLive = 900;
const kEraser = 12;
const kTrace = 60;
/** A selection is hit within so many pixels of its corner. */
const kNear = 22;

export class Draw implements Gesture {
  private id: ObjectId;
  private points: number[] = [];
  private readonly style: StrokeStyle;

  constructor(
    private readonly model: BoardModel,
    private readonly surface: Surface,
    first: Sample,
    pen: boolean,
    tool: 'pen' | 'marker',
  ) {
    const { colour, width, pressure, page } = model;
    this.style = {
      page: page.value,
      tool,
      colour: colour.value,
      width: tool === 'marker' ? width.value * 4 : width.value,
      pressed: pen && pressure.value && tool === 'pen',
    };
    this.id = model.document.newId();
    this.begin(first);
  }

  move(samples: readonly Sample[]): void {
    const least = 0.35 / this.surface.view.scale;
    for (const sample of samples) {
      const [x = 0, y = 0] = this.points.slice(-3);
      if (Math.hypot(sample.x - x, sample.y - y) < least) continue;
      this.points.push(sample.x, sample.y, sample.pressure);
      if (this.points.length < kMostLive * 3) continue;
      this.commit();
      this.id = this.model.document.newId();
      this.begin(sample);
    }
    this.show();
    this.model.sender.grew();
  }

  end(): void {
    this.commit();
  }

  drop(): void {
    this.model.sender.end(this.id, true);
    this.surface.overlay.draft = null;
    this.surface.liveChanged();
  }

  /** Whether enough was drawn to keep it where the browser takes the press away. */
  get isStroke(): boolean {
    return this.points.length > 6;
  }

  private begin(first: Sample): void {
    this.points = [first.x, first.y, first.pressure];
    this.model.sender.begin(this.id, this.style, this.points);
    this.show();
  }

  private body(points: Float32Array): Drawn {
    return { kind: 'stroke', ...this.style, points };
  }

  private show(): void {
    this.surface.overlay.draft = this.body(Float32Array.from(this.points));
    this.surface.liveChanged();
  }

  private commit(): void {
    const { model, surface } = this;
    const tolerance = Math.min(0.3, 0.3 / surface.view.scale);
    const kept = model.put([{ id: this.id, body: this.body(thinned(this.points, tolerance)) }]);
    model.sender.end(this.id, !kept);
    surface.overlay.draft = null;
    surface.liveChanged();
  }
}

export class Shape implements Gesture {
  private readonly id;
  private body: Form | null = null;

  constructor(
    private readonly model: BoardModel,
    private readonly surface: Surface,
    private readonly first: Sample,
    private readonly kind: Form['kind'],
    /** Shift: a square, a circle, a line in steps of 15 degrees. */
    private readonly even: () => boolean,
  ) {
    this.id = model.document.newId();
  }

  move(samples: readonly Sample[]): void {
    const last = samples.at(-1);
    if (!last) return;
    const { first, model, kind } = this;
    let [x2, y2] = [last.x, last.y];
    if (this.even()) {
      const [dx, dy] = [x2 - first.x, y2 - first.y];
      if (kind === 'rectangle' || kind === 'ellipse') {
        const side = Math.max(Math.abs(dx), Math.abs(dy));
        [x2, y2] = [first.x + side * Math.sign(dx || 1), first.y + side * Math.sign(dy || 1)];
      } else {
        const step = Math.PI / 12;
        const angle = Math.round(Math.atan2(dy, dx) / step) * step;
        const length = Math.hypot(dx, dy);
        [x2, y2] = [first.x + length * Math.cos(angle), first.y + length * Math.sin(angle)];
      }
    }
    this.body = {
      kind,
      page: model.page.value,
      colour: model.colour.value,
      width: model.width.value,
      x1: first.x,
      y1: first.y,
      x2,
      y2,
    };
    this.surface.overlay.draft = this.body;
    this.surface.liveChanged();
    model.sender.shape(this.id, this.body);
  }

  end(): void {
    const { body, model } = this;
    // A press without a pull is no shape.
    const long = body !== null && Math.hypot(body.x2 - body.x1, body.y2 - body.y1) > 3;
    const kept = long && body !== null && model.put([{ id: this.id, body }]);
    model.sender.end(this.id, !kept);
    this.clear();
  }

  drop(): void {
    this.model.sender.end(this.id, true);
    this.clear();
  }

  private clear(): void {
    this.surface.overlay.draft = null;
    this.surface.liveChanged();
  }
}

/** Whole things go; one press is one step to undo, and is seen at once. */
export class Erase implements Gesture {
  private last: Spot;
  private readonly done;

  constructor(
    private readonly model: BoardModel,
    private readonly surface: Surface,
    first: Sample,
  ) {
    this.last = first;
    this.done = model.history.together();
    this.move([first]);
  }

  move(samples: readonly Sample[]): void {
    const { surface, model } = this;
    const radius = kEraser / Math.min(2, surface.view.scale);
    for (const at of samples) {
      const box = rectOf(this.last, at);
      const near = surface.in({
        x: box.x - radius,
        y: box.y - radius,
        w: box.w + 2 * radius,
        h: box.h + 2 * radius,
      });
      model.erase(hitAlong(near, this.last, at, radius));
      this.last = at;
    }
    surface.overlay.eraser = { at: this.last, radius };
    surface.liveChanged();
  }

  end(): void {
    this.done();
    this.surface.overlay.eraser = null;
    this.surface.liveChanged();
  }

  drop(): void {
    this.end();
  }
}

export class Laser implements Gesture {
  constructor(
    private readonly model: BoardModel,
    private readonly surface: Surface,
    first: Sample,
  ) {
    this.move([first]);
  }

  move(samples: readonly Sample[]): void {
    const { model, surface } = this;
    const now = performance.now();
    const more = samples.map(({ x, y }) => [x, y, now] as const);
    surface.overlay.laser = [...surface.overlay.laser, ...more].slice(-kTrace);
    surface.liveChanged();
    const last = samples.at(-1);
    if (!last) return;
    const page = model.page.value;
    model.sender.point({ type: 'point', page, x: last.x, y: last.y, laser: true });
  }

  end(): void {
    this.surface.overlay.laser = [];
    this.model.sender.point({ type: 'away' });
    this.surface.liveChanged();
  }

  drop(): void {
    this.end();
  }
}

/** Selects what is touched or framed; moves and stretches what is selected. */
export class Select implements Gesture {
  private mode: 'frame' | 'move' | 'stretch' = 'frame';
  private frame: Rect | null = null;
  private places: { id: ObjectId; body: Drawn; place: Place }[] = [];
  private readonly start: ReturnType<BoardModel['selected']>;
  private readonly box: Rect | null;

  constructor(
    private readonly model: BoardModel,
    private readonly surface: Surface,
    private readonly first: Sample,
    add: boolean,
  ) {
    const slack = 8 / surface.view.scale;
    const box = model.selectionBox();
    const corner = box && toBox(surface.view, { x: box.x + box.w, y: box.y + box.h });
    const at = toBox(surface.view, first);
    const near = { x: first.x - slack, y: first.y - slack, w: 2 * slack, h: 2 * slack };
    const hit = surface
      .in(near)
      .reverse()
      .find((object) => isHit(object, first, slack));
    if (corner && Math.hypot(corner.x + 4 - at.x, corner.y + 4 - at.y) < kNear + kHandle / 2) {
      this.mode = 'stretch';
    } else if (hit && add) {
      const next = new Set(model.selection.value);
      if (!next.delete(hit.id)) next.add(hit.id);
      model.select([...next]);
      this.mode = 'move';
    } else if (hit) {
      if (!model.selection.value.has(hit.id)) model.select([hit.id]);
      this.mode = 'move';
    } else if (box && contains(box, { x: first.x, y: first.y, w: 0, h: 0 })) {
      this.mode = 'move';
    } else {
      model.select([]);
    }
    this.start = model.selected();
    this.box = model.selectionBox();
  }

  move(samples: readonly Sample[]): void {
    const last = samples.at(-1);
    if (!last) return;
    const { surface, first, box } = this;
    if (this.mode === 'frame') {
      this.frame = rectOf(first, last);
      surface.overlay.frame = this.frame;
      surface.liveChanged();
      return;
    }
    if (!this.model.mayDraw.value || !box) return;
    const [dx, dy] = [last.x - first.x, last.y - first.y];
    const by =
      this.mode === 'move'
        ? 1
        : Math.min(20, Math.max(0.05, Math.max((box.w + dx) / box.w, (box.h + dy) / box.h)));
    this.places = this.start.map(({ id, body, place }) => ({
      id,
      body,
      place: settled(
        this.mode === 'move'
          ? { ...place, dx: place.dx + dx, dy: place.dy + dy }
          : {
              scale: place.scale * by,
              dx: box.x + (place.dx - box.x) * by,
              dy: box.y + (place.dy - box.y) * by,
            },
      ),
    }));
    surface.overlay.ghosts = this.places;
    surface.liveChanged();
  }

  end(): void {
    const { model, surface, frame } = this;
    if (frame && frame.w + frame.h > 6) {
      const inside = surface
        .in(frame)
        .filter(({ body, place }) => contains(frame, boxOf(body, place)));
      model.select(inside.map(({ id }) => id));
    }
    model.move(this.places);
    this.drop();
  }

  drop(): void {
    const { overlay } = this.surface;
    overlay.frame = null;
    overlay.ghosts = [];
    this.surface.liveChanged();
  }
}
