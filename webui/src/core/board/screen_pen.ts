// SPDX-License-Identifier: MIT
// The lane `pen`: who points and draws on a shared screen. Places are parts of the picture, from 0
// to 65,535, so that they fit however large it is shown. Messages may be lost: a line is told again
// when it ends, and lines that stay are told to whoever comes.
import { Bucket } from '../bucket';
import { ByteReader, ByteWriter } from './bytes';

export const kWhole = 65_535;
export const kMostLine = 300;
const kMostLines = 60;
const kMostOwner = 64;
const kMessages = { size: 240, perMs: 0.12 };
/** A line that fades is seen for so long after it ends, and a pointer after it stands still. */
export const kFadeMs = 4_000;
const kPointerMs = 2_500;

export type PenMessage =
  | { readonly type: 'point'; readonly owner: string; readonly x: number; readonly y: number }
  | { readonly type: 'away'; readonly owner: string }
  /** The sender has just begun to listen, and asks for the lines that are to be seen. */
  | { readonly type: 'ask'; readonly owner: string }
  | {
      readonly type: 'line';
      readonly owner: string;
      readonly number: number;
      readonly colour: number;
      readonly stays: boolean;
      /** x, y one after the other. */
      readonly points: readonly number[];
    }
  /** The sender's own lines; or all lines, where the sender may say so. */
  | { readonly type: 'clear'; readonly owner: string; readonly all: boolean };

const kTypes = ['point', 'away', 'ask', 'line', 'clear'] as const;

export function encodePen(message: PenMessage): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter().u8(kTypes.indexOf(message.type)).text(message.owner);
  switch (message.type) {
    case 'point':
      to.uint(message.x).uint(message.y);
      break;
    case 'line': {
      to.uint(message.number)
        .u8(message.colour)
        .u8(message.stays ? 1 : 0);
      to.uint(message.points.length / 2);
      let [x, y] = [0, 0];
      for (let at = 0; at + 1 < message.points.length; at += 2) {
        const [nextX = 0, nextY = 0] = [message.points[at], message.points[at + 1]];
        to.int(nextX - x).int(nextY - y);
        [x, y] = [nextX, nextY];
      }
      break;
    }
    case 'clear':
      to.u8(message.all ? 1 : 0);
      break;
    case 'away':
    case 'ask':
  }
  return to.take();
}

export function decodePen(bytes: Uint8Array): PenMessage | null {
  const from = new ByteReader(bytes);
  const type = kTypes[from.u8()];
  if (!type) return null;
  const owner = from.text(kMostOwner);
  const message = readPen(from, type, owner);
  return message && from.done ? message : null;
}

function readPen(from: ByteReader, type: PenMessage['type'], owner: string): PenMessage | null {
  switch (type) {
    case 'point':
      return { type, owner, x: from.uint(kWhole), y: from.uint(kWhole) };
    case 'away':
    case 'ask':
      return { type, owner };
    case 'clear':
      return { type, owner, all: from.u8() === 1 };
    case 'line': {
      const number = from.uint();
      const colour = from.u8();
      const stays = from.u8() === 1;
      const count = from.uint(kMostLine);
      if (colour > 7 || count === 0 || from.left < count * 2) return null;
      const points: number[] = [];
      let [x, y] = [0, 0];
      for (let at = 0; at < count; at += 1) {
        x += from.int(kWhole);
        y += from.int(kWhole);
        if (x < 0 || y < 0 || x > kWhole || y > kWhole) return null;
        points.push(x, y);
      }
      return { type, owner, number, colour, stays, points };
    }
  }
}

export interface PenLine {
  readonly userId: string;
  readonly number: number;
  readonly colour: number;
  readonly stays: boolean;
  readonly points: readonly number[];
  readonly at: number;
}

export interface PenPointer {
  readonly userId: string;
  readonly x: number;
  readonly y: number;
  readonly at: number;
}

/** What is drawn on one shared screen. */
class Screen {
  readonly lines = new Map<string, PenLine>();
  readonly pointers = new Map<string, PenPointer>();
}

/** What everybody, we too, draws on shared screens. The caller brings the time in milliseconds. */
export class ScreenPens {
  private readonly screens = new Map<string, Screen>();
  private readonly buckets = new Map<string, Bucket>();
  private refused_ = 0;

  get refused(): number {
    return this.refused_;
  }

  /**
   * Returns what was said and counts, or null. `may` says what the sender may do on a screen.
   */
  hear(
    userId: string,
    bytes: Uint8Array,
    may: (owner: string) => { readonly draw: boolean; readonly clear: boolean },
    now: number,
  ): PenMessage | null {
    const bucket = this.buckets.get(userId) ?? new Bucket(kMessages.size, kMessages.perMs, now);
    this.buckets.set(userId, bucket);
    const message = bucket.wait(1, now) > 0 ? null : decodePen(bytes);
    bucket.take(1, now);
    if (message?.type === 'ask') return message;
    if (!message || !may(message.owner).draw) {
      this.refused_ += 1;
      return null;
    }
    if (message.type === 'clear' && message.all && !may(message.owner).clear) {
      this.refused_ += 1;
      return null;
    }
    this.apply(userId, message, now);
    return message;
  }

  apply(userId: string, message: PenMessage, now: number): void {
    const screen = this.screens.get(message.owner) ?? new Screen();
    this.screens.set(message.owner, screen);
    switch (message.type) {
      case 'point':
        screen.pointers.set(userId, { userId, x: message.x, y: message.y, at: now });
        break;
      case 'away':
        screen.pointers.delete(userId);
        break;
      case 'line': {
        const { number, colour, stays, points } = message;
        const key = `${userId} ${number}`;
        const own = [...screen.lines].filter(([, line]) => line.userId === userId);
        // The oldest one makes room.
        if (own.length >= kMostLines && !screen.lines.has(key))
          screen.lines.delete(own[0]?.[0] ?? '');
        screen.lines.set(key, { userId, number, colour, stays, points, at: now });
        const [x = 0, y = 0] = points.slice(-2);
        screen.pointers.set(userId, { userId, x, y, at: now });
        break;
      }
      case 'clear':
        for (const [key, line] of screen.lines)
          if (message.all || line.userId === userId) screen.lines.delete(key);
    }
  }

  /** The share has ended, and what was drawn on it with it. */
  end(owner: string): void {
    this.screens.delete(owner);
  }

  onGone(userId: string): void {
    this.buckets.delete(userId);
    for (const { pointers } of this.screens.values()) pointers.delete(userId);
  }

  /** Opacity from 0 to 1; what has faded is forgotten. */
  lines(owner: string, now: number): (PenLine & { readonly opacity: number })[] {
    const screen = this.screens.get(owner);
    const seen: (PenLine & { readonly opacity: number })[] = [];
    for (const [key, line] of screen?.lines ?? []) {
      const age = now - line.at;
      if (!line.stays && age > kFadeMs) screen?.lines.delete(key);
      else
        seen.push({
          ...line,
          opacity: line.stays ? 1 : Math.min(1, (2 * (kFadeMs - age)) / kFadeMs),
        });
    }
    return seen;
  }

  pointers(owner: string, now: number): PenPointer[] {
    const all = [...(this.screens.get(owner)?.pointers.values() ?? [])];
    return all.filter(({ at }) => now - at < kPointerMs);
  }

  /** Whether something of it changes by itself. */
  moves(owner: string, now: number): boolean {
    return (
      this.pointers(owner, now).length > 0 || this.lines(owner, now).some(({ stays }) => !stays)
    );
  }
}
