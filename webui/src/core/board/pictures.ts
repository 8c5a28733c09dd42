// SPDX-License-Identifier: MIT
// Pictures of the board: which bytes are one, how large it is before it is decoded, and all that we
// have, by hash. A stranger's picture may claim a size that would fill the memory.
import { kMostPicture, kMostPictures, kMostSide } from './limits';
import { hexOf } from './shapes';
import type { PictureStore } from './picture_exchange';

export interface PictureKind {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

const starts = (bytes: Uint8Array, at: number, text: string): boolean =>
  [...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));

function ofJpeg(bytes: Uint8Array, view: DataView): PictureKind | null {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    // SOF0 … SOF15 say the size; C4, C8 and CC are something else.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return { type: 'image/jpeg', width, height };
    }
    if (marker === 0xff) at += 1;
    else if (marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function ofWebp(bytes: Uint8Array, view: DataView): PictureKind | null {
  const type = 'image/webp';
  const three = (at: number): number => view.getUint16(at, true) + (bytes[at + 2] ?? 0) * 65_536;
  if (starts(bytes, 12, 'VP8X')) return { type, width: three(24) + 1, height: three(27) + 1 };
  if (starts(bytes, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  if (!starts(bytes, 12, 'VP8 ')) return null;
  const side = (at: number): number => view.getUint16(at, true) & 0x3fff;
  return { type, width: side(26), height: side(28) };
}

/** PNG, JPEG or WebP of a size that a page can hold; null for anything else. */
export function kindOf(bytes: Uint8Array): PictureKind | null {
  if (bytes.length < 32 || bytes.length > kMostPicture) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let kind: PictureKind | null = null;
  if (starts(bytes, 1, 'PNG\r\n') && starts(bytes, 12, 'IHDR'))
    kind = { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
  else if (bytes[0] === 0xff && bytes[1] === 0xd8) kind = ofJpeg(bytes, view);
  else if (starts(bytes, 0, 'RIFF') && starts(bytes, 8, 'WEBP')) kind = ofWebp(bytes, view);
  if (!kind) return null;
  const { width, height } = kind;
  return width > 0 && height > 0 && width <= kMostSide && height <= kMostSide ? kind : null;
}

export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

export class Pictures implements PictureStore {
  private readonly kept = new Map<string, Uint8Array<ArrayBuffer>>();
  private bytes = 0;

  get(hash: string): Uint8Array<ArrayBuffer> | null {
    return this.kept.get(hash) ?? null;
  }

  get all(): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
    return this.kept;
  }

  async take(hash: string, bytes: Uint8Array): Promise<boolean> {
    if (this.kept.has(hash)) return true;
    const copy = bytes.slice();
    if (!kindOf(copy) || this.bytes + copy.length > kMostPictures) return false;
    if ((await hashOf(copy)) !== hash) return false;
    if (!this.kept.has(hash)) this.bytes += copy.length;
    this.kept.set(hash, copy);
    return true;
  }

  /** Null where it is none, or there is no room. */
  async add(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
    const hash = await hashOf(bytes);
    return (await this.take(hash, bytes)) ? hash : null;
  }
}
