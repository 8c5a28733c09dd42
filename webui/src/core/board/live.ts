// SPDX-License-Identifier: MIT
// The lane `live`: strokes while they are drawn, shapes while they are pulled, and where somebody
// points. Messages may be lost and overtake each other: each repeats the last points of the one
// before, and the finished stroke comes on the lane `board` in any case.
import { Bucket } from '../bucket';
import { ByteReader, ByteWriter } from './bytes';
import { kMostBody, kMostPoints } from './limits';
import {
  decodeBody,
  encodeBody,
  idParts,
  objectId,
  readId,
  readPoints,
  writeId,
  writePoints,
  type Body,
  type ObjectId,
  type Stroke,
} from './shapes';

/** What is being drawn, without its points. */
export type StrokeStyle = Omit<Stroke, 'points' | 'kind'>;

export type LiveMessage =
  | {
      readonly type: 'stroke';
      readonly time: number;
      readonly style: StrokeStyle;
      /** The index of the first point. */
      readonly from: number;
      readonly points: ArrayLike<number>;
    }
  | { readonly type: 'body'; readonly time: number; readonly body: Body }
  | { readonly type: 'end'; readonly time: number }
  | {
      readonly type: 'point';
      readonly page: ObjectId;
      readonly x: number;
      readonly y: number;
      /** A laser pointer leaves a trace; a plain one says where the hand is. */
      readonly laser: boolean;
    }
  | { readonly type: 'away' };

const kTypes = ['stroke', 'body', 'end', 'point', 'away'] as const;
/** Points that are sent again with the next ones. */
export const kRepeated = 12;
/** Points of one message. */
export const kMostAtOnce = 400;
const kGrain = 8;

export function encodeLive(message: LiveMessage): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter().u8(kTypes.indexOf(message.type));
  switch (message.type) {
    case 'stroke': {
      const { style } = message;
      to.uint(message.time);
      writeId(to, style.page);
      to.u8((style.tool === 'marker' ? 1 : 0) + (style.pressed ? 2 : 0)).u8(style.colour);
      to.uint(Math.round(style.width * kGrain)).uint(message.from);
      writePoints(to, message.points, style.pressed);
      break;
    }
    case 'body':
      to.uint(message.time).bytes(encodeBody(message.body));
      break;
    case 'end':
      to.uint(message.time);
      break;
    case 'point':
      writeId(to, message.page);
      to.int(Math.round(message.x * kGrain)).int(Math.round(message.y * kGrain));
      to.u8(message.laser ? 1 : 0);
      break;
    case 'away':
  }
  return to.take();
}

export function decodeLive(bytes: Uint8Array): LiveMessage | null {
  const from = new ByteReader(bytes);
  const type = kTypes[from.u8()];
  const message = type && readLive(from, type);
  return message && from.done ? message : null;
}

function readLive(from: ByteReader, type: LiveMessage['type']): LiveMessage | null {
  switch (type) {
    case 'stroke': {
      const time = from.uint();
      const page = readId(from);
      const bits = from.u8();
      const colour = from.u8();
      const width = from.uint(200 * kGrain) / kGrain;
      const first = from.uint(kMostPoints);
      const pressed = (bits & 2) !== 0;
      const points = readPoints(from, pressed, kMostAtOnce);
      if (colour > 7 || width <= 0 || bits > 3 || points.length === 0) return null;
      const tool = bits & 1 ? 'marker' : 'pen';
      return { type, time, style: { page, tool, colour, width, pressed }, from: first, points };
    }
    case 'body': {
      const time = from.uint();
      const body = decodeBody(from.bytes(kMostBody));
      return body && body.kind !== 'page' ? { type, time, body } : null;
    }
    case 'end':
      return { type, time: from.uint() };
    case 'point': {
      const page = readId(from);
      const x = from.int(80_000) / kGrain;
      const y = from.int(80_000) / kGrain;
      return { type, page, x, y, laser: from.u8() === 1 };
    }
    case 'away':
      return { type };
  }
}

/** Something that another person is drawing. */
export interface LiveThing {
  readonly id: ObjectId;
  readonly userId: string;
  body: Body;
  /** When it was last heard of. */
  at: number;
}

export interface LivePointer {
  readonly userId: string;
  readonly page: ObjectId;
  readonly x: number;
  readonly y: number;
  readonly laser: boolean;
  readonly at: number;
  /** Where a laser was lately: x, y, time. */
  readonly trace: readonly (readonly [number, number, number])[];
}

/** A thing of which nothing is heard for so long is gone; its end may have been lost. */
const kForgottenMs = 6_000;
const kMostThings = 4;
const kMessages = { size: 240, perMs: 0.12 };
const kTrace = 60;
export const kTraceMs = 1_200;

interface Person {
  replica: number;
  readonly bucket: Bucket;
  readonly things: Map<number, LiveThing>;
  /** Things that are done: a late message does not bring them back. */
  ended: number;
  pointer: LivePointer | null;
}

/** What the others are doing just now. The caller brings the time, in milliseconds. */
export class LiveBoard {
  private readonly people = new Map<string, Person>();
  private refused_ = 0;

  get refused(): number {
    return this.refused_;
  }

  /** Their number: as the exchange learned it. */
  onPerson(userId: string, replica: number, now: number): void {
    const person = this.people.get(userId);
    if (person) person.replica = replica;
    else {
      const bucket = new Bucket(kMessages.size, kMessages.perMs, now);
      this.people.set(userId, { replica, bucket, things: new Map(), ended: 0, pointer: null });
    }
  }

  onGone(userId: string): void {
    this.people.delete(userId);
  }

  /** Returns true where there is something new to see. */
  hear(userId: string, bytes: Uint8Array, mayDraw: boolean, now: number): boolean {
    const person = this.people.get(userId);
    if (!person) return false;
    const message = person.bucket.wait(1, now) > 0 ? null : decodeLive(bytes);
    person.bucket.take(1, now);
    if (!message || !mayDraw) {
      this.refused_ += 1;
      return false;
    }
    switch (message.type) {
      case 'stroke':
        return this.stroke(userId, person, message, now);
      case 'body':
        return this.thing(userId, person, message.time, message.body, now) !== null;
      case 'end':
        person.ended = Math.max(person.ended, message.time);
        return person.things.delete(message.time);
      case 'away':
        person.pointer = null;
        return true;
      case 'point': {
        const { page, x, y, laser } = message;
        const before = laser && person.pointer?.laser ? person.pointer.trace : [];
        const trace = laser ? [...before, [x, y, now] as const].slice(-kTrace) : [];
        person.pointer = { userId, page, x, y, laser, at: now, trace };
        return true;
      }
    }
  }

  /** The finished object has come. */
  settle(id: ObjectId): void {
    const [replica, time] = idParts(id);
    for (const person of this.people.values()) {
      if (person.replica !== replica) continue;
      person.things.delete(time);
      person.ended = Math.max(person.ended, time);
    }
  }

  /** What to paint; forgets what is old. */
  things(now: number): LiveThing[] {
    const all: LiveThing[] = [];
    for (const { things } of this.people.values())
      for (const [time, thing] of things) {
        if (now - thing.at > kForgottenMs) things.delete(time);
        else all.push(thing);
      }
    return all;
  }

  pointers(now: number): LivePointer[] {
    const all: LivePointer[] = [];
    for (const person of this.people.values()) {
      const { pointer } = person;
      if (!pointer) continue;
      if (now - pointer.at > kForgottenMs * 2) person.pointer = null;
      else all.push(pointer);
    }
    return all;
  }

  private stroke(
    userId: string,
    person: Person,
    { time, style, from, points }: Extract<LiveMessage, { type: 'stroke' }>,
    now: number,
  ): boolean {
    const known = person.things.get(time)?.body;
    const before = known?.kind === 'stroke' ? known.points : new Float32Array(0);
    const length = Math.max(before.length, from * 3 + points.length);
    if (length > kMostPoints * 3) {
      this.refused_ += 1;
      return false;
    }
    const all = new Float32Array(length);
    all.set(before);
    // What was lost in between is a straight line, until it is told again.
    const first = from * 3;
    for (let at = before.length; at < first; at += 3)
      for (let axis = 0; axis < 3; axis += 1) all[at + axis] = points[axis] ?? 0;
    for (let at = 0; at < points.length; at += 1) all[first + at] = points[at] ?? 0;
    const body: Stroke = { kind: 'stroke', ...style, points: all };
    return this.thing(userId, person, time, body, now) !== null;
  }

  private thing(
    userId: string,
    person: Person,
    time: number,
    body: Body,
    now: number,
  ): LiveThing | null {
    const known = person.things.get(time);
    if (known) {
      known.body = body;
      known.at = now;
      return known;
    }
    if (time <= person.ended || person.things.size >= kMostThings) {
      this.refused_ += 1;
      return null;
    }
    const thing = { id: objectId(person.replica, time), userId, body, at: now };
    person.things.set(time, thing);
    return thing;
  }
}
