// SPDX-License-Identifier: MIT
// Painter: paints things of the board onto any canvas, whose units are those of the sheet. The path
// of a thing is made once and kept as long as the thing.
import type { Place, Body, Drawn, Ground, Text } from '../../core/board/shapes';
import { kHome, kSheet } from '../../core/board/shapes';
import type { Formulas } from './formulas';
import type { Images } from './images';
import { formOutlines, strokeOutline, type Outline } from './outline';
import { css, kMarkerOpacity, type Palette } from './palette';

export const kTextFont =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif";
export const kLineHeight = 1.3;
const kGroundStep = 40;

type Context = CanvasRenderingContext2D;

function pathOf(outlines: readonly Outline[]): Path2D {
  const path = new Path2D();
  for (const outline of outlines) {
    const [x = 0, y = 0] = outline;
    path.moveTo(x, y);
    for (let at = 2; at + 1 < outline.length; at += 2)
      path.lineTo(outline[at] ?? 0, outline[at + 1] ?? 0);
    path.closePath();
  }
  return path;
}

const kPaths = new WeakMap<Body, Path2D>();

export class Painter {
  constructor(
    public palette: Palette,
    private readonly images: Images,
    private readonly formulas: Formulas,
  ) {}

  /** The sheet with its lines; only `part` of it is needed. */
  ground(context: Context, ground: Ground): void {
    context.fillStyle = this.palette.paper;
    context.fillRect(0, 0, kSheet.width, kSheet.height);
    if (ground === 'plain') return;
    context.beginPath();
    for (let y = kGroundStep; y < kSheet.height; y += kGroundStep) {
      context.moveTo(0, y);
      context.lineTo(kSheet.width, y);
    }
    if (ground === 'squares')
      for (let x = kGroundStep; x < kSheet.width; x += kGroundStep) {
        context.moveTo(x, 0);
        context.lineTo(x, kSheet.height);
      }
    context.strokeStyle = this.palette.lines;
    context.lineWidth = 1;
    context.stroke();
  }

  paint(context: Context, body: Drawn, place: Place = kHome, unfinished = false): void {
    context.save();
    context.transform(place.scale, 0, 0, place.scale, place.dx, place.dy);
    switch (body.kind) {
      case 'stroke':
        if (body.tool === 'marker') context.globalAlpha = kMarkerOpacity;
        context.fillStyle = css(this.palette, body.colour);
        context.fill(this.path(body, unfinished));
        break;
      case 'picture': {
        const bitmap = this.images.get(body.hash);
        if (bitmap) context.drawImage(bitmap, body.x, body.y, body.w, body.h);
        else {
          context.fillStyle = this.palette.lines;
          context.fillRect(body.x, body.y, body.w, body.h);
        }
        break;
      }
      case 'text':
        this.text(context, body);
        break;
      case 'formula':
        this.formula(context, body);
        break;
      default:
        context.fillStyle = css(this.palette, body.colour);
        context.fill(this.path(body, unfinished));
    }
    context.restore();
  }

  private path(body: Exclude<Drawn, Text | { kind: 'picture' }>, unfinished: boolean): Path2D {
    let path = unfinished ? undefined : kPaths.get(body);
    if (!path) {
      path = pathOf(
        body.kind === 'stroke' ? [strokeOutline(body, unfinished)] : formOutlines(body),
      );
      if (!unfinished) kPaths.set(body, path);
    }
    return path;
  }

  private text(context: Context, { x, y, text, width, colour, w }: Text): void {
    context.fillStyle = css(this.palette, colour);
    context.font = `${width}px ${kTextFont}`;
    context.textBaseline = 'top';
    const lines = wrapped(context, text, w);
    lines.forEach((line, index) => {
      context.direction = isRightToLeftText(line) ? 'rtl' : 'ltr';
      context.textAlign = 'start';
      const start = context.direction === 'rtl' ? x + w : x;
      context.fillText(line, start, y + (index + 0.12) * width * kLineHeight);
    });
  }

  private formula(context: Context, body: Text): void {
    const formula = this.formulas.get(body.text, this.palette, body.colour);
    if (formula) {
      context.drawImage(formula.image, body.x, body.y, body.w, body.h);
      return;
    }
    // Nothing is painted outside the box: it would stay when the formula comes.
    context.beginPath();
    context.rect(body.x, body.y, body.w, body.h);
    context.clip();
    this.text(context, { ...body, width: Math.min(body.width, body.h / 1.4) });
  }
}

export function isRightToLeftText(text: string): boolean {
  return /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text);
}

/** Lines of a text that is `width` wide; a word that is longer stands alone. */
export function wrapped(
  context: { measureText(text: string): { width: number } },
  text: string,
  width: number,
): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(/(?<= )/)) {
      if (line !== '' && context.measureText((line + word).trimEnd()).width > width + 1) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += word;
    }
    lines.push(line.trimEnd());
  }
  return lines;
}
