// SPDX-License-Identifier: MIT
// Pictures of the board as the browser paints them, and how a picture comes onto the board: it is
// decoded, made smaller and encoded anew, so that no place and no camera is told in it.
import { kindOf, type Pictures } from '../../core/board/pictures';
import { kMostPicture } from '../../core/board/limits';

const kLongest = 1_600;
const kQualities = [0.85, 0.7, 0.5, 0.3];

export class Images {
  private readonly kept = new Map<string, ImageBitmap | 'coming'>();

  constructor(
    private readonly pictures: Pictures,
    /** A picture is missing: it is asked for. */
    private readonly onMissing: (hash: string) => void,
    private readonly onCome: (hash: string) => void,
  ) {}

  get(hash: string): ImageBitmap | null {
    const known = this.kept.get(hash);
    if (known) return known === 'coming' ? null : known;
    const bytes = this.pictures.get(hash);
    const kind = bytes && kindOf(bytes);
    if (!bytes || !kind) {
      this.onMissing(hash);
      return null;
    }
    this.kept.set(hash, 'coming');
    createImageBitmap(new Blob([bytes], { type: kind.type })).then(
      (bitmap) => {
        this.kept.set(hash, bitmap);
        this.onCome(hash);
      },
      // It says that it is a picture, and is none: its place stays grey.
      () => undefined,
    );
    return null;
  }

  close(): void {
    for (const one of this.kept.values()) if (one !== 'coming') one.close();
    this.kept.clear();
  }
}

const toBlob = (canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, type, quality));

/** Null for what the browser cannot show. */
export async function importPicture(
  file: Blob,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; width: number; height: number } | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null;
  }
  const shrink = Math.min(1, kLongest / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * shrink));
  const height = Math.max(1, Math.round(bitmap.height * shrink));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  context?.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  let found: Uint8Array<ArrayBuffer> | null = null;
  for (const quality of kQualities) {
    let blob = await toBlob(canvas, 'image/webp', quality);
    if (blob?.type !== 'image/webp' && context) {
      // Safari writes no WebP; a JPEG has no holes, so there is paper behind it.
      context.globalCompositeOperation = 'destination-over';
      context.fillStyle = '#fff';
      context.fillRect(0, 0, width, height);
      blob = await toBlob(canvas, 'image/jpeg', quality);
    }
    if (!blob || blob.size > kMostPicture) continue;
    found = new Uint8Array(await blob.arrayBuffer());
    break;
  }
  canvas.width = canvas.height = 0;
  return found && { bytes: found, width, height };
}
