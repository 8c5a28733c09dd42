// SPDX-License-Identifier: MIT
// The icon of the tab: the site's own logo, else our sign in the site's colour.
import type { Site } from '../core/api/types';

const kPixels = 64;
const kOwn = '/icon.svg';

/** Our sign (public/icon.svg) on this colour, as an address. */
export function signOn(color: string): string {
  const sign =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">` +
    `<rect width="48" height="48" rx="12" fill="${color}"/>` +
    `<path d="M11 17.5 37 13v7.5L11 25z" fill="#fff"/>` +
    `<path d="M21.5 24.5h5V34h5.5v3.5H16V34h5.500z" fill="#fff"/>` +
    `<circle cx="35.5" cy="31" r="4" fill="#F5BB07"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(sign)}`;
}

/** Where a picture of this size lies in a square, whole and in the middle. */
export function inSquare(
  width: number,
  height: number,
  side: number,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  // Some browsers give no size to an SVG without one.
  const [w, h] = width > 0 && height > 0 ? [width, height] : [side, side];
  const scale = side / Math.max(w, h);
  return {
    x: (side - w * scale) / 2,
    y: (side - h * scale) / 2,
    width: w * scale,
    height: h * scale,
  };
}

/** Browsers pull an icon that is no square; so the logo is put into one. */
async function squareOf(path: string): Promise<string> {
  const picture = new Image();
  picture.src = path;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = kPixels;
  const at = inSquare(picture.naturalWidth, picture.naturalHeight, kPixels);
  canvas.getContext('2d')?.drawImage(picture, at.x, at.y, at.width, at.height);
  return canvas.toDataURL('image/png');
}

let latest = 0;

export async function applyIcon(page: Document, site: Site | null): Promise<void> {
  const link = page.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  latest += 1;
  const turn = latest;
  const plain = site?.color ? signOn(site.color) : kOwn;
  // A logo that does not come leaves our sign.
  const icon = site?.logo ? await squareOf(site.logo).catch(() => plain) : plain;
  if (turn !== latest) return;
  link.type = icon.startsWith('data:image/png') ? 'image/png' : 'image/svg+xml';
  link.href = icon;
}
