// SPDX-License-Identifier: MIT
// BoardDocument: what is on the board, as a document that merges. Whatever order cells come in, how
// often, and over whom: who has the same cells sees the same (docs/adr/0019). An object is seen
// while the stamp of its body is later than that of its erasure; to bring it back is to write its
// body again. What somebody moves while another one erases it stays erased.
import { ByteReader, ByteWriter } from './bytes';
import {
  CellWriter,
  isLater,
  readCells,
  readSeen,
  writeSeen,
  type Cell,
  type Seen,
  type Stamp,
} from './cells';
import {
  kLastTime,
  kMostAhead,
  kMostBytes,
  kMostObjects,
  kMostPages,
  kMostReplicas,
} from './limits';
import {
  decodeBody,
  encodeBody,
  idParts,
  kFirstPage,
  kHome,
  objectId,
  settled,
  type Body,
  type Drawn,
  type ObjectId,
  type Page,
  type Place,
} from './shapes';

export interface BoardObject {
  readonly id: ObjectId;
  /** Null: erased. */
  readonly body: Body | null;
  readonly bytes: Uint8Array | null;
  readonly place: Place;
}

/** How an object was before a change, and how it is now. */
export interface Change {
  readonly before: BoardObject;
  readonly now: BoardObject;
}

interface Entry {
  object: BoardObject;
  bodyStamp: Stamp | null;
  placeStamp: Stamp | null;
  goneStamp: Stamp | null;
}

export interface Author {
  readonly userId: string;
  readonly name: string;
}

const kMagic = 0x4c;
const kVersion = 1;
const kFirst: Page = { kind: 'page', rank: 0, ground: 'plain' };

/** Objects lie over each other in the order in which they were begun. */
export function byAge(a: ObjectId, b: ObjectId): number {
  const [replicaA, timeA] = idParts(a);
  const [replicaB, timeB] = idParts(b);
  return timeA - timeB || replicaA - replicaB;
}

const mixed = (a: number, b: number): number => {
  const once = Math.imul((a ^ (b & 0xffff_ffff) ^ Math.floor(b / 2 ** 32)) | 0, 0x85eb_ca6b);
  return Math.imul(once ^ (once >>> 13), 0xc2b2_ae35) ^ (once >>> 16);
};

/** Of what is seen of an entry; where it is erased, of nothing but that. */
function digestOf({ object, bodyStamp, placeStamp, goneStamp }: Entry): number {
  const stamps = object.body ? [bodyStamp, placeStamp, goneStamp] : [null, null, goneStamp];
  const [replica, time] = idParts(object.id);
  return stamps.reduce(
    (sum, stamp) => mixed(mixed(sum, stamp?.time ?? 0), stamp?.replica ?? 0),
    mixed(mixed(1, replica), time),
  );
}

export class BoardDocument {
  private readonly entries = new Map<ObjectId, Entry>();
  private readonly seen_ = new Map<number, number>();
  private readonly authors_ = new Map<number, Author>();
  private readonly listeners = new Set<(changes: readonly Change[]) => void>();
  private time = 0;
  private bytes_ = 0;
  private pages_ = 0;
  private refused_ = 0;
  private digest_ = 0;

  /** `replica` is a random number from 1 to 2^48 - 1: this page, until it is loaded anew. */
  constructor(readonly replica: number) {}

  /** What others said and was not taken: malformed, over a limit. */
  get refused(): number {
    return this.refused_;
  }

  get seen(): Seen {
    return this.seen_;
  }

  get authors(): ReadonlyMap<number, Author> {
    return this.authors_;
  }

  /** All objects that were ever there. */
  get size(): number {
    return this.entries.size;
  }

  get bytes(): number {
    return this.bytes_;
  }

  /** A number that two documents share if they show the same, and hardly otherwise. */
  get digest(): number {
    return this.digest_ >>> 0;
  }

  /** Our latest change; 0 before the first one. */
  get ownTime(): number {
    return this.seen_.get(this.replica) ?? 0;
  }

  get(id: ObjectId): BoardObject | null {
    return this.entries.get(id)?.object ?? null;
  }

  *objects(): Iterable<BoardObject> {
    for (const { object } of this.entries.values()) if (object.body) yield object;
  }

  /** What lies on a page, the oldest first. */
  on(page: ObjectId): (BoardObject & { readonly body: Drawn })[] {
    const found: (BoardObject & { readonly body: Drawn })[] = [];
    for (const object of this.objects()) {
      const { body } = object;
      if (body && body.kind !== 'page' && body.page === page) found.push({ ...object, body });
    }
    return found.sort((a, b) => byAge(a.id, b.id));
  }

  /** In their order; the first one is always there. */
  pages(): readonly { readonly id: ObjectId; readonly page: Page }[] {
    const pages: { id: ObjectId; page: Page }[] = [];
    for (const { id, body } of this.objects())
      if (body?.kind === 'page') pages.push({ id, page: body });
    if (!pages.some(({ id }) => id === kFirstPage)) pages.push({ id: kFirstPage, page: kFirst });
    return pages.sort((a, b) => a.page.rank - b.page.rank || byAge(a.id, b.id));
  }

  subscribe(listener: (changes: readonly Change[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  // ---- own changes: each returns the cells to send, and null where the board is full ---------

  /** The id of an object that is being drawn. */
  newId(): ObjectId {
    this.time += 1;
    return objectId(this.replica, this.time);
  }

  /** Adds, changes, or brings back. */
  put(
    puts: readonly { readonly id: ObjectId; readonly body: Body; readonly place?: Place }[],
  ): Cell[] | null {
    const packed = puts.map((put) => ({ ...put, bytes: encodeBody(put.body) }));
    const more = packed.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const pages = packed.filter(({ id, body }) => body.kind === 'page' && !this.get(id)?.body);
    const fresh = packed.filter(({ id }) => !this.entries.has(id));
    if (this.bytes_ + more > kMostBytes.own) return null;
    if (this.entries.size + fresh.length > kMostObjects.own) return null;
    if (this.pages_ + pages.length > kMostPages.own) return null;
    const cells: Cell[] = [];
    for (const { id, bytes, place } of packed) {
      cells.push({ kind: 'body', id, stamp: this.stamp(), bytes });
      if (place) cells.push({ kind: 'place', id, stamp: this.stamp(), place: settled(place) });
    }
    return this.done(cells);
  }

  move(places: readonly { readonly id: ObjectId; readonly place: Place }[]): Cell[] {
    return this.done(
      places.map(({ id, place }) => ({
        kind: 'place',
        id,
        stamp: this.stamp(),
        place: settled(place),
      })),
    );
  }

  /** Erases these, and nothing that is drawn meanwhile. */
  erase(ids: readonly ObjectId[]): Cell[] {
    const there = ids.filter((id) => this.get(id)?.body);
    return this.done(there.map((id) => ({ kind: 'gone', id, stamp: this.stamp() })));
  }

  // ---- what others say -----------------------------------------------------------------------

  /** Takes cells in any order and any number of times. Returns how many it refused. */
  merge(cells: readonly Cell[]): number {
    const changes = new Map<ObjectId, Change>();
    let refused = 0;
    for (const cell of cells) {
      const before = this.entries.get(cell.id)?.object;
      if (!this.take(cell)) {
        refused += 1;
        continue;
      }
      const now = this.entries.get(cell.id)?.object;
      if (!now || now === before) continue;
      const first = changes.get(cell.id)?.before ?? before ?? { ...now, body: null, bytes: null };
      changes.set(cell.id, { before: first, now });
    }
    this.refused_ += refused;
    this.tell([...changes.values()]);
    return refused;
  }

  /**
   * Everything that `replica` did up to `time` is here, if what it did up to `since` is. Returns
   * false where something in between is missing.
   */
  advance(replica: number, since: number, time: number): boolean {
    if ((this.seen_.get(replica) ?? 0) < since) return false;
    this.saw(replica, time);
    return true;
  }

  /** All that somebody had when this was said is here. */
  sawAll(seen: Seen): void {
    for (const [replica, time] of seen) this.saw(replica, time);
  }

  setAuthor(replica: number, author: Author): void {
    if (!this.authors_.has(replica) && this.authors_.size >= kMostReplicas) this.refused_ += 1;
    else this.authors_.set(replica, author);
  }

  authorOf(id: ObjectId): Author | null {
    return this.authors_.get(idParts(id)[0]) ?? null;
  }

  /** What somebody lacks who has `seen`. Bodies of what is erased are left out. */
  *lackedBy(seen: Seen): Iterable<Cell> {
    const lacks = (stamp: Stamp | null): stamp is Stamp =>
      stamp !== null && stamp.time > (seen.get(stamp.replica) ?? 0);
    for (const [id, entry] of this.entries) {
      const { object, bodyStamp, placeStamp, goneStamp } = entry;
      if (lacks(goneStamp)) yield { kind: 'gone', id, stamp: goneStamp };
      if (object.bytes && lacks(bodyStamp))
        yield { kind: 'body', id, stamp: bodyStamp, bytes: object.bytes };
      if (lacks(placeStamp)) yield { kind: 'place', id, stamp: placeStamp, place: object.place };
    }
  }

  // ---- kept ----------------------------------------------------------------------------------

  /** The whole document, for a file, a database, or the next load of the page. */
  encode(): Uint8Array<ArrayBuffer> {
    const to = new ByteWriter().u8(kMagic).u8(kVersion);
    writeSeen(to, this.seen_);
    to.uint(this.authors_.size);
    for (const [replica, { userId, name }] of this.authors_)
      to.uint(replica).text(userId).text(name);
    const cells = new CellWriter();
    for (const cell of this.lackedBy(new Map())) cells.add(cell);
    cells.writeTo(to);
    return to.take();
  }

  /** Merges what `encode` gave. Returns false, and changes nothing, where it is something else. */
  load(bytes: Uint8Array): boolean {
    const from = new ByteReader(bytes);
    if (from.u8() !== kMagic || from.u8() !== kVersion) return false;
    const seen = readSeen(from);
    const authors: [number, Author][] = [];
    const count = from.uint(kMostReplicas);
    for (let at = 0; at < count && !from.bad; at += 1)
      authors.push([from.uint(), { userId: from.text(64), name: from.text(400) }]);
    const cells = readCells(from);
    if (!from.done) return false;
    for (const [replica, author] of authors) this.setAuthor(replica, author);
    this.merge(cells);
    this.sawAll(seen);
    return true;
  }

  private stamp(): Stamp {
    this.time += 1;
    return { time: this.time, replica: this.replica };
  }

  private done(cells: Cell[]): Cell[] {
    this.merge(cells);
    if (cells.length > 0) this.saw(this.replica, this.time);
    return cells;
  }

  private saw(replica: number, time: number): void {
    if (time <= (this.seen_.get(replica) ?? 0) || time > kLastTime) return;
    if (!this.seen_.has(replica) && this.seen_.size >= kMostReplicas) this.refused_ += 1;
    else this.seen_.set(replica, time);
  }

  private tell(changes: readonly Change[]): void {
    if (changes.length > 0) for (const listener of this.listeners) listener(changes);
  }

  /** False: refused. */
  private take(cell: Cell): boolean {
    const { id, stamp } = cell;
    if (stamp.time > this.time + kMostAhead) return false;
    let entry = this.entries.get(id);
    const known = entry ? digestOf(entry) : 0;
    if (!entry) {
      if (this.entries.size >= kMostObjects.others) return false;
      const object = { id, body: null, bytes: null, place: kHome };
      entry = { object, bodyStamp: null, placeStamp: null, goneStamp: null };
    }
    switch (cell.kind) {
      case 'body':
        if (isLater(stamp, entry.bodyStamp) && !this.takeBody(entry, stamp, cell.bytes))
          return false;
        break;
      case 'place':
        if (isLater(stamp, entry.placeStamp)) {
          entry.placeStamp = stamp;
          entry.object = { ...entry.object, place: cell.place };
        }
        break;
      case 'gone':
        if (isLater(stamp, entry.goneStamp)) {
          // The first page stays.
          if (id === kFirstPage) return false;
          entry.goneStamp = stamp;
          if (entry.bodyStamp && isLater(stamp, entry.bodyStamp)) this.setBody(entry, null, null);
        }
    }
    this.entries.set(id, entry);
    this.digest_ = (this.digest_ - known + digestOf(entry)) | 0;
    this.time = Math.max(this.time, stamp.time, idParts(id)[1]);
    return true;
  }

  private takeBody(entry: Entry, stamp: Stamp, bytes: Uint8Array): boolean {
    const body = decodeBody(bytes);
    if (!body) return false;
    const erased = entry.goneStamp !== null && isLater(entry.goneStamp, stamp);
    if (!erased) {
      const page = body.kind === 'page' ? 1 : 0;
      const was = entry.object.body?.kind === 'page' ? 1 : 0;
      const before = entry.object.bytes?.length ?? 0;
      if (this.bytes_ + bytes.length - before > kMostBytes.others) return false;
      if (this.pages_ + page - was > kMostPages.others) return false;
      this.setBody(entry, body, bytes);
    }
    entry.bodyStamp = stamp;
    return true;
  }

  private setBody(entry: Entry, body: Body | null, bytes: Uint8Array | null): void {
    this.bytes_ += (bytes?.length ?? 0) - (entry.object.bytes?.length ?? 0);
    this.pages_ += (body?.kind === 'page' ? 1 : 0) - (entry.object.body?.kind === 'page' ? 1 : 0);
    entry.object = { ...entry.object, body, bytes };
  }
}
