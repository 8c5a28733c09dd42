// SPDX-License-Identifier: MIT
// PictureExchange: the bytes of pictures, asked for by their hash of one person at a time. The
// document holds hashes only, so a picture that is copied goes over the line once.
import { kMostPicture } from './limits';
import { kPart, type BoardMessage } from './wire';

export interface PictureStore {
  get(hash: string): Uint8Array | null;
  /** Checks hash, kind and size. Resolves to false where they are wrong. */
  take(hash: string, bytes: Uint8Array): Promise<boolean>;
}

export interface PictureWays {
  send(userId: string, message: BoardMessage): boolean;
  waiting(userId: string): number;
  /** Whoever may have it. */
  people(): readonly string[];
  onPicture(hash: string): void;
  /** There is something to pump. */
  onQueued(): void;
}

interface Wanted {
  /** Whom we ask just now; null: nobody has it, until somebody comes. */
  from: string | null;
  readonly asked: Set<string>;
  bytes: Uint8Array | null;
  /** All bytes below this are here. */
  filled: number;
}

type Part = Extract<BoardMessage, { type: 'picture-part' }>;
export type PictureMessage = Extract<BoardMessage, { hash: string }>;

const kMostWanted = 100;
/** Pictures that one person waits for. */
const kMostQueued = 64;

export class PictureExchange {
  private readonly wanted = new Map<string, Wanted>();
  private readonly queues = new Map<string, { hash: string; offset: number }[]>();
  private refused_ = 0;

  constructor(
    private readonly store: PictureStore,
    private readonly ways: PictureWays,
  ) {}

  get refused(): number {
    return this.refused_;
  }

  /** Asks for a picture; `first` most likely has it. */
  want(hash: string, first: string | null): void {
    if (this.store.get(hash)) return;
    const wanted = this.wanted.get(hash);
    if (wanted ? wanted.from !== null : this.wanted.size >= kMostWanted) return;
    const fresh = wanted ?? { from: null, asked: new Set<string>(), bytes: null, filled: 0 };
    this.wanted.set(hash, fresh);
    this.ask(hash, fresh, first);
  }

  onClosed(userId: string): void {
    this.queues.delete(userId);
    for (const [hash, wanted] of this.wanted) {
      wanted.asked.delete(userId);
      if (wanted.from === userId) this.ask(hash, wanted, null);
    }
  }

  hear(userId: string, message: PictureMessage): void {
    if (message.type === 'picture-part') this.take(userId, message);
    else if (message.type === 'picture-want') this.queue(userId, message.hash);
    else {
      const wanted = this.wanted.get(message.hash);
      if (wanted?.from === userId) this.ask(message.hash, wanted, null);
    }
  }

  /** Sends parts while the network takes them. Returns true while something is left. */
  pump(mostWaiting: number): boolean {
    for (const [userId, queue] of this.queues) {
      let first = queue[0];
      while (first && this.ways.waiting(userId) < mostWaiting) {
        const { hash, offset } = first;
        const all = this.store.get(hash);
        const bytes = all?.subarray(offset, offset + kPart);
        if (all && bytes && bytes.length > 0) {
          const part: Part = { type: 'picture-part', hash, total: all.length, offset, bytes };
          if (!this.ways.send(userId, part)) break;
          first.offset += bytes.length;
        }
        if (!all || first.offset >= all.length) queue.shift();
        first = queue[0];
      }
      if (queue.length === 0) this.queues.delete(userId);
    }
    return this.queues.size > 0;
  }

  stop(): void {
    this.wanted.clear();
    this.queues.clear();
  }

  private ask(hash: string, wanted: Wanted, first: string | null): void {
    const people = this.ways.people().filter((userId) => !wanted.asked.has(userId));
    const next = first !== null && people.includes(first) ? first : people[0];
    wanted.from = next ?? null;
    wanted.bytes = null;
    wanted.filled = 0;
    if (next === undefined) {
      // Everybody was asked: whoever comes, and whoever gets it meanwhile, may be asked again.
      wanted.asked.clear();
      return;
    }
    wanted.asked.add(next);
    if (!this.ways.send(next, { type: 'picture-want', hash })) this.ask(hash, wanted, null);
  }

  private queue(userId: string, hash: string): void {
    const queue = this.queues.get(userId) ?? [];
    if (queue.some((one) => one.hash === hash)) return;
    if (!this.store.get(hash)) {
      this.ways.send(userId, { type: 'picture-none', hash });
      return;
    }
    if (queue.length >= kMostQueued) {
      this.refused_ += 1;
      return;
    }
    queue.push({ hash, offset: 0 });
    this.queues.set(userId, queue);
    this.ways.onQueued();
  }

  private take(userId: string, { hash, total, offset, bytes }: Part): void {
    const wanted = this.wanted.get(hash);
    // A whole lane is in order, so parts are.
    if (wanted?.from !== userId || total > kMostPicture || offset !== wanted.filled) {
      this.refused_ += 1;
      return;
    }
    wanted.bytes ??= new Uint8Array(total);
    if (wanted.bytes.length !== total) {
      this.refused_ += 1;
      this.ask(hash, wanted, null);
      return;
    }
    wanted.bytes.set(bytes, offset);
    wanted.filled += bytes.length;
    if (wanted.filled < total) return;
    const whole = wanted.bytes;
    void this.store.take(hash, whole).then((good) => {
      if (this.wanted.get(hash) !== wanted) return;
      if (good) {
        this.wanted.delete(hash);
        this.ways.onPicture(hash);
      } else {
        this.refused_ += 1;
        this.ask(hash, wanted, null);
      }
    });
  }
}
