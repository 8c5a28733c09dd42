// SPDX-License-Identifier: MIT
// What can lie on a board, and how it is packed. A page is a sheet of A4 across, 1600 units wide;
// places are whole eighths of a unit. A stroke is one value: its points as differences.
import { ByteReader, ByteWriter } from './bytes';
import { kMostBody, kMostPoints, kMostText } from './limits';

export const kSheet = { width: 1600, height: 1131 };
/** Parts of a unit that are told apart. */
export const kGrain = 8;
/** Things may stick out of the sheet by so much. */
const kFar = 8_000 * kGrain;
const kMostWidth = 200;
/** Of the pressure of a pen: 0 … 63. */
export const kPressures = 63;
export const kColours = 8;

/** Identifies an object: the replica that made it, and its logical time then. */
export type ObjectId = string;

export const kFirstPage: ObjectId = '0.0';

export type Ground = 'plain' | 'lines' | 'squares';
export const kGrounds: readonly Ground[] = ['plain', 'lines', 'squares'];

/** `colour` is an index of the palette; `width` is in units. */
interface Ink {
  readonly page: ObjectId;
  readonly colour: number;
  readonly width: number;
}

export interface Stroke extends Ink {
  readonly kind: 'stroke';
  readonly tool: 'pen' | 'marker';
  /** x, y in units and the pressure from 0 to 1, one after the other; 0.5 where it is unknown. */
  readonly points: Float32Array;
  /** The pen told its pressure, and the person wants it to be seen. */
  readonly pressed: boolean;
}

export const kForms = ['line', 'arrow', 'rectangle', 'ellipse'] as const;
export type FormKind = (typeof kForms)[number];

export interface Form extends Ink {
  readonly kind: FormKind;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** `width` is the size of the letters. */
export interface Text extends Ink {
  readonly kind: 'text' | 'formula';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** The box in units, as whoever wrote it saw it. */
  readonly w: number;
  readonly h: number;
}

export interface Picture {
  readonly kind: 'picture';
  readonly page: ObjectId;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** SHA-256 of the encoded picture, in hexadecimal digits. */
  readonly hash: string;
  /** What is to be seen, for those who do not see it. */
  readonly text: string;
}

export interface Page {
  readonly kind: 'page';
  /** Pages are shown in the order of their ranks. */
  readonly rank: number;
  readonly ground: Ground;
}

export type Drawn = Stroke | Form | Text | Picture;
export type Body = Drawn | Page;

/** Made `scale` times as large from the sheet's corner, and then moved by `dx` and `dy` units. */
export interface Place {
  readonly dx: number;
  readonly dy: number;
  readonly scale: number;
}

export const kHome: Place = { dx: 0, dy: 0, scale: 1 };
const kScaleGrain = 4_096;
const kMostScale = 64;

export function objectId(replica: number, time: number): ObjectId {
  return `${replica.toString(36)}.${time.toString(36)}`;
}

export function idParts(id: ObjectId): readonly [replica: number, time: number] {
  const [replica = '', time = ''] = id.split('.');
  return [parseInt(replica, 36), parseInt(time, 36)];
}

export function writeId(to: ByteWriter, id: ObjectId): void {
  const [replica, time] = idParts(id);
  to.uint(replica).uint(time);
}

export function readId(from: ByteReader): ObjectId {
  const replica = from.uint();
  return objectId(replica, from.uint());
}

const grains = (units: number): number =>
  Math.round(Math.min(kFar, Math.max(-kFar, units * kGrain)));

/** Points are x, y, pressure; `from` is the index of the first one. */
export function writePoints(
  to: ByteWriter,
  points: ArrayLike<number>,
  pressed: boolean,
  from = 0,
): void {
  let [x, y, force] = [0, 0, 0];
  to.uint(points.length / 3 - from);
  for (let at = from * 3; at + 2 < points.length; at += 3) {
    const nextX = grains(points[at] ?? 0);
    const nextY = grains(points[at + 1] ?? 0);
    to.int(nextX - x).int(nextY - y);
    [x, y] = [nextX, nextY];
    if (!pressed) continue;
    const next = Math.round(Math.min(1, Math.max(0, points[at + 2] ?? 0.5)) * kPressures);
    to.int(next - force);
    force = next;
  }
}

export function readPoints(from: ByteReader, pressed: boolean, most = kMostPoints): Float32Array {
  const count = from.uint(most);
  // Each point takes two bytes at least: a large count without them is not believed.
  if (from.left < count * 2) from.fail();
  const points = new Float32Array(from.bad ? 0 : count * 3);
  let [x, y, force] = [0, 0, 0];
  for (let at = 0; at < points.length && !from.bad; at += 3) {
    x += from.int(2 * kFar);
    y += from.int(2 * kFar);
    if (pressed) force += from.int(kPressures);
    if (Math.abs(x) > kFar || Math.abs(y) > kFar || force < 0 || force > kPressures) from.fail();
    points[at] = x / kGrain;
    points[at + 1] = y / kGrain;
    points[at + 2] = pressed ? force / kPressures : 0.5;
  }
  return points;
}

export function writePlace(to: ByteWriter, { dx, dy, scale }: Place): void {
  to.int(grains(dx))
    .int(grains(dy))
    .uint(Math.round(scale * kScaleGrain));
}

export function readPlace(from: ByteReader): Place {
  const dx = from.int(kFar) / kGrain;
  const dy = from.int(kFar) / kGrain;
  const scale = from.uint(kMostScale * kScaleGrain) / kScaleGrain;
  if (scale < 1 / kMostScale) from.fail();
  return { dx, dy, scale };
}

/** As it comes back from a packing: exact in grains, so that all replicas compute alike. */
export function settled(place: Place): Place {
  const scale = Math.min(kMostScale, Math.max(1 / kMostScale, place.scale));
  return {
    dx: grains(place.dx) / kGrain,
    dy: grains(place.dy) / kGrain,
    scale: Math.round(scale * kScaleGrain) / kScaleGrain,
  };
}

const kStrokeTag = 1;
const kFormTag = 10;
const kTextTag = 20;
const kPictureTag = 30;
const kPageTag = 31;

export const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
export const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

function writeInk(to: ByteWriter, { page, colour, width }: Ink): void {
  writeId(to, page);
  to.u8(colour).uint(Math.round(width * kGrain));
}

function readInk(from: ByteReader): Ink {
  const page = readId(from);
  const colour = from.u8();
  const width = from.uint(kMostWidth * kGrain) / kGrain;
  if (colour >= kColours || width <= 0) from.fail();
  return { page, colour, width };
}

export function encodeBody(body: Body): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter();
  const place = (...units: number[]): void => units.forEach((unit) => void to.int(grains(unit)));
  switch (body.kind) {
    case 'stroke':
      to.u8(kStrokeTag + (body.tool === 'marker' ? 1 : 0) + (body.pressed ? 2 : 0));
      writeInk(to, body);
      writePoints(to, body.points, body.pressed);
      break;
    case 'text':
    case 'formula':
      to.u8(kTextTag + (body.kind === 'formula' ? 1 : 0));
      writeInk(to, body);
      place(body.x, body.y, body.w, body.h);
      to.text(body.text);
      break;
    case 'picture':
      to.u8(kPictureTag);
      writeId(to, body.page);
      place(body.x, body.y, body.w, body.h);
      to.raw(bytesOfHex(body.hash)).text(body.text);
      break;
    case 'page':
      to.u8(kPageTag).f64(body.rank).u8(kGrounds.indexOf(body.ground));
      break;
    default:
      to.u8(kFormTag + kForms.indexOf(body.kind));
      writeInk(to, body);
      place(body.x1, body.y1, body.x2, body.y2);
  }
  return to.take();
}

/** Null for what is none: of another version, cut off, too long, out of its bounds. */
export function decodeBody(bytes: Uint8Array): Body | null {
  if (bytes.length > kMostBody) return null;
  const from = new ByteReader(bytes);
  const body = readBody(from, from.u8());
  return body && from.done ? body : null;
}

function readBody(from: ByteReader, tag: number): Body | null {
  const place = (): number => from.int(kFar) / kGrain;
  const size = (): number => from.int(kFar) / kGrain || (from.fail(), 0);
  if (tag >= kStrokeTag && tag < kStrokeTag + 4) {
    const bits = tag - kStrokeTag;
    const pressed = (bits & 2) !== 0;
    const ink = readInk(from);
    const points = readPoints(from, pressed);
    if (points.length === 0) return null;
    return { kind: 'stroke', tool: bits & 1 ? 'marker' : 'pen', ...ink, points, pressed };
  }
  const form = kForms[tag - kFormTag];
  if (form) {
    const ink = readInk(from);
    return { kind: form, ...ink, x1: place(), y1: place(), x2: place(), y2: place() };
  }
  switch (tag) {
    case kTextTag:
    case kTextTag + 1: {
      const kind = tag === kTextTag ? 'text' : 'formula';
      const ink = readInk(from);
      const box = { x: place(), y: place(), w: size(), h: size() };
      const text = from.text(kMostText);
      return box.w > 0 && box.h > 0 && text !== '' ? { kind, ...ink, ...box, text } : null;
    }
    case kPictureTag: {
      const page = readId(from);
      const box = { x: place(), y: place(), w: size(), h: size() };
      const hash = hexOf(from.raw(32));
      const text = from.text(kMostText);
      return box.w > 0 && box.h > 0 ? { kind: 'picture', page, ...box, hash, text } : null;
    }
    case kPageTag: {
      const rank = from.f64();
      const ground = kGrounds[from.u8()];
      return ground ? { kind: 'page', rank, ground } : null;
    }
    default:
      return null;
  }
}
