// SPDX-License-Identifier: MIT
// FileReceiver: what the others offer us, and what we take of it. A stranger can fill nothing: the
// offers of one person, the files under way and the bytes in memory are all counted, and what is
// refused is told to both sides.
import type { Clock } from '../clock';
import { blocksOf, type Digest } from './blocks';
import { Download, type DownloadEnd } from './download';
import type { BlockStore } from './store';
import {
  kMostFile,
  kMostOffers,
  type FileMessage,
  type FileText,
  type Offer,
  type Refusal,
} from './wire';

/** Files under way at once; the others wait for their turn. */
export const kMostOpen = 3;
/** Offers of all people together. */
export const kMostOffersOfAll = 200;

/**
 * `offered`: nobody has pressed anything. `waiting`: for its turn, or for the person to come back.
 * `done`: all of it is here and checked. `room`: this device has no room for it. `withdrawn`: the
 * person does not offer it any more.
 */
export type Status =
  | 'offered'
  | 'waiting'
  | 'receiving'
  | 'paused'
  | 'done'
  | 'room'
  | 'withdrawn'
  | Exclude<DownloadEnd, 'done'>
  | 'unreadable';

export interface Incoming {
  /** Of this list; the ids are the senders'. */
  readonly key: number;
  readonly from: string;
  readonly offer: Offer;
  readonly status: Status;
  /** Bytes that are here and checked. */
  readonly bytes: number;
  /** The person can be reached just now. */
  readonly reachable: boolean;
}

interface Entry {
  readonly key: number;
  readonly from: string;
  offer: Offer;
  status: Status;
  reachable: boolean;
  /** Told since the person could be reached again. */
  told: boolean;
  /** As it was when the person took the file back. */
  before: 'paused' | 'waiting';
  download: Download | null;
}

export interface ReceiverDeps {
  readonly clock: Clock;
  readonly digest: Digest;
  readonly store: BlockStore;
  readonly meetingId: string;
  readonly now: () => number;
  /** Counts up over everything that is shown. */
  nextKey(): number;
  send(userId: string, text: FileText): void;
  /** Whether the meeting lets the person write. */
  maySend(userId: string): boolean;
  /** Whether it is taken without a press. */
  takesItself(userId: string, offer: Offer): boolean;
  onChange(): void;
  onOffer(incoming: Incoming): void;
  onRefused(userId: string, why: Refusal | 'unasked'): void;
}

const kGoing: readonly Status[] = ['receiving', 'waiting'];
const kOver: readonly Status[] = ['done', 'room', 'withdrawn', 'damaged', 'disk'];
const kTakeable: readonly Status[] = [
  'offered',
  'paused',
  'room',
  'damaged',
  'disk',
  'unreadable',
];

export class FileReceiver {
  private readonly entries = new Map<number, Entry>();

  constructor(private readonly deps: ReceiverDeps) {}

  list(): Incoming[] {
    return [...this.entries.values()].map((entry) => this.seen(entry));
  }

  onOpen(userId: string): void {
    for (const entry of this.of(userId)) entry.told = false;
    this.deps.send(userId, { t: 'ask' });
  }

  onClosed(userId: string): void {
    for (const entry of this.of(userId)) {
      entry.reachable = false;
      entry.download?.interrupt();
      if (entry.status === 'receiving') entry.status = 'waiting';
    }
    this.turn();
    this.deps.onChange();
  }

  onMessage(userId: string, message: FileMessage): void {
    if (message.kind === 'text') {
      this.onText(userId, message.text);
      return;
    }
    const download = this.byId(userId, message.id)?.download;
    const wanted =
      message.kind === 'hashes'
        ? download?.onHashes(message.first, message.hashes)
        : download?.onPiece(message.block, message.at, message.bytes);
    if (wanted !== true) this.deps.onRefused(userId, 'unasked');
  }

  /** The person wants it, or wants it to go on. */
  async take(key: number): Promise<void> {
    const entry = this.entries.get(key);
    if (!entry || !kTakeable.includes(entry.status)) return;
    // One that ended badly begins anew with what of it is good.
    if (entry.download?.over === true) entry.download = null;
    const fresh = entry.download === null;
    const download = this.downloadOf(entry);
    if (fresh) await download.recall();
    const room = await this.deps.store.room();
    if (entry.download !== download || !kTakeable.includes(entry.status)) return;
    entry.status = room < entry.offer.size - download.bytes ? 'room' : 'waiting';
    this.turn();
    this.deps.onChange();
  }

  async pause(key: number): Promise<void> {
    const entry = this.entries.get(key);
    if (!entry || !kGoing.includes(entry.status)) return;
    entry.status = 'paused';
    await entry.download?.pause();
    this.turn();
    this.deps.onChange();
  }

  /** Away with it, and with what there is of it. An offer that stands can be taken again. */
  async drop(key: number): Promise<void> {
    const entry = this.entries.get(key);
    if (!entry) return;
    const { download, offer } = entry;
    entry.download = null;
    if (['withdrawn', 'unreadable'].includes(entry.status)) this.entries.delete(key);
    else entry.status = 'offered';
    const shared = [...this.entries.values()].some(
      (other) => other.download !== null && other.offer.root === offer.root,
    );
    if (!shared) await download?.remove();
    this.turn();
    this.deps.onChange();
  }

  /** The whole file, as bytes of no type. */
  async file(key: number): Promise<Blob | null> {
    const entry = this.entries.get(key);
    if (entry?.status !== 'done') return null;
    return this.deps.store.file(entry.offer.root, blocksOf(entry.offer.size));
  }

  // ---- what others say --------------------------------------------------------------------------

  private onText(userId: string, text: FileText): void {
    if (text.t === 'offer') {
      const { t: _, ...offer } = text;
      void this.onOffer(userId, offer);
    } else if (text.t === 'all') this.onAll(userId);
    else if (text.t === 'gone') this.onGone(this.byId(userId, text.id));
    else if (text.t === 'no') this.onNo(this.byId(userId, text.id), text.why);
  }

  private async onOffer(userId: string, offer: Offer): Promise<void> {
    const known = this.byId(userId, offer.id) ?? this.again(userId, offer);
    if (known) {
      // What was told once does not become another file.
      if (known.offer.root !== offer.root || known.offer.size !== offer.size) {
        this.refuse(userId, offer, 'not-allowed');
        return;
      }
      known.offer = offer;
      known.told = known.reachable = true;
      if (known.status === 'withdrawn') known.status = known.before;
      this.turn();
      this.deps.onChange();
      return;
    }
    const why = this.refusal(userId, offer);
    if (why) {
      this.refuse(userId, offer, why);
      return;
    }
    const entry: Entry = {
      key: this.deps.nextKey(),
      from: userId,
      offer,
      status: 'offered',
      reachable: true,
      told: true,
      before: 'waiting',
      download: null,
    };
    this.entries.set(entry.key, entry);
    const going = await this.downloadOf(entry).recall();
    if (this.entries.get(entry.key) !== entry) return;
    this.deps.onOffer(this.seen(entry));
    this.deps.onChange();
    if (entry.status === 'offered' && (going || this.deps.takesItself(userId, offer)))
      await this.take(entry.key);
  }

  private refusal(userId: string, { size }: Offer): Refusal | null {
    if (!this.deps.maySend(userId)) return 'not-allowed';
    if (size > kMostFile) return 'large';
    const many = this.of(userId).length >= kMostOffers || this.entries.size >= kMostOffersOfAll;
    return many ? 'many' : null;
  }

  private refuse(userId: string, { id }: Offer, why: Refusal): void {
    this.deps.onRefused(userId, why);
    this.deps.send(userId, { t: 'no', id, why });
  }

  /** The same file of a person whose page was loaded anew, under another id. */
  private again(userId: string, { root, size }: Offer): Entry | undefined {
    return this.of(userId).find(
      ({ offer, told }) => !told && offer.root === root && offer.size === size,
    );
  }

  private onAll(userId: string): void {
    for (const entry of this.of(userId)) if (!entry.told) this.onGone(entry);
  }

  private onGone(entry: Entry | undefined): void {
    if (!entry || kOver.includes(entry.status)) return;
    entry.download?.interrupt();
    if (entry.status === 'offered') this.entries.delete(entry.key);
    else {
      entry.before = kGoing.includes(entry.status) ? 'waiting' : 'paused';
      entry.status = 'withdrawn';
    }
    this.turn();
    this.deps.onChange();
  }

  private onNo(entry: Entry | undefined, why: Refusal): void {
    if (!entry) return;
    if (why === 'gone') this.onGone(entry);
    else if (why === 'unreadable' && entry.status === 'receiving') {
      entry.download?.interrupt();
      entry.status = 'unreadable';
      this.turn();
      this.deps.onChange();
    }
  }

  // ---- who is served ----------------------------------------------------------------------------

  /** Starts what waits, as long as there is room. */
  private turn(): void {
    const all = [...this.entries.values()];
    let open = all.filter(({ status }) => status === 'receiving').length;
    for (const entry of all) {
      if (open >= kMostOpen) return;
      if (entry.status !== 'waiting' || !entry.reachable) continue;
      entry.status = 'receiving';
      open += 1;
      void this.downloadOf(entry).start(entry.offer.id);
    }
  }

  private downloadOf(entry: Entry): Download {
    const { digest, store, meetingId, now } = this.deps;
    entry.download ??= new Download(entry.offer, {
      digest,
      store,
      meetingId,
      now,
      send: (text) => this.deps.send(entry.from, text),
      onChange: () => this.deps.onChange(),
      onEnd: (end) => {
        entry.status = end;
        this.turn();
        this.deps.onChange();
      },
    });
    return entry.download;
  }

  private of(userId: string): Entry[] {
    return [...this.entries.values()].filter(({ from }) => from === userId);
  }

  private byId(userId: string, id: string): Entry | undefined {
    return this.of(userId).find(({ offer }) => offer.id === id);
  }

  private seen({ key, from, offer, status, reachable, download }: Entry): Incoming {
    return { key, from, offer, status, bytes: download?.bytes ?? 0, reachable };
  }
}
