// SPDX-License-Identifier: MIT
// Cells: the smallest things that two boards tell each other. An object has three of them, and of
// each the one with the latest stamp counts: its body, its place, and that it was erased.
import { ByteReader, ByteWriter } from './bytes';
import { kLastTime, kMostBody, kMostReplicas } from './limits';
import { idParts, objectId, readPlace, writePlace, type ObjectId, type Place } from './shapes';

/** A logical time (Lamport) and the replica that set it: a total order that all agree on. */
export interface Stamp {
  readonly time: number;
  readonly replica: number;
}

export type Cell =
  | {
      readonly kind: 'body';
      readonly id: ObjectId;
      readonly stamp: Stamp;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'place'; readonly id: ObjectId; readonly stamp: Stamp; readonly place: Place }
  | { readonly kind: 'gone'; readonly id: ObjectId; readonly stamp: Stamp };

const kKinds = ['body', 'place', 'gone'] as const;

export function isLater(a: Stamp, b: Stamp | null): boolean {
  if (b === null) return true;
  return a.time !== b.time ? a.time > b.time : a.replica > b.replica;
}

/** What a replica has of every other one: all cells up to that time. */
export type Seen = ReadonlyMap<number, number>;

export function writeSeen(to: ByteWriter, seen: Seen): void {
  to.uint(seen.size);
  for (const [replica, time] of seen) to.uint(replica).uint(time);
}

export function readSeen(from: ByteReader): Map<number, number> {
  const seen = new Map<number, number>();
  const count = from.uint(kMostReplicas);
  for (let at = 0; at < count && !from.bad; at += 1) {
    const replica = from.uint();
    seen.set(replica, from.uint(kLastTime));
  }
  return seen;
}

/** Whether `seen` has something that `other` lacks. */
export function hasMore(seen: Seen, other: Seen): boolean {
  for (const [replica, time] of seen) if (time > (other.get(replica) ?? 0)) return true;
  return false;
}

/** Packs cells; replicas, whose numbers are long, are named once. */
export class CellWriter {
  private readonly replicas = new Map<number, number>();
  private readonly names = new ByteWriter();
  private readonly cells = new ByteWriter();
  private count_ = 0;

  get count(): number {
    return this.count_;
  }

  /** Bytes, a little too many. */
  get length(): number {
    return this.names.length + this.cells.length + 8;
  }

  add(cell: Cell): void {
    const [replica, time] = idParts(cell.id);
    const maker = this.indexOf(replica);
    const setter = this.indexOf(cell.stamp.replica);
    this.cells.u8(kKinds.indexOf(cell.kind)).uint(maker).uint(time).uint(setter);
    this.cells.int(cell.stamp.time - time);
    if (cell.kind === 'body') this.cells.bytes(cell.bytes);
    else if (cell.kind === 'place') writePlace(this.cells, cell.place);
    this.count_ += 1;
  }

  writeTo(to: ByteWriter): void {
    to.uint(this.replicas.size).raw(this.names.take());
    to.uint(this.count_).raw(this.cells.take());
  }

  private indexOf(replica: number): number {
    const known = this.replicas.get(replica);
    if (known !== undefined) return known;
    this.names.uint(replica);
    this.replicas.set(replica, this.replicas.size);
    return this.replicas.size - 1;
  }
}

/** Each cell takes so many bytes at least. */
const kLeastCell = 5;

/** Reads until something is wrong; `from.bad` tells. */
export function readCells(from: ByteReader): Cell[] {
  const replicas: number[] = [];
  const names = from.uint(kMostReplicas);
  for (let at = 0; at < names && !from.bad; at += 1) replicas.push(from.uint());
  const cells: Cell[] = [];
  const count = from.uint();
  if (count * kLeastCell > from.left) from.fail();
  for (let at = 0; at < count && !from.bad; at += 1) {
    const kind = kKinds[from.u8()];
    const maker = replicas[from.uint()];
    const made = from.uint(kLastTime);
    const replica = replicas[from.uint()];
    const time = made + from.int(kLastTime);
    if (!kind || maker === undefined || replica === undefined || time < 0 || time > kLastTime) {
      from.fail();
      break;
    }
    const id = objectId(maker, made);
    const stamp = { time, replica };
    // The bytes outlive the message.
    if (kind === 'body') cells.push({ kind, id, stamp, bytes: from.bytes(kMostBody).slice() });
    else if (kind === 'place') cells.push({ kind, id, stamp, place: readPlace(from) });
    else cells.push({ kind, id, stamp });
  }
  return cells;
}
