// SPDX-License-Identifier: MIT
// Pictures of others are shown only as this page has drawn them: decoded, made smaller, encoded
// anew. Before anything decodes them, their head says how large they would be in memory.

/** Formats that the browsers of all people have, none of which can hold a script. */
const kTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
/** Decoded, a pixel takes four bytes. */
const kMostPixels = 50_000_000;
/** Files beyond this are saved, and not shown. */
export const kMostPictureBytes = 20_000_000;
const kShownPixels = 1_280;
/** What of a file is read to find out how large a picture is. */
const kHeadBytes = 256 * 1024;

export interface PictureSize {
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

function jpegSize(view: DataView): PictureSize | null {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // Start of frame, but not the tables whose numbers lie between (ITU T.81, table B.1).
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame)
      return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** RFC 9649, sections 2.5 to 2.7. */
function webpSize(view: DataView): PictureSize | null {
  const type = 'image/webp';
  if (view.byteLength < 30) return null;
  const kind = String.fromCharCode(...[12, 13, 14, 15].map((at) => view.getUint8(at)));
  const three = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  if (kind === 'VP8X') return { type, width: three(24) + 1, height: three(27) + 1 };
  if (kind === 'VP8 ') {
    const side = (at: number): number => view.getUint16(at, true) & 0x3fff;
    return { type, width: side(26), height: side(28) };
  }
  if (kind !== 'VP8L') return null;
  const bits = view.getUint32(21, true);
  return { type, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
}

/** What the bytes say of themselves, whatever name and type they came with; null: no picture. */
export function pictureSize(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 24) return null;
  const start = view.getUint32(0);
  if (start === 0x89504e47)
    return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
  if (start === 0x47494638)
    return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (start === 0x52494646 && view.getUint32(8) === 0x57454250) return webpSize(view);
  return start >>> 16 === 0xffd8 ? jpegSize(view) : null;
}

/** Whether it may be one, by what its sender says. */
export function mayBePicture(type: string, size: number): boolean {
  return kTypes.includes(type) && size <= kMostPictureBytes;
}

/** The picture as this browser draws it, small enough for a chat; null: none, or too large. */
export async function drawnAnew(file: Blob): Promise<Blob | null> {
  const head = new Uint8Array(await file.slice(0, kHeadBytes).arrayBuffer());
  const size = pictureSize(head);
  const pixels = size ? size.width * size.height : 0;
  if (!size || pixels === 0 || pixels > kMostPixels) return null;
  try {
    const bitmap = await createImageBitmap(new Blob([file], { type: size.type }));
    const scale = Math.min(1, kShownPixels / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const type = size.type === 'image/jpeg' ? 'image/jpeg' : 'image/png';
    const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.85));
    // Safari keeps the memory of a canvas as long as it has a size.
    canvas.width = canvas.height = 0;
    return drawn;
  } catch {
    return null;
  }
}
