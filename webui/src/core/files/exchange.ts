// SPDX-License-Identifier: MIT
// FileExchange: both sides of the files of one meeting on their lane: what we offer, what is
// offered to us, and who was refused what.
import type { Clock } from '../clock';
import type { Lanes } from '../call/lanes';
import { hashesOf, rootOf, type Digest, type Source } from './blocks';
import { FileReceiver, type Incoming } from './receiver';
import { FileSender, type Given } from './sender';
import type { BlockStore } from './store';
import {
  decode,
  encodeText,
  hexOf,
  kBlockBytes,
  kMostFile,
  kMostOffers,
  type FileText,
  type Offer,
  type Refusal,
} from './wire';

export type LocalRefusal = 'large' | 'many' | 'empty' | 'unreadable';
/** `broken`: no message of this protocol. `unasked`: bytes that nobody had asked for. */
export type Trouble = Refusal | 'broken' | 'unasked';

/** A file of ours. */
export interface Outgoing {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  readonly to: string | null;
  /** Bytes that are hashed; nobody knows of the file before all of them are. */
  readonly read: number;
  /** Null while it is being read. */
  readonly offer: Omit<Offer, 'private'> | null;
  readonly given: ReadonlyMap<string, Given>;
}

export interface ExchangeDeps {
  readonly clock: Clock;
  readonly digest: Digest;
  readonly store: BlockStore;
  readonly meetingId: string;
  readonly lanes: Pick<Lanes, 'listen' | 'send' | 'waiting'>;
  readonly now: () => number;
  /** 16 random bytes. */
  newId(): Uint8Array;
  maySend(userId: string): boolean;
  mayGet(userId: string): boolean;
  takesItself(userId: string, offer: Offer): boolean;
  /** At most ten times a second. */
  onChange(): void;
  onOffer(incoming: Incoming): void;
}

const kChangeMs = 100;
/** Whoever comes and goes leaves no more than some numbers. */
const kMostCounted = 200;

/** By user id and reason. */
type Counts = Map<string, Map<Trouble, number>>;
export type Refused = ReadonlyMap<string, ReadonlyMap<Trouble, number>>;

function count(counts: Counts, userId: string, why: Trouble): void {
  const reasons = counts.get(userId) ?? new Map<Trouble, number>();
  if (counts.size < kMostCounted) counts.set(userId, reasons);
  reasons.set(why, (reasons.get(why) ?? 0) + 1);
}

interface Draft {
  readonly key: number;
  readonly name: string;
  readonly source: Source;
  readonly to: string | null;
  read: number;
  offer: Omit<Offer, 'private'> | null;
}

export class FileExchange {
  private readonly sender: FileSender;
  private readonly receiver: FileReceiver;
  private readonly own = new Map<number, Draft>();
  private readonly refused: Counts = new Map();
  private readonly declined_: Counts = new Map();
  private readonly stopListening: () => void;
  private keys = 0;
  private changing = false;
  private closed = false;

  constructor(private readonly deps: ExchangeDeps) {
    const { clock, lanes } = deps;
    const onChange = (): void => this.changed();
    const onRefused = (userId: string, why: Trouble): void => this.onRefused(userId, why);
    this.sender = new FileSender({
      clock,
      send: (userId, message) => lanes.send(userId, 'files', message),
      waiting: (userId) => lanes.waiting(userId, 'files'),
      mayGet: (userId) => deps.mayGet(userId),
      onChange,
      onRefused,
    });
    this.receiver = new FileReceiver({
      ...deps,
      nextKey: () => ++this.keys,
      send: (userId, text) => void lanes.send(userId, 'files', encodeText(text)),
      onChange,
      onRefused,
    });
    this.stopListening = lanes.listen('files', {
      onOpen: (userId) => {
        this.sender.onOpen(userId);
        this.receiver.onOpen(userId);
      },
      onClosed: (userId) => {
        this.sender.onClosed(userId);
        this.receiver.onClosed(userId);
      },
      onRoom: () => this.sender.onRoom(),
      onBytes: (userId, bytes) => this.onBytes(userId, bytes),
    });
  }

  get incoming(): readonly Incoming[] {
    return this.receiver.list();
  }

  get outgoing(): readonly Outgoing[] {
    return [...this.own.values()].map(({ key, name, source, to, read, offer }) => ({
      key,
      name,
      size: source.size,
      to,
      read,
      offer,
      given: offer ? this.sender.givenOf(offer.id) : new Map(),
    }));
  }

  /** What of a person was refused here, and how often. */
  get refusals(): Refused {
    return this.refused;
  }

  /** What of ours a person's page refused. */
  get declined(): Refused {
    return this.declined_;
  }

  /** Reads the file once, then offers it. Returns why it is not offered, or null. */
  async offer(
    file: { readonly name: string; readonly type: string; readonly source: Source },
    to: string | null,
  ): Promise<LocalRefusal | null> {
    const { size } = file.source;
    if (size === 0) return 'empty';
    if (size > kMostFile) return 'large';
    if (this.own.size >= kMostOffers) return 'many';
    const { name, source, type } = file;
    const draft: Draft = { key: ++this.keys, name, source, to, read: 0, offer: null };
    this.own.set(draft.key, draft);
    this.changed();
    const { digest } = this.deps;
    try {
      const hashes = await hashesOf(
        source,
        (blocks) => {
          // A file that was taken back is not read to its end.
          if (!this.own.has(draft.key)) throw new Error('taken back');
          draft.read = Math.min(size, blocks * kBlockBytes);
          this.changed();
        },
        digest,
      );
      const root = await rootOf(size, hashes, digest);
      if (!this.own.has(draft.key) || this.closed) return null;
      const id = hexOf(this.deps.newId());
      draft.offer = { id, name, size, type, root };
      this.sender.add({ offer: draft.offer, source, hashes, to });
      return null;
    } catch {
      return this.own.delete(draft.key) ? this.unreadable() : null;
    }
  }

  /** Takes one of our files back. */
  withdraw(key: number): void {
    const draft = this.own.get(key);
    if (!draft) return;
    this.own.delete(key);
    if (draft.offer) this.sender.withdraw(draft.offer.id);
    this.changed();
  }

  take(key: number): Promise<void> {
    return this.receiver.take(key);
  }

  pause(key: number): Promise<void> {
    return this.receiver.pause(key);
  }

  drop(key: number): Promise<void> {
    return this.receiver.drop(key);
  }

  file(key: number): Promise<Blob | null> {
    return this.receiver.file(key);
  }

  close(): void {
    this.closed = true;
    this.stopListening();
    this.sender.close();
  }

  private unreadable(): LocalRefusal {
    this.changed();
    return 'unreadable';
  }

  private onBytes(userId: string, bytes: Uint8Array): void {
    const message = decode(bytes);
    if (!message) {
      this.onRefused(userId, 'broken');
      return;
    }
    if (message.kind === 'text' && isForSender(message.text))
      this.sender.onText(userId, message.text);
    else this.receiver.onMessage(userId, message);
    if (message.kind === 'text' && message.text.t === 'no') this.onNo(userId, message.text.why);
  }

  /** Others refuse what we offer, too. */
  private onNo(userId: string, why: Refusal): void {
    if (why !== 'many' && why !== 'large' && why !== 'not-allowed') return;
    count(this.declined_, userId, why);
    this.changed();
  }

  private onRefused(userId: string, why: Trouble): void {
    count(this.refused, userId, why);
    this.changed();
  }

  private changed(): void {
    if (this.changing || this.closed) return;
    this.changing = true;
    this.deps.clock.after(kChangeMs, () => {
      this.changing = false;
      if (!this.closed) this.deps.onChange();
    });
  }
}

function isForSender({ t }: FileText): boolean {
  return t === 'ask' || t === 'list' || t === 'want' || t === 'stop' || t === 'got';
}
