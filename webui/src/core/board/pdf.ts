// SPDX-License-Identifier: MIT
// Writes a PDF (ISO 32000-1): each sheet is a page of A4 across, strokes are filled paths, and what
// is not drawn (texts, formulas, pictures) is an image. A page's content is compressed where the
// browser can do that.

/** Points (1/72 inch) of A4 across. */
const kWidth = 841.89;
const kHeight = 595.28;

export interface PdfImage {
  /** In units of the sheet. */
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** A JPEG file; or three bytes a pixel, with one byte of opacity a pixel. */
  readonly data:
    { readonly jpeg: Uint8Array } | { readonly rgb: Uint8Array; readonly alpha: Uint8Array };
}

/** One thing of a page, in the order in which they lie over each other. */
export type PdfItem =
  | {
      readonly kind: 'path';
      /** Closed outlines: x, y one after the other, in units of the sheet. */
      readonly outlines: readonly (readonly number[])[];
      readonly colour: readonly [number, number, number];
      /** 0 … 1. */
      readonly opacity: number;
    }
  | { readonly kind: 'image'; readonly image: PdfImage };

export interface PdfPage {
  /** Of the sheet, in units. */
  readonly width: number;
  readonly items: readonly PdfItem[];
}

/** Makes a zlib stream (RFC 1950), or null where the browser cannot. */
export type Deflate = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer> | null>;

const latin = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
const short = (value: number): string => String(Math.round(value * 100) / 100);

/** The title as UTF-16, which any reader shows. */
function pdfText(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return `<FEFF${units.map((unit) => unit.toString(16).padStart(4, '0')).join('')}>`;
}

class Objects {
  private readonly parts: Uint8Array[] = [];
  private readonly offsets: number[] = [];
  private length = 0;
  private count = 0;

  constructor() {
    // Four bytes above 127 say that the file is binary (7.5.2).
    this.write(latin('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n'));
  }

  reserve(): number {
    this.count += 1;
    return this.count;
  }

  put(id: number, head: string, stream?: Uint8Array): void {
    this.offsets[id] = this.length;
    const dictionary = stream ? head.replace(/>>$/, `/Length ${stream.length}>>`) : head;
    this.write(latin(`${id} 0 obj\n${dictionary}\n`));
    if (stream) {
      this.write(latin('stream\n'));
      this.write(stream);
      this.write(latin('\nendstream\n'));
    }
    this.write(latin('endobj\n'));
  }

  /** The table of all objects (7.5.4) and the trailer. */
  finish(root: number, info: number): Uint8Array<ArrayBuffer> {
    const start = this.length;
    const rows = Array.from({ length: this.count }, (_, index) => {
      const offset = String(this.offsets[index + 1] ?? 0).padStart(10, '0');
      return `${offset} 00000 n \n`;
    });
    this.write(latin(`xref\n0 ${this.count + 1}\n0000000000 65535 f \n${rows.join('')}`));
    this.write(latin(`trailer\n<</Size ${this.count + 1}/Root ${root} 0 R/Info ${info} 0 R>>\n`));
    this.write(latin(`startxref\n${start}\n%%EOF\n`));
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  private write(bytes: Uint8Array): void {
    this.parts.push(bytes);
    this.length += bytes.length;
  }
}

async function stream(
  objects: Objects,
  id: number,
  head: string,
  data: Uint8Array<ArrayBuffer>,
  deflate: Deflate,
): Promise<void> {
  const small = await deflate(data);
  if (small) objects.put(id, head.replace(/>>$/, '/Filter/FlateDecode>>'), small);
  else objects.put(id, head, data);
}

async function putImage(objects: Objects, image: PdfImage, deflate: Deflate): Promise<number> {
  const id = objects.reserve();
  const head =
    `<</Type/XObject/Subtype/Image/Width ${image.width}/Height ${image.height}` +
    '/ColorSpace/DeviceRGB/BitsPerComponent 8';
  if ('jpeg' in image.data) {
    objects.put(id, `${head}/Filter/DCTDecode>>`, image.data.jpeg);
    return id;
  }
  const mask = objects.reserve();
  const grey =
    `<</Type/XObject/Subtype/Image/Width ${image.width}/Height ${image.height}` +
    '/ColorSpace/DeviceGray/BitsPerComponent 8>>';
  await stream(objects, mask, grey, image.data.alpha.slice(), deflate);
  await stream(objects, id, `${head}/SMask ${mask} 0 R>>`, image.data.rgb.slice(), deflate);
  return id;
}

function pathOf(outlines: readonly (readonly number[])[]): string {
  const lines: string[] = [];
  for (const outline of outlines) {
    for (let at = 0; at + 1 < outline.length; at += 2) {
      const [x = 0, y = 0] = [outline[at], outline[at + 1]];
      lines.push(`${short(x)} ${short(y)} ${at === 0 ? 'm' : 'l'}`);
    }
    lines.push('h');
  }
  // Non-zero winding: a stroke that crosses itself has no holes.
  lines.push('f');
  return lines.join('\n');
}

export async function writePdf(
  pages: readonly PdfPage[],
  title: string,
  deflate: Deflate,
): Promise<Uint8Array<ArrayBuffer>> {
  const objects = new Objects();
  const [root, tree, info] = [objects.reserve(), objects.reserve(), objects.reserve()];
  const kids: number[] = [];
  for (const { width, items } of pages) {
    const [page, content] = [objects.reserve(), objects.reserve()];
    kids.push(page);
    const images: number[] = [];
    const opacities: string[] = [];
    // The sheet's corner is at the top, that of a PDF page at the bottom.
    const scale = kWidth / width;
    const body = [`${scale.toFixed(6)} 0 0 ${(-scale).toFixed(6)} 0 ${kHeight} cm`];
    for (const item of items) {
      if (item.kind === 'path') {
        const { colour, opacity } = item;
        let state = opacities.indexOf(short(opacity));
        if (state < 0) state = opacities.push(short(opacity)) - 1;
        const rgb = colour.map((part) => short(part / 255)).join(' ');
        body.push(`/G${state} gs ${rgb} rg`, pathOf(item.outlines));
      } else {
        const { x, y, w, h } = item.image;
        images.push(await putImage(objects, item.image, deflate));
        // The unit square of an image is upright; here all is upside down.
        const place = `${short(w)} 0 0 ${short(-h)} ${short(x)} ${short(y + h)}`;
        body.push(`q ${place} cm /I${images.length - 1} Do Q`);
      }
    }
    await stream(objects, content, '<<>>', latin(body.join('\n')), deflate);
    const named = images.map((id, index) => `/I${index} ${id} 0 R`).join('');
    const states = opacities.map((ca, index) => `/G${index}<</ca ${ca}>>`).join('');
    objects.put(
      page,
      `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 ${kWidth} ${kHeight}]` +
        `/Contents ${content} 0 R/Resources<</XObject<<${named}>>/ExtGState<<${states}>>>>>>`,
    );
  }
  const list = kids.map((id) => `${id} 0 R`).join(' ');
  objects.put(tree, `<</Type/Pages/Kids[${list}]/Count ${kids.length}>>`);
  objects.put(root, `<</Type/Catalog/Pages ${tree} 0 R>>`);
  objects.put(info, `<</Title ${pdfText(title)}/Producer(Lectern)>>`);
  return objects.finish(root, info);
}
