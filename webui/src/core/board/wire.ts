// SPDX-License-Identifier: MIT
// The messages of the lane `board` (docs/board.md): which document one has, what the other lacks of
// it, each change, and pictures. Reliable and in order; at most 16 KiB each.
import { ByteReader, ByteWriter } from './bytes';
import { CellWriter, readCells, readSeen, writeSeen, type Cell, type Seen } from './cells';
import type { Author } from './document';
import { kLastTime, kMostMessage, kMostPicture, kMostReplicas } from './limits';
import { bytesOfHex, hexOf, readId, writeId, type ObjectId } from './shapes';

export const kVersion = 1;

/** What somebody has, and the digest of it (document.ts). */
export interface State {
  readonly seen: Seen;
  readonly digest: number;
}

export type BoardMessage =
  /** The first one each way: who I am, whether the board stands large here, what I have. */
  | ({
      readonly type: 'hello';
      readonly replica: number;
      readonly shown: boolean;
      /** The other end's greeting may have come before anybody listened here: it greets again. */
      readonly asks: boolean;
    } & State)
  /** Send me what I lack. The answer's end repeats the number. */
  | { readonly type: 'want'; readonly number: number; readonly seen: Seen }
  /** A part of the answer. */
  | { readonly type: 'cells'; readonly cells: readonly Cell[] }
  | { readonly type: 'authors'; readonly authors: readonly (readonly [number, Author])[] }
  /** The end of the answer: this is what I had when you asked. */
  | ({ readonly type: 'done'; readonly number: number } & State)
  /** A change of the sender's own; the one before it was at `since`. */
  | { readonly type: 'change'; readonly since: number; readonly cells: readonly Cell[] }
  /** What I have by now, so that whoever lacks something can ask. */
  | ({ readonly type: 'have' } & State)
  | { readonly type: 'shown'; readonly shown: boolean }
  /** Hosts only: everybody look at this page. */
  | { readonly type: 'here'; readonly page: ObjectId }
  | { readonly type: 'picture-want'; readonly hash: string }
  | { readonly type: 'picture-none'; readonly hash: string }
  | {
      readonly type: 'picture-part';
      readonly hash: string;
      readonly total: number;
      readonly offset: number;
      readonly bytes: Uint8Array;
    };

const kTypes = [
  'hello',
  'want',
  'cells',
  'authors',
  'done',
  'change',
  'have',
  'shown',
  'here',
  'picture-want',
  'picture-none',
  'picture-part',
] as const satisfies readonly BoardMessage['type'][];

/** Room for the head of a message beside cells or a part of a picture. */
const kHead = 64;
export const kPart = kMostMessage - kHead;

function writeCells(to: ByteWriter, cells: readonly Cell[]): void {
  const writer = new CellWriter();
  for (const cell of cells) writer.add(cell);
  writer.writeTo(to);
}

export function encodeMessage(message: BoardMessage): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter().u8(kTypes.indexOf(message.type));
  switch (message.type) {
    case 'hello':
      to.u8(kVersion).uint(message.replica);
      to.u8((message.shown ? 1 : 0) + (message.asks ? 2 : 0)).uint(message.digest);
      writeSeen(to, message.seen);
      break;
    case 'want':
      to.uint(message.number);
      writeSeen(to, message.seen);
      break;
    case 'done':
      to.uint(message.number).uint(message.digest);
      writeSeen(to, message.seen);
      break;
    case 'have':
      to.uint(message.digest);
      writeSeen(to, message.seen);
      break;
    case 'change':
      to.uint(message.since);
      writeCells(to, message.cells);
      break;
    case 'cells':
      writeCells(to, message.cells);
      break;
    case 'authors':
      to.uint(message.authors.length);
      for (const [replica, { userId, name }] of message.authors)
        to.uint(replica).text(userId).text(name);
      break;
    case 'shown':
      to.u8(message.shown ? 1 : 0);
      break;
    case 'here':
      writeId(to, message.page);
      break;
    case 'picture-part':
      to.raw(bytesOfHex(message.hash)).uint(message.total).uint(message.offset);
      to.bytes(message.bytes);
      break;
    default:
      to.raw(bytesOfHex(message.hash));
  }
  return to.take();
}

/** Null for what is none. */
export function decodeMessage(bytes: Uint8Array): BoardMessage | null {
  if (bytes.length > kMostMessage) return null;
  const from = new ByteReader(bytes);
  const type = kTypes[from.u8()];
  if (!type) return null;
  const message = readMessage(from, type);
  return message && from.done ? message : null;
}

function readMessage(from: ByteReader, type: BoardMessage['type']): BoardMessage | null {
  switch (type) {
    case 'hello': {
      // A later version may say more; it says so in another lane's number, and not here.
      if (from.u8() !== kVersion) return null;
      const replica = from.uint();
      const bits = from.u8();
      const [shown, asks] = [(bits & 1) !== 0, (bits & 2) !== 0];
      const digest = from.uint();
      if (replica === 0 || bits > 3) return null;
      return { type, replica, shown, asks, digest, seen: readSeen(from) };
    }
    case 'want': {
      const number = from.uint();
      return { type, number, seen: readSeen(from) };
    }
    case 'done': {
      const number = from.uint();
      const digest = from.uint();
      return { type, number, digest, seen: readSeen(from) };
    }
    case 'have': {
      const digest = from.uint();
      return { type, digest, seen: readSeen(from) };
    }
    case 'change': {
      const since = from.uint(kLastTime);
      return { type, since, cells: readCells(from) };
    }
    case 'cells':
      return { type, cells: readCells(from) };
    case 'authors': {
      const authors: [number, Author][] = [];
      const count = from.uint(kMostReplicas);
      for (let at = 0; at < count && !from.bad; at += 1)
        authors.push([from.uint(), { userId: from.text(64), name: from.text(400) }]);
      return { type, authors };
    }
    case 'shown':
      return { type, shown: from.u8() === 1 };
    case 'here':
      return { type, page: readId(from) };
    case 'picture-part': {
      const hash = hexOf(from.raw(32));
      const total = from.uint(kMostPicture);
      const offset = from.uint(total);
      const bytes = from.bytes(total - offset);
      return bytes.length > 0 ? { type, hash, total, offset, bytes } : null;
    }
    default:
      return { type, hash: hexOf(from.raw(32)) };
  }
}

/** Groups cells so that each group fits into a message. */
export function* inMessages(cells: Iterable<Cell>): Iterable<readonly Cell[]> {
  let group: Cell[] = [];
  let size = new CellWriter();
  for (const cell of cells) {
    size.add(cell);
    if (size.length > kPart && group.length > 0) {
      yield group;
      group = [];
      size = new CellWriter();
      size.add(cell);
    }
    group.push(cell);
  }
  if (group.length > 0) yield group;
}
