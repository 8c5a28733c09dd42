// SPDX-License-Identifier: MIT
// The colours of the board by number, by day and by night: what is written in ink on paper is
// written in chalk at night. An export is always by day.
import type { Key } from '../i18n';

export const kColourNames: readonly Key[] = [
  'board.colour.ink',
  'board.colour.red',
  'board.colour.blue',
  'board.colour.green',
  'board.colour.orange',
  'board.colour.violet',
  'board.colour.grey',
  'board.colour.yellow',
];

type Rgb = readonly [number, number, number];

export interface Palette {
  readonly night: boolean;
  readonly paper: string;
  readonly lines: string;
  readonly inks: readonly Rgb[];
}

export const kDay: Palette = {
  night: false,
  paper: '#ffffff',
  lines: '#d6dcec',
  inks: [
    [26, 33, 66],
    [196, 49, 75],
    [36, 87, 197],
    [24, 122, 76],
    [196, 94, 8],
    [122, 63, 184],
    [99, 107, 127],
    [245, 187, 7],
  ],
};

export const kNight: Palette = {
  night: true,
  paper: '#161c37',
  lines: '#2b3560',
  inks: [
    [243, 245, 251],
    [255, 125, 148],
    [127, 176, 255],
    [95, 211, 155],
    [255, 179, 92],
    [199, 155, 255],
    [170, 177, 196],
    [245, 187, 7],
  ],
};

export function css(palette: Palette, colour: number): string {
  return `rgb(${(palette.inks[colour] ?? [0, 0, 0]).join(' ')})`;
}

export const isNight = (): boolean => document.documentElement.dataset.theme === 'dark';

export const paletteNow = (): Palette => (isNight() ? kNight : kDay);

export const kMarkerOpacity = 0.35;
