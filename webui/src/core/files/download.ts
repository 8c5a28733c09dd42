// SPDX-License-Identifier: MIT
// Download: one file on its way to us. It asks for its blocks, a few at a time, so that no more is
// in memory than that; checks each against the list of hashes, and the list against the root; and
// goes on where it stopped, since it asks only for what it does not have.
import { blockSize, blocksOf, hashAt, rootOf, sameBytes, type Digest } from './blocks';
import type { BlockStore } from './store';
import { kHashBytes, type FileText, type Offer } from './wire';

/** Blocks asked for and not yet on the disk: so much of one file is in memory at most. */
export const kWindow = 8;
/** A block that came damaged so often is not asked for again. */
const kMostDamaged = 3;

/** `damaged`: the bytes are not those that were offered. `disk`: this device takes no more. */
export type DownloadEnd = 'done' | 'damaged' | 'disk';

export interface DownloadDeps {
  readonly digest: Digest;
  readonly store: BlockStore;
  readonly meetingId: string;
  readonly now: () => number;
  send(text: FileText): void;
  onChange(): void;
  onEnd(end: DownloadEnd): void;
}

interface Part {
  readonly bytes: Uint8Array<ArrayBuffer>;
  at: number;
}

export class Download {
  private readonly blocks: number;
  private readonly have = new Set<number>();
  private readonly parts = new Map<number, Part>();
  /** Whole, and being checked or written down. */
  private readonly settling = new Set<number>();
  private hashes: Uint8Array | null = null;
  /** The list as it comes. */
  private list: Part | null = null;
  private damaged = 0;
  private id: string;
  private running = false;
  private over_ = false;
  private bytes_ = 0;

  constructor(
    private readonly offer: Offer,
    private readonly deps: DownloadDeps,
  ) {
    this.id = offer.id;
    this.blocks = blocksOf(offer.size);
  }

  /** Bytes that are here and checked. */
  get bytes(): number {
    return this.bytes_;
  }

  /** It ended, well or badly, or was thrown away. */
  get over(): boolean {
    return this.over_;
  }

  get complete(): boolean {
    return this.have.size === this.blocks;
  }

  /** Takes what an earlier visit left. Returns whether it was going on then. */
  async recall(): Promise<boolean> {
    const found = await this.deps.store.load(this.offer.root);
    if (found?.kept.size !== this.offer.size) return false;
    this.hashes = found.kept.hashes;
    for (const block of found.blocks) this.add(block);
    if (this.complete && this.hashes) this.end('done');
    return found.kept.going;
  }

  /** The person can be reached, and offers it under this id. */
  async start(id: string): Promise<void> {
    this.id = id;
    if (this.over_) return;
    this.running = true;
    await this.save(true);
    if (!this.running) return;
    if (this.hashes) this.ask();
    else {
      this.list = { bytes: new Uint8Array(this.blocks * kHashBytes), at: 0 };
      this.deps.send({ t: 'list', id });
    }
  }

  /** The line is cut: what was asked for does not come any more. */
  interrupt(): void {
    this.running = false;
    this.parts.clear();
    this.list = null;
  }

  /** The person wants no more of it for now. */
  async pause(): Promise<void> {
    if (this.running) this.deps.send({ t: 'stop', id: this.id });
    this.interrupt();
    await this.save(false);
  }

  async remove(): Promise<void> {
    if (this.running && !this.over_) this.deps.send({ t: 'stop', id: this.id });
    this.over_ = true;
    this.interrupt();
    await this.deps.store.remove(this.offer.root);
  }

  /** Returns false for hashes that were not asked for. */
  onHashes(first: number, hashes: Uint8Array): boolean {
    const { list } = this;
    const at = first * kHashBytes;
    if (!list || list.at !== at || at + hashes.length > list.bytes.length) return false;
    list.bytes.set(hashes, at);
    list.at += hashes.length;
    if (list.at === list.bytes.length) void this.onList(list);
    return true;
  }

  /** Returns false for a piece that was not asked for. */
  onPiece(block: number, at: number, bytes: Uint8Array): boolean {
    const part = this.parts.get(block);
    if (!part || part.at !== at || at + bytes.length > part.bytes.length) return false;
    part.bytes.set(bytes, at);
    part.at += bytes.length;
    if (part.at === part.bytes.length) {
      this.parts.delete(block);
      this.settling.add(block);
      void this.settle(block, part.bytes);
    }
    return true;
  }

  private async onList(list: Part): Promise<void> {
    const root = await rootOf(this.offer.size, list.bytes, this.deps.digest);
    if (this.list !== list) return;
    this.list = null;
    if (root !== this.offer.root) {
      this.end('damaged');
      return;
    }
    this.hashes = list.bytes;
    await this.save(true);
    this.ask();
  }

  private async settle(block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { digest, store } = this.deps;
    const hash = await digest(bytes);
    const good = this.hashes !== null && sameBytes(hash, hashAt(this.hashes, block));
    try {
      if (good && !this.over_) await store.put(this.offer.root, block, bytes);
    } catch {
      this.end('disk');
    }
    this.settling.delete(block);
    if (this.over_) return;
    if (good) this.add(block);
    else {
      this.damaged += 1;
      if (this.damaged >= kMostDamaged) {
        this.end('damaged');
        return;
      }
    }
    if (this.complete) this.end('done');
    else {
      this.deps.onChange();
      this.ask();
    }
  }

  private add(block: number): void {
    if (block < 0 || block >= this.blocks || this.have.has(block)) return;
    this.have.add(block);
    this.bytes_ += blockSize(this.offer.size, block);
  }

  /** Keeps as many blocks asked for as the window lets. */
  private ask(): void {
    if (!this.running || !this.hashes) return;
    for (let block = 0; block < this.blocks; block += 1) {
      if (this.parts.size + this.settling.size >= kWindow) return;
      if (this.have.has(block) || this.parts.has(block) || this.settling.has(block)) continue;
      const bytes = new Uint8Array(blockSize(this.offer.size, block));
      this.parts.set(block, { bytes, at: 0 });
      this.deps.send({ t: 'want', id: this.id, block });
    }
    // An earlier visit had all but the last of them.
    if (this.complete) this.end('done');
  }

  private end(end: DownloadEnd): void {
    if (this.over_) return;
    this.over_ = true;
    const { running } = this;
    this.interrupt();
    if (running) this.deps.send(end === 'done' ? this.got() : { t: 'stop', id: this.id });
    void this.save(end === 'done');
    this.deps.onEnd(end);
  }

  private got(): FileText {
    return { t: 'got', id: this.id };
  }

  private async save(going: boolean): Promise<void> {
    const { store, meetingId, now } = this.deps;
    const { root, size } = this.offer;
    try {
      await store.save({ root, size, meetingId, hashes: this.hashes, going, at: now() });
    } catch {
      // Blocks that cannot be written down end it; a note about them does not.
    }
  }
}
