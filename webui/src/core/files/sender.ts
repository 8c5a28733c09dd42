// SPDX-License-Identifier: MIT
// FileSender: what we offer to the others, and the blocks that they want of it. Whoever wants
// something gets a piece in turn, and nobody gets more than the network takes: a slow line holds up
// nobody but itself, and chat and board find the lanes free.
import { Bucket } from '../bucket';
import type { Cancel, Clock } from '../clock';
import { blockSize, blocksOf, type Source } from './blocks';
import {
  encodeHashes,
  encodePiece,
  encodeText,
  kBlockBytes,
  kHashBytes,
  kMostHashes,
  kMostOffers,
  kPieceBytes,
  type FileText,
  type Offer,
  type Refusal,
} from './wire';

/** So much may wait in the browser for one person's line. */
export const kHighWater = 256 * 1024;
/** The browser tells when a lane has emptied, and sometimes forgets to. */
export const kPollMs = 250;
/** Blocks that one person may want at once. */
export const kMostWanted = 32;

export interface Offered {
  readonly offer: Omit<Offer, 'private'>;
  readonly source: Source;
  /** SHA-256 of each block. */
  readonly hashes: Uint8Array;
  /** Whom it is for; null: everybody, whoever comes later too. */
  readonly to: string | null;
}

/** How far one person is with one file of ours. */
export interface Given {
  /** Bytes that went out, at most the size of the file. */
  readonly sent: number;
  /** The person has all of it. */
  readonly got: boolean;
}

interface Block {
  readonly id: string;
  readonly block: number;
}

interface Person {
  readonly wanted: Block[];
  current: (Block & { readonly bytes: Uint8Array; at: number }) | null;
  reading: boolean;
  readonly asks: Bucket;
  readonly lists: Bucket;
}

export interface SenderDeps {
  readonly clock: Clock;
  send(userId: string, message: Uint8Array<ArrayBuffer>): boolean;
  waiting(userId: string): number;
  /** Whoever only listens to a lecture gets none. */
  mayGet(userId: string): boolean;
  onChange(): void;
  onRefused(userId: string, why: Refusal): void;
}

export class FileSender {
  private readonly offers = new Map<string, Offered>();
  private readonly given = new Map<string, Map<string, { sent: number; got: boolean }>>();
  private readonly people = new Map<string, Person>();
  private cancelPoll: Cancel | null = null;

  constructor(private readonly deps: SenderDeps) {}

  get count(): number {
    return this.offers.size;
  }

  /** By user id. */
  givenOf(id: string): ReadonlyMap<string, Given> {
    return this.given.get(id) ?? new Map();
  }

  add(offered: Offered): void {
    this.offers.set(offered.offer.id, offered);
    for (const userId of this.people.keys()) this.tell(userId, offered);
    this.deps.onChange();
  }

  withdraw(id: string): void {
    const offered = this.offers.get(id);
    if (!offered) return;
    this.offers.delete(id);
    this.given.delete(id);
    for (const [userId, person] of this.people) {
      this.forget(person, id);
      if (this.isFor(offered, userId)) this.say(userId, { t: 'gone', id });
    }
    this.deps.onChange();
  }

  onOpen(userId: string): void {
    const { clock } = this.deps;
    this.people.set(userId, {
      wanted: [],
      current: null,
      reading: false,
      asks: new Bucket(4, 1 / 2_000, clock.now()),
      lists: new Bucket(2 * kMostOffers, 1 / 1_000, clock.now()),
    });
    this.tellAll(userId);
  }

  onClosed(userId: string): void {
    this.people.delete(userId);
  }

  /** The network has taken what waited. */
  onRoom(): void {
    this.pump();
  }

  onText(userId: string, text: FileText): void {
    const person = this.people.get(userId);
    if (!person) return;
    if (text.t === 'ask') this.onAsk(userId, person);
    else if (text.t === 'list') this.onList(userId, person, text.id);
    else if (text.t === 'want') this.onWant(userId, person, text);
    else if (text.t === 'stop') this.forget(person, text.id);
    else if (text.t === 'got') this.onGot(userId, text.id);
  }

  close(): void {
    this.cancelPoll?.();
    this.people.clear();
    this.offers.clear();
  }

  // ---- what others ask --------------------------------------------------------------------------

  private onAsk(userId: string, person: Person): void {
    if (this.takes(userId, person.asks)) this.tellAll(userId);
  }

  /** Answers that are longer than their questions come at a measured pace. */
  private takes(userId: string, bucket: Bucket): boolean {
    const now = this.deps.clock.now();
    if (bucket.wait(1, now) > 0) {
      this.deps.onRefused(userId, 'busy');
      return false;
    }
    bucket.take(1, now);
    return true;
  }

  private onList(userId: string, person: Person, id: string): void {
    const offered = this.offerFor(userId, id);
    if (!offered || !this.takes(userId, person.lists)) return;
    const { hashes } = offered;
    for (let first = 0; first * kHashBytes < hashes.length; first += kMostHashes)
      this.deps.send(
        userId,
        encodeHashes(
          id,
          first,
          hashes.subarray(first * kHashBytes, (first + kMostHashes) * kHashBytes),
        ),
      );
  }

  private onWant(userId: string, person: Person, { id, block }: Block): void {
    const offered = this.offerFor(userId, id);
    if (!offered || block >= blocksOf(offered.offer.size)) return;
    if (person.wanted.length >= kMostWanted) {
      this.deps.onRefused(userId, 'busy');
      this.say(userId, { t: 'no', id, why: 'busy' });
      return;
    }
    person.wanted.push({ id, block });
    this.pump();
  }

  private onGot(userId: string, id: string): void {
    const offered = this.offerFor(userId, id);
    if (!offered) return;
    const now = this.progress(id, userId);
    now.got = true;
    now.sent = offered.offer.size;
    this.deps.onChange();
  }

  /** Says no to whoever asks for what was not offered to them. */
  private offerFor(userId: string, id: string): Offered | null {
    const offered = this.offers.get(id);
    if (offered && this.isFor(offered, userId)) return offered;
    this.deps.onRefused(userId, 'gone');
    this.say(userId, { t: 'no', id, why: 'gone' });
    return null;
  }

  private isFor({ to }: Offered, userId: string): boolean {
    return (to === null || to === userId) && this.deps.mayGet(userId);
  }

  // ---- telling ----------------------------------------------------------------------------------

  private tellAll(userId: string): void {
    for (const offered of this.offers.values()) this.tell(userId, offered);
    this.say(userId, { t: 'all' });
  }

  private tell(userId: string, offered: Offered): void {
    if (!this.isFor(offered, userId)) return;
    this.say(userId, { t: 'offer', ...offered.offer, private: offered.to !== null });
  }

  private say(userId: string, text: FileText): void {
    this.deps.send(userId, encodeText(text));
  }

  // ---- sending ----------------------------------------------------------------------------------

  private forget(person: Person, id: string): void {
    for (let index = person.wanted.length - 1; index >= 0; index -= 1)
      if (person.wanted[index]?.id === id) person.wanted.splice(index, 1);
    if (person.current?.id === id) person.current = null;
  }

  /** A piece to each in turn, until nobody's line takes more. */
  private pump(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const [userId, person] of this.people) moved = this.step(userId, person) || moved;
    }
    const busy = [...this.people.values()].some(({ current, wanted }) => current ?? wanted[0]);
    this.cancelPoll?.();
    this.cancelPoll = busy ? this.deps.clock.after(kPollMs, () => this.pump()) : null;
  }

  private step(userId: string, person: Person): boolean {
    const { current } = person;
    if (!current) {
      void this.readNext(userId, person);
      return false;
    }
    if (this.deps.waiting(userId) >= kHighWater) return false;
    const { id, block, bytes, at } = current;
    const piece = bytes.subarray(at, at + kPieceBytes);
    // What does not go now is tried again, or forgotten with the person.
    if (!this.deps.send(userId, encodePiece(id, block, at, piece))) return false;
    current.at += piece.length;
    if (current.at >= bytes.length) {
      person.current = null;
      const offered = this.offers.get(id);
      const now = this.progress(id, userId);
      now.sent = Math.min(offered?.offer.size ?? 0, now.sent + bytes.length);
      this.deps.onChange();
    }
    return true;
  }

  private async readNext(userId: string, person: Person): Promise<void> {
    const [next] = person.wanted;
    const offered = next && this.offers.get(next.id);
    if (!next || !offered || person.reading) return;
    person.reading = true;
    person.wanted.shift();
    const start = next.block * kBlockBytes;
    const end = start + blockSize(offered.offer.size, next.block);
    let bytes: Uint8Array | null = null;
    try {
      bytes = await offered.source.read(start, end);
    } catch {
      // Told below.
    }
    person.reading = false;
    if (this.people.get(userId) !== person || !this.offers.has(next.id)) return;
    // A `stop` that came meanwhile is harmless: whoever stopped drops what was not asked for.
    if (bytes?.length === end - start) person.current = { ...next, bytes, at: 0 };
    else {
      this.deps.onRefused(userId, 'unreadable');
      this.say(userId, { t: 'no', id: next.id, why: 'unreadable' });
    }
    this.pump();
  }

  private progress(id: string, userId: string): { sent: number; got: boolean } {
    const people = this.given.get(id) ?? new Map<string, { sent: number; got: boolean }>();
    if (this.offers.has(id)) this.given.set(id, people);
    const known = people.get(userId) ?? { sent: 0, got: false };
    people.set(userId, known);
    return known;
  }
}
