// SPDX-License-Identifier: MIT
// Colours that people can read: the contrast of WCAG 2.2 (success criterion 1.4.3, level AA) on the
// surfaces of tokens.css. The daemon has the same rules (meetings/readable_colors.hpp);
// tests/vectors/colors.json holds both to them.

export type Color = readonly [red: number, green: number, blue: number];
export type Daytime = 'day' | 'night';

/** The surfaces on which a colour is hardest to read. */
const kGrounds = { day: [0xe9, 0xec, 0xf5], night: [0x22, 0x2a, 0x4d] } as const;
const kEnds = { day: [0, 0, 0], night: [255, 255, 255] } as const;
export const kReadable = 4.5;
const kSteps = 256;

export function parseColor(text: string): Color | null {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (!found) return null;
  const [red = 0, green = 0, blue = 0] = found.slice(1).map((one) => parseInt(one, 16));
  return [red, green, blue];
}

export function printColor(color: Color): string {
  return `#${color.map((one) => one.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(color: Color): number {
  const [red, green, blue] = color.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** 1 to 21. */
export function contrast(one: Color, other: Color): number {
  const a = luminance(one);
  const b = luminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** On the worst surface of that time of day. */
export function contrastAt(color: Color, when: Daytime): number {
  return contrast(color, kGrounds[when]);
}

export function isReadable(color: Color, when: Daytime): boolean {
  return contrastAt(color, when) >= kReadable;
}

/** Itself if it can be read; else mixed with black or white, as little as it takes. */
export function nearestReadable(color: Color, when: Daytime): Color {
  const end = kEnds[when];
  for (let step = 0; step < kSteps; step += 1) {
    const mix = (i: 0 | 1 | 2): number =>
      Math.floor((color[i] * (kSteps - step) + end[i] * step + kSteps / 2) / kSteps);
    const tried: Color = [mix(0), mix(1), mix(2)];
    if (isReadable(tried, when)) return tried;
  }
  return end;
}
