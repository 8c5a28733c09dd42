// SPDX-License-Identifier: MIT
// Exchange: keeps our document and those of the others alike. Changes go to everybody at once.
// Whoever comes, or was cut off, asks ONE of those who have more, and the next one where that one
// is silent. Nobody is believed: what is malformed, too much or not allowed is dropped and counted.
import { Bucket } from '../bucket';
import type { Cancel, Clock } from '../clock';
import { hasMore, type Cell, type Seen } from './cells';
import type { Author, BoardDocument } from './document';
import { PictureExchange, type PictureStore } from './picture_exchange';
import { decodeMessage, encodeMessage, inMessages, type BoardMessage, type State } from './wire';
import type { ObjectId } from './shapes';

export interface BoardWays {
  /** Returns false if the person cannot be reached just now. */
  send(userId: string, bytes: Uint8Array<ArrayBuffer>): boolean;
  /** Bytes that the network has not taken yet. */
  waiting(userId: string): number;
}

export interface ExchangeEvents {
  /** Whether what this person draws counts. */
  mayDraw(userId: string): boolean;
  /** Whether the person may lead everybody to a page. */
  mayLead(userId: string): boolean;
  nameOf(userId: string): string;
  onShown(userId: string, shown: boolean): void;
  onHere(userId: string, page: ObjectId): void;
  onPicture(hash: string): void;
  /** We ask somebody for the board, or have it by now. */
  onSyncing(syncing: boolean): void;
}

interface Peer {
  replica: number;
  seen: Seen;
  shown: boolean;
  /** It has something else than we, though both have seen the same (`odd`). */
  odd: boolean;
  /** The two digests that were compared last: asking again would bring nothing. */
  compared: string;
  /** It is not asked for anything before this time. */
  rests: number;
  /** What is left of an answer. */
  queue: Iterator<Uint8Array<ArrayBuffer>> | null;
  next: Uint8Array<ArrayBuffer> | null;
  readonly messages: Bucket;
  readonly wants: Bucket;
}

/** Above this the network gets no more of an answer: changes must not wait behind it. */
const kMostWaiting = 64 * 1024;
const kPumpMs = 25;
/** Whoever asked hears nothing for so long: it asks somebody else. */
const kSilenceMs = 3_000;
const kHaveMs = 4_000;
const kMessages = { size: 2_000, perMs: 0.3 };
const kWants = { size: 4, perMs: 1 / 2_000 };

export class Exchange {
  readonly pictures: PictureExchange;
  private readonly peers = new Map<string, Peer>();
  private source: string | null = null;
  /** The number of what we asked last. */
  private asked = 0;
  /** Whoever did not answer is asked last. */
  private readonly silent = new Set<string>();
  private refused_ = 0;
  private shown = false;
  /** Our last change that went out. */
  private published = 0;
  private cancelSilence: Cancel | null = null;
  private cancelPump: Cancel | null = null;
  private cancelHave: Cancel | null = null;

  constructor(
    private readonly document: BoardDocument,
    private readonly ways: BoardWays,
    private readonly events: ExchangeEvents,
    private readonly clock: Clock,
    store: PictureStore,
  ) {
    this.pictures = new PictureExchange(store, {
      send: (userId, message) => this.send(userId, message),
      waiting: (userId) => ways.waiting(userId),
      people: () => [...this.peers.keys()],
      onPicture: (hash) => events.onPicture(hash),
      onQueued: () => this.pumpLater(),
    });
  }

  /** Messages and cells of others that were not taken. */
  get refused(): number {
    return this.refused_ + this.document.refused + this.pictures.refused;
  }

  /** Whose board stands large. */
  get showing(): readonly string[] {
    return [...this.peers].filter(([, { shown }]) => shown).map(([userId]) => userId);
  }

  /** 0: not known yet. */
  replicaOf(userId: string): number {
    return this.peers.get(userId)?.replica ?? 0;
  }

  onOpen(userId: string): void {
    const now = this.clock.now();
    this.peers.set(userId, {
      replica: 0,
      seen: new Map(),
      shown: false,
      odd: false,
      compared: '',
      rests: 0,
      queue: null,
      next: null,
      messages: new Bucket(kMessages.size, kMessages.perMs, now),
      wants: new Bucket(kWants.size, kWants.perMs, now),
    });
    this.greet(userId, true);
  }

  onClosed(userId: string): void {
    this.peers.delete(userId);
    this.silent.delete(userId);
    this.pictures.onClosed(userId);
    if (this.source === userId) this.endSync();
  }

  onBytes(userId: string, bytes: Uint8Array): void {
    const peer = this.peers.get(userId);
    if (!peer) return;
    const now = this.clock.now();
    const message = peer.messages.wait(1, now) > 0 ? null : decodeMessage(bytes);
    peer.messages.take(1, now);
    if (message) this.hear(userId, peer, message);
    else this.refused_ += 1;
  }

  /** Sends what the document just did. */
  publish(cells: readonly Cell[]): void {
    let since = cells.length > 0 ? this.published : 0;
    for (const group of inMessages(cells)) {
      const bytes = encodeMessage({ type: 'change', since, cells: group });
      for (const userId of this.peers.keys()) this.ways.send(userId, bytes);
      since = group.at(-1)?.stamp.time ?? since;
    }
    this.published = Math.max(this.published, since);
    this.haveLater();
  }

  /** The board stands large here, or no more. */
  show(shown: boolean): void {
    if (this.shown === shown) return;
    this.shown = shown;
    this.toAll({ type: 'shown', shown });
  }

  /** Everybody looks at this page. */
  lead(page: ObjectId): void {
    this.toAll({ type: 'here', page });
  }

  /** Who may draw has changed: what was refused from somebody can be asked for now. */
  permissionsChanged(): void {
    this.syncIfNeeded();
  }

  stop(): void {
    this.cancelSilence?.();
    this.cancelPump?.();
    this.cancelHave?.();
    this.pictures.stop();
    this.peers.clear();
  }

  private hear(userId: string, peer: Peer, message: BoardMessage): void {
    switch (message.type) {
      case 'hello':
        if (message.replica === this.document.replica) break;
        peer.replica = message.replica;
        this.document.setAuthor(message.replica, { userId, name: this.events.nameOf(userId) });
        if (message.asks) this.greet(userId, false);
        this.setShown(userId, peer, message.shown);
        this.compare(peer, message);
        return;
      case 'have':
        this.compare(peer, message);
        return;
      case 'want':
        this.answer(peer, message.number, message.seen);
        return;
      case 'cells':
        if (this.source !== userId) break;
        this.document.merge(message.cells);
        this.watchSilence();
        return;
      case 'authors':
        if (this.source !== userId) break;
        // What the connection says of those who are here is better.
        for (const [replica, author] of message.authors)
          if (!this.document.authors.has(replica)) this.document.setAuthor(replica, author);
        return;
      case 'done':
        // The late end of an earlier answer says nothing: its beginning may have been dropped.
        if (this.source !== userId || message.number !== this.asked) break;
        this.document.sawAll(message.seen);
        peer.seen = this.withoutRefused(peer.seen, message.seen);
        peer.odd = false;
        // Whoever promised more than came is asked again after a while, and not at once.
        peer.rests = this.clock.now() + kHaveMs;
        this.silent.clear();
        this.endSync();
        this.haveLater();
        return;
      case 'change':
        if (!this.events.mayDraw(userId)) break;
        this.change(userId, peer, message.since, message.cells);
        return;
      case 'shown':
        this.setShown(userId, peer, message.shown);
        return;
      case 'here':
        if (!this.events.mayLead(userId)) break;
        this.events.onHere(userId, message.page);
        return;
      default:
        // Their hash tells that pictures are the right ones, whoever gives them.
        this.pictures.hear(userId, message);
        return;
    }
    this.refused_ += 1;
  }

  /**
   * The whole board may come from those who may draw; and from others only while we have nothing
   * and nobody else is here, as after the host's computer broke down.
   */
  private mayTeach(userId: string): boolean {
    if (this.events.mayDraw(userId)) return true;
    if (this.document.size > 0) return false;
    return ![...this.peers.keys()].some((other) => this.events.mayDraw(other));
  }

  private greet(userId: string, asks: boolean): void {
    const { replica } = this.document;
    this.send(userId, { type: 'hello', replica, shown: this.shown, asks, ...this.state });
  }

  private change(userId: string, peer: Peer, since: number, cells: readonly Cell[]): void {
    // Nobody speaks for another one here.
    const own = cells.filter(({ stamp }) => stamp.replica === peer.replica);
    this.refused_ += cells.length - own.length;
    const last = own.at(-1);
    if (!last || peer.replica === 0) return;
    this.document.merge(own);
    const seen = new Map(peer.seen).set(peer.replica, last.stamp.time);
    peer.seen = seen;
    if (!this.document.advance(peer.replica, since, last.stamp.time)) this.syncIfNeeded(userId);
    else this.haveLater();
  }

  private setShown(userId: string, peer: Peer, shown: boolean): void {
    if (peer.shown === shown) return;
    peer.shown = shown;
    this.events.onShown(userId, shown);
  }

  private get state(): State {
    return { seen: this.document.seen, digest: this.document.digest };
  }

  // ---- asking ----------------------------------------------------------------------------------

  /**
   * Somebody may have a part of what a third one did who is gone: then nobody has seen all of it,
   * and only the digests differ.
   */
  private compare(peer: Peer, { seen, digest }: State): void {
    const { document } = this;
    peer.seen = seen;
    const alike = !hasMore(seen, document.seen) && !hasMore(document.seen, seen);
    const compared = `${digest} ${document.digest}`;
    peer.odd = alike && digest !== document.digest && peer.compared !== compared;
    peer.compared = compared;
    this.syncIfNeeded();
  }

  private syncIfNeeded(preferred?: string): void {
    if (this.source !== null) return;
    const now = this.clock.now();
    const have = [...this.peers].filter(
      ([userId, { seen, odd, rests }]) =>
        rests <= now && (odd || hasMore(seen, this.document.seen)) && this.mayTeach(userId),
    );
    // The first one to greet is the nearest one.
    const rank = (userId: string): number =>
      (this.silent.has(userId) ? 2 : 0) + (userId === preferred ? 0 : 1);
    const [best] = have.map(([userId]) => userId).sort((a, b) => rank(a) - rank(b));
    if (best === undefined) return;
    this.source = best;
    this.events.onSyncing(true);
    this.asked += 1;
    this.send(best, { type: 'want', number: this.asked, seen: this.document.seen });
    this.watchSilence();
  }

  /** What we had no room for is not asked for again. */
  private withoutRefused(promised: Seen, came: Seen): Seen {
    const { seen } = this.document;
    return new Map(
      [...promised].filter(
        ([replica, time]) => seen.has(replica) || (came.get(replica) ?? 0) < time,
      ),
    );
  }

  private watchSilence(): void {
    this.cancelSilence?.();
    this.cancelSilence = this.clock.after(kSilenceMs, () => {
      if (this.source !== null) this.silent.add(this.source);
      this.endSync();
    });
  }

  private endSync(): void {
    this.cancelSilence?.();
    this.cancelSilence = null;
    this.source = null;
    this.events.onSyncing(false);
    this.syncIfNeeded();
  }

  // ---- answering -------------------------------------------------------------------------------

  private answer(peer: Peer, number: number, seen: Seen): void {
    const now = this.clock.now();
    if (peer.wants.wait(1, now) > 0) {
      this.refused_ += 1;
      return;
    }
    peer.wants.take(1, now);
    peer.queue = this.answerTo(number, seen)[Symbol.iterator]();
    peer.next = null;
    this.pump();
  }

  /** The document may go on while this is sent: what is said at its end is what was there first. */
  private *answerTo(number: number, seen: Seen): Iterable<Uint8Array<ArrayBuffer>> {
    const had = { seen: new Map(this.document.seen), digest: this.document.digest };
    const authors = [...this.document.authors];
    const cells = [...this.document.lackedBy(seen)];
    for (let at = 0; at < authors.length; at += 30)
      yield encodeMessage({ type: 'authors', authors: authors.slice(at, at + 30) });
    for (const group of inMessages(cells)) yield encodeMessage({ type: 'cells', cells: group });
    yield encodeMessage({ type: 'done', number, ...had });
  }

  private pump(): void {
    this.cancelPump?.();
    this.cancelPump = null;
    let left = this.pictures.pump(kMostWaiting);
    for (const [userId, peer] of this.peers) {
      while (peer.queue && this.ways.waiting(userId) < kMostWaiting) {
        peer.next ??= peer.queue.next().value ?? null;
        if (peer.next === null) peer.queue = null;
        else if (this.ways.send(userId, peer.next)) peer.next = null;
        else break;
      }
      if (peer.queue) left = true;
    }
    if (left) this.pumpLater();
  }

  private pumpLater(): void {
    this.cancelPump ??= this.clock.after(kPumpMs, () => {
      this.cancelPump = null;
      this.pump();
    });
  }

  /** Two who cannot reach each other get each other's changes over a third one. */
  private haveLater(): void {
    this.cancelHave ??= this.clock.after(kHaveMs, () => {
      this.cancelHave = null;
      this.syncIfNeeded();
      this.toAll({ type: 'have', ...this.state });
    });
  }

  private toAll(message: BoardMessage): void {
    const bytes = encodeMessage(message);
    for (const userId of this.peers.keys()) this.ways.send(userId, bytes);
  }

  private send(userId: string, message: BoardMessage): boolean {
    return this.ways.send(userId, encodeMessage(message));
  }
}

/** Of the people who are or were here. */
export function nameOfAuthor(
  author: Author | null,
  names: ReadonlyMap<string, string>,
): string | null {
  return author === null ? null : (names.get(author.userId) ?? author.name);
}
