// SPDX-License-Identifier: MIT
// The picture of a recording: a shared screen or who speaks large, the others small beside it, all
// with their names. Pure: the page and its worker draw what comes out.
import { tiling } from '../layout/tiling';

export const kFilmWidth = 1280;
export const kFilmHeight = 720;
/** Enough for speech and for slides, and half of the work of 30. */
export const kFilmRate = 15;

const kGap = 8;
const kStrip = 224;
const kMostSmall = 5;

export interface FilmPerson {
  readonly id: string;
  readonly name: string;
}

export interface FilmShare extends FilmPerson {
  /** The newest one has the largest number. */
  readonly since: number;
}

export interface FilmScene {
  /** Whom the film may show, whoever records first. */
  readonly people: readonly FilmPerson[];
  readonly shares: readonly FilmShare[];
  /** Who speaks, or whom a host has put in the spotlight. */
  readonly speaker: string | null;
}

export interface FilmBox {
  /** `person ID` or `share ID`: where its picture comes from. */
  readonly key: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** A screen is shown whole; a face fills its box. */
  readonly whole: boolean;
}

export interface FilmLayout {
  readonly boxes: readonly FilmBox[];
  /** How many people found no place. */
  readonly more: number;
}

type Place = Pick<FilmBox, 'x' | 'y' | 'width' | 'height'>;

function personBox({ id, name }: FilmPerson, place: Place): FilmBox {
  return { key: `person ${id}`, name, ...place, whole: false };
}

/** Those who have no part of the large picture, in a column on the right. */
function strip(people: readonly FilmPerson[]): FilmBox[] {
  const height = Math.round((kStrip * 9) / 16);
  const x = kFilmWidth - kGap - kStrip;
  return people
    .slice(0, kMostSmall)
    .map((one, row) =>
      personBox(one, { x, y: kGap + row * (height + kGap), width: kStrip, height }),
    );
}

function withStrip(main: (place: Place) => FilmBox, others: readonly FilmPerson[]): FilmLayout {
  const beside = others.length > 0 ? kStrip + kGap : 0;
  const place = {
    x: kGap,
    y: kGap,
    width: kFilmWidth - 2 * kGap - beside,
    height: kFilmHeight - 2 * kGap,
  };
  const small = strip(others);
  return { boxes: [main(place), ...small], more: others.length - small.length };
}

/** Two are side by side: neither is less than the other. */
function pair(people: readonly FilmPerson[]): FilmLayout {
  const { tileWidth: width, tileHeight } = tiling(2, kFilmWidth - 2 * kGap, kFilmHeight, kGap);
  const height = Math.min(tileHeight, kFilmHeight - 2 * kGap);
  const y = Math.round((kFilmHeight - height) / 2);
  const boxes = people.map((one, column) =>
    personBox(one, { x: kGap + column * (width + kGap), y, width, height }),
  );
  return { boxes, more: 0 };
}

export function compose({ people, shares, speaker }: FilmScene): FilmLayout {
  const newest = shares.reduce<FilmShare | null>(
    (last, one) => (last === null || one.since >= last.since ? one : last),
    null,
  );
  const first = people.find(({ id }) => id === speaker);
  // Who speaks keeps a place among the small ones, too.
  const ranked = first ? [first, ...people.filter((one) => one !== first)] : people;
  if (newest)
    return withStrip(
      (place) => ({ key: `share ${newest.id}`, name: newest.name, ...place, whole: true }),
      ranked,
    );
  if (people.length === 2) return pair(people);
  const [main, ...others] = ranked;
  if (!main) return { boxes: [], more: 0 };
  return withStrip((place) => personBox(main, place), others);
}

/** The part of a picture that fills a box, or the part of a box that a whole picture fills. */
export interface Fitted {
  readonly source: Place;
  readonly target: Place;
}

export function fit(
  picture: { readonly width: number; readonly height: number },
  box: Place,
  whole: boolean,
): Fitted {
  const scales = [box.width / picture.width, box.height / picture.height] as const;
  const scale = whole ? Math.min(...scales) : Math.max(...scales);
  const width = Math.min(box.width, picture.width * scale);
  const height = Math.min(box.height, picture.height * scale);
  return {
    source: {
      x: (picture.width - width / scale) / 2,
      y: (picture.height - height / scale) / 2,
      width: width / scale,
      height: height / scale,
    },
    target: {
      x: box.x + (box.width - width) / 2,
      y: box.y + (box.height - height) / 2,
      width,
      height,
    },
  };
}
