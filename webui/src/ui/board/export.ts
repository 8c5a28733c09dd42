// SPDX-License-Identifier: MIT
// The board as a file: one page as PNG, all of them as PDF. Always by day, whatever the screen
// shows.
import { writePdf, type PdfItem, type PdfPage } from '../../core/board/pdf';
import { boxOf } from '../../core/board/geometry';
import { kSheet, type Drawn, type ObjectId, type Page, type Place } from '../../core/board/shapes';
import type { BoardModel } from './board_model';
import type { Formulas } from './formulas';
import type { Images } from './images';
import { formOutlines, strokeOutline, type Outline } from './outline';
import { Painter } from './painter';
import { kDay, kMarkerOpacity } from './palette';

/** Pixels of a unit in a picture of a page, and of an image in a PDF. */
const kPngScale = 2;
const kImageScale = 3;
const kMostPixels = 3_000;

function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.max(1, Math.ceil(width)), Math.max(1, Math.ceil(height))];
  return canvas;
}

export class Exporter {
  private readonly painter;

  constructor(
    private readonly model: BoardModel,
    images: Images,
    private readonly formulas: Formulas,
  ) {
    this.painter = new Painter(kDay, images, formulas);
  }

  async png(page: ObjectId): Promise<Blob | null> {
    await this.prepare();
    const canvas = canvasOf(kSheet.width * kPngScale, kSheet.height * kPngScale);
    const context = canvas.getContext('2d');
    if (!context) return null;
    context.scale(kPngScale, kPngScale);
    const found = this.model.pages.value.find(({ id }) => id === page);
    this.painter.ground(context, found?.page.ground ?? 'plain');
    for (const { body, place } of this.model.document.on(page))
      this.painter.paint(context, body, place);
    try {
      return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
    } catch {
      // Safari gives no picture away on which a formula was painted.
      return null;
    }
  }

  async pdf(title: string): Promise<Blob> {
    await this.prepare();
    const pages: PdfPage[] = [];
    for (const { id, page } of this.model.pages.value)
      pages.push({ width: kSheet.width, items: this.itemsOf(id, page) });
    return new Blob([await writePdf(pages, title, deflate)], { type: 'application/pdf' });
  }

  /** Whatever must be loaded to be painted. */
  private async prepare(): Promise<void> {
    for (const { body } of this.model.document.objects())
      if (body?.kind === 'formula') this.formulas.get(body.text, kDay, body.colour);
    await this.formulas.settled();
  }

  private itemsOf(id: ObjectId, page: Page): PdfItem[] {
    const items: PdfItem[] = [];
    if (page.ground !== 'plain') items.push(linesOf(page.ground === 'squares'));
    for (const { body, place } of this.model.document.on(id)) {
      const item = this.itemOf(body, place);
      if (item) items.push(item);
    }
    return items;
  }

  private itemOf(body: Drawn, place: Place): PdfItem | null {
    if (body.kind !== 'stroke' && !('x1' in body)) return this.imageOf(body, place);
    const outlines = body.kind === 'stroke' ? [strokeOutline(body)] : formOutlines(body);
    const { dx, dy, scale } = place;
    return {
      kind: 'path',
      outlines: outlines.map((outline) =>
        outline.map((at, index) => at * scale + (index % 2 === 0 ? dx : dy)),
      ),
      colour: kDay.inks[body.colour] ?? [0, 0, 0],
      opacity: body.kind === 'stroke' && body.tool === 'marker' ? kMarkerOpacity : 1,
    };
  }

  /** Its pixels, with their opacity. */
  private imageOf(body: Drawn, place: Place): PdfItem | null {
    const { x, y, w, h } = boxOf(body, place);
    const scale = Math.min(kImageScale, kMostPixels / Math.max(w, h));
    const canvas = canvasOf(w * scale, h * scale);
    const { width, height } = canvas;
    const context = canvas.getContext('2d');
    if (!context) return null;
    context.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
    this.painter.paint(context, body, place);
    let pixels: Uint8ClampedArray;
    try {
      pixels = context.getImageData(0, 0, width, height).data;
    } catch {
      return null;
    } finally {
      canvas.width = canvas.height = 0;
    }
    const rgb = new Uint8Array((pixels.length / 4) * 3);
    const alpha = new Uint8Array(pixels.length / 4);
    for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) {
      rgb.set(pixels.subarray(from, from + 3), to);
      alpha[from / 4] = pixels[from + 3] ?? 0;
    }
    return { kind: 'image', image: { x, y, w, h, width, height, data: { rgb, alpha } } };
  }
}

function linesOf(squares: boolean): PdfItem {
  const outlines: Outline[] = [];
  const { width, height } = kSheet;
  for (let y = 40; y < height; y += 40)
    outlines.push([0, y - 0.5, width, y - 0.5, width, y + 0.5, 0, y + 0.5]);
  if (squares)
    for (let x = 40; x < width; x += 40)
      outlines.push([x - 0.5, 0, x + 0.5, 0, x + 0.5, height, x - 0.5, height]);
  return { kind: 'path', outlines, colour: [214, 220, 236], opacity: 1 };
}

export async function deflate(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!('CompressionStream' in globalThis)) return null;
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
