// SPDX-License-Identifier: MIT
// The upper canvas: what people are drawing just now, their pointers with their names, and the
// selection of this person.
import { boxOf, type Rect, type Spot } from '../../core/board/geometry';
import { kTraceMs, type LivePointer } from '../../core/board/live';
import type { Drawn, Place } from '../../core/board/shapes';
import { toBox } from '../../core/board/view';
import type { BoardModel } from './board_model';
import type { Painter } from './painter';
import type { Surface } from './surface';

export interface Overlay {
  /** What this person is drawing. */
  draft: Drawn | null;
  /** The frame that is pulled over what is to be selected. */
  frame: Rect | null;
  /** Selected things on their way to another place. */
  ghosts: readonly { readonly body: Drawn; readonly place: Place }[];
  /** Where the own laser was: x, y, time. */
  laser: readonly (readonly [number, number, number])[];
  eraser: { readonly at: Spot; readonly radius: number } | null;
}

/** The corner by which a selection is made larger, in pixels. */
export const kHandle = 9;
const kAccent = '#2457c5';

/** A colour for each person that is told apart on paper and at night. */
export function personColour(userId: string): string {
  let sum = 0;
  for (const letter of userId) sum = (sum * 31 + letter.charCodeAt(0)) % 360;
  return `hsl(${sum} 70% 40%)`;
}

export function paintTag(
  context: CanvasRenderingContext2D,
  at: Spot,
  name: string,
  colour: string,
  edge: number,
): void {
  context.font = '600 13px system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const width = context.measureText(name).width + 12;
  const x = Math.min(at.x + 10, edge - width - 2);
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(x, at.y + 10, width, 20, 6);
  context.fill();
  context.fillStyle = '#fff';
  context.fillText(name, x + 6, at.y + 20.5);
}

/** Returns true while something moves by itself. */
export function paintTop(
  context: CanvasRenderingContext2D,
  model: BoardModel,
  surface: Surface,
  painter: Painter,
): boolean {
  const ratio = window.devicePixelRatio;
  const { view, overlay, box } = surface;
  const now = performance.now();
  const page = model.page.peek();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  const scale = view.scale * ratio;
  context.setTransform(scale, 0, 0, scale, view.x * ratio, view.y * ratio);
  const things = model.live.things(now);
  for (const { body } of things)
    if (body.kind !== 'page' && body.page === page) painter.paint(context, body);
  context.globalAlpha = 0.7;
  for (const { body, place } of overlay.ghosts) painter.paint(context, body, place);
  context.globalAlpha = 1;
  if (overlay.draft) painter.paint(context, overlay.draft, undefined, true);

  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const inBox = ({ x, y, w, h }: Rect): [number, number, number, number] => {
    const corner = toBox(view, { x, y });
    return [corner.x, corner.y, w * view.scale, h * view.scale];
  };
  context.strokeStyle = painter.palette.night ? '#7fb0ff' : kAccent;
  context.lineWidth = 1.5;
  for (const { body, place } of model.selected()) {
    context.globalAlpha = 0.5;
    context.strokeRect(...inBox(boxOf(body, place)));
  }
  context.globalAlpha = 1;
  const selection = overlay.ghosts.length === 0 ? model.selectionBox() : null;
  if (selection) {
    const [x, y, w, h] = inBox(selection);
    context.strokeRect(x - 4, y - 4, w + 8, h + 8);
    context.fillStyle = context.strokeStyle;
    context.fillRect(x + w - kHandle / 2 + 4, y + h - kHandle / 2 + 4, kHandle, kHandle);
  }
  if (overlay.frame) {
    context.setLineDash([5, 4]);
    context.strokeRect(...inBox(overlay.frame));
    context.setLineDash([]);
  }
  if (overlay.eraser) {
    const at = toBox(view, overlay.eraser.at);
    context.beginPath();
    context.arc(at.x, at.y, overlay.eraser.radius * view.scale, 0, 2 * Math.PI);
    context.stroke();
  }
  let moves = false;
  for (const { userId, body } of things) {
    if (body.kind === 'page' || body.page !== page) continue;
    const box_ = boxOf(body, { dx: 0, dy: 0, scale: 1 });
    const points = body.kind === 'stroke' ? body.points : [box_.x + box_.w, box_.y + box_.h, 0];
    const [x = 0, y = 0] = [points[points.length - 3], points[points.length - 2]];
    paintTag(context, toBox(view, { x, y }), model.nameOf(userId), personColour(userId), box.width);
    moves = true;
  }
  if (overlay.laser.length > 0) {
    paintLaser(context, overlay.laser, view, now);
    moves = true;
  }
  for (const pointer of model.live.pointers(now)) {
    if (pointer.page !== page) continue;
    moves = paintPointer(context, pointer, model, surface, now) || moves;
  }
  model.forgetDrawing();
  return moves;
}

function paintPointer(
  context: CanvasRenderingContext2D,
  { userId, x, y, laser, trace }: LivePointer,
  model: BoardModel,
  { view, box }: Surface,
  now: number,
): boolean {
  const at = toBox(view, { x, y });
  const colour = personColour(userId);
  if (laser) paintLaser(context, trace, view, now);
  else {
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(at.x, at.y);
    context.lineTo(at.x + 4, at.y + 13);
    context.lineTo(at.x + 12, at.y + 8);
    context.closePath();
    context.fill();
  }
  paintTag(context, at, model.nameOf(userId), colour, box.width);
  return true;
}

export function paintLaser(
  context: CanvasRenderingContext2D,
  trace: readonly (readonly [number, number, number])[],
  view: Surface['view'],
  now: number,
): void {
  context.lineCap = 'round';
  for (let index = 1; index < trace.length; index += 1) {
    const [fromX, fromY] = trace[index - 1] ?? [0, 0];
    const [toX, toY, then] = trace[index] ?? [0, 0, 0];
    const fresh = 1 - (now - then) / kTraceMs;
    if (fresh <= 0) continue;
    const [from, to] = [toBox(view, { x: fromX, y: fromY }), toBox(view, { x: toX, y: toY })];
    context.globalAlpha = fresh;
    context.strokeStyle = '#e11d48';
    context.lineWidth = 2 + 4 * fresh;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
  context.globalAlpha = 1;
  const [x, y] = trace.at(-1) ?? [0, 0];
  const at = toBox(view, { x, y });
  context.fillStyle = '#e11d48';
  context.beginPath();
  context.arc(at.x, at.y, 5, 0, 2 * Math.PI);
  context.fill();
}
