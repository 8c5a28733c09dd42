// SPDX-License-Identifier: MIT
// ChunkQueue: the pieces of one film on their way from the recorder to the disk of this device and
// from there to the server. It grows at its end until it is ended, and is read at any place, so
// that an upload which broke goes on where the server has it. In memory is only what the disk does
// not have yet, and that is bounded.

/** Where pieces lie: IndexedDB, or a map in tests. */
export interface ChunkStore {
  put(film: string, index: number, data: Blob): Promise<void>;
  get(film: string, index: number): Promise<Blob | null>;
  /** Forgets the pieces before `index`. */
  dropBefore(film: string, index: number): Promise<void>;
}

/** What waits for the disk: more than this in memory, and the recording must end. */
export const kMostInMemory = 64 << 20;
/** One request takes at least so much, unless the film has ended. */
export const kLeastSlice = 16 << 10;

export interface Slice {
  /** Null: nothing is left. */
  readonly value: Blob | null;
  /** The film ends with it. */
  readonly done: boolean;
}

/** The pieces at this place are not here any more. */
export class ReleasedError extends Error {}
/** The reader is not wanted any more. */
export class ClosedError extends Error {}

export interface QueueEvents {
  /** Everything up to this piece is on the disk; the sizes of all of them. */
  onStored(sizes: readonly number[]): void;
  /** The disk takes nothing more; what it has stays. */
  onDiskFull(): void;
}

export class ChunkQueue {
  private readonly sizes: number[];
  private readonly memory = new Map<number, Blob>();
  private total_ = 0;
  private inMemory = 0;
  private stored: number;
  private released: number;
  private accepted_ = 0;
  private ended_: boolean;
  private closed = false;
  private diskFull = false;
  private writing: Promise<void> = Promise.resolve();
  private dropping: Promise<void> = Promise.resolve();
  private waiting: (() => void)[] = [];

  constructor(
    private readonly id: string,
    private readonly store: ChunkStore,
    private readonly events: QueueEvents,
    known: {
      readonly sizes: readonly number[];
      readonly released: number;
      readonly ended: boolean;
    },
  ) {
    this.sizes = [...known.sizes];
    this.stored = known.sizes.length;
    this.released = known.released;
    this.ended_ = known.ended;
    this.total_ = known.sizes.reduce((sum, size) => sum + size, 0);
  }

  get total(): number {
    return this.total_;
  }

  /** Bytes that the server has. */
  get accepted(): number {
    return this.accepted_;
  }

  get ended(): boolean {
    return this.ended_;
  }

  /** Whether the whole film is still on this device. */
  get whole(): boolean {
    return this.released === 0;
  }

  /** Pieces before this one were given up. */
  get firstKept(): number {
    return this.released;
  }

  /** Returns false where neither disk nor memory has room: the recording must end. */
  append(data: Blob): boolean {
    // Some browsers send empty pieces.
    if (data.size === 0 || this.ended_) return true;
    if (this.inMemory + data.size > kMostInMemory) return false;
    const index = this.sizes.length;
    this.sizes.push(data.size);
    this.total_ += data.size;
    this.memory.set(index, data);
    this.inMemory += data.size;
    this.writing = this.writing.then(() => this.write(index, data));
    this.wake();
    return true;
  }

  /** No piece follows. Resolves when all of them are on the disk, or the disk is full. */
  async end(): Promise<void> {
    this.ended_ = true;
    this.wake();
    await this.writing;
  }

  /** The server has the film up to here. */
  accept(bytes: number): void {
    this.accepted_ = Math.max(this.accepted_, Math.min(bytes, this.total_));
    if (this.diskFull) this.release();
  }

  /** Readers that wait stop with ClosedError. */
  close(): void {
    this.closed = true;
    this.wake();
  }

  /** Bytes from `start` on, at most up to `end`; waits until there are enough for a request. */
  async slice(start: number, end: number): Promise<Slice> {
    const least = Math.min(kLeastSlice, end - start);
    while (!this.closed && !this.ended_ && this.total_ - start < least) await this.change();
    if (this.closed) throw new ClosedError();
    const upTo = Math.min(end, this.total_);
    const parts: Blob[] = [];
    let place = 0;
    for (let index = 0; index < this.sizes.length && place < upTo; index += 1) {
      const size = this.sizes[index] ?? 0;
      const from = Math.max(start, place) - place;
      const to = Math.min(upTo, place + size) - place;
      if (from < to) parts.push((await this.piece(index)).slice(from, to));
      place += size;
    }
    const done = this.ended_ && upTo === this.total_;
    return { value: parts.length > 0 ? new Blob(parts) : null, done };
  }

  /** Everything that is still on this device. */
  async film(type: string): Promise<Blob> {
    const parts: Blob[] = [];
    for (let index = this.released; index < this.sizes.length; index += 1)
      parts.push(await this.piece(index));
    return new Blob(parts, { type });
  }

  private async piece(index: number): Promise<Blob> {
    const data = this.memory.get(index) ?? (await this.store.get(this.id, index));
    if (!data) throw new ReleasedError(`piece ${index}`);
    return data;
  }

  private async write(index: number, data: Blob): Promise<void> {
    if (!(await this.put(index, data))) {
      // What the server has need not be here; then once more.
      this.diskFull = true;
      this.release();
      await this.dropping;
      if (!(await this.put(index, data))) return this.events.onDiskFull();
    }
    this.memory.delete(index);
    this.inMemory -= data.size;
    this.stored = Math.max(this.stored, index + 1);
    this.events.onStored(this.sizes.slice(0, this.stored));
  }

  private async put(index: number, data: Blob): Promise<boolean> {
    try {
      await this.store.put(this.id, index, data);
      return true;
    } catch {
      return false;
    }
  }

  /** Gives up the pieces that the server has, in memory and on the disk. */
  private release(): void {
    let place = 0;
    let index = 0;
    while (index < this.sizes.length) {
      place += this.sizes[index] ?? 0;
      if (place > this.accepted_) break;
      index += 1;
    }
    if (index <= this.released) return;
    for (let old = this.released; old < index; old += 1) {
      const data = this.memory.get(old);
      if (!data) continue;
      this.memory.delete(old);
      this.inMemory -= data.size;
    }
    this.released = index;
    this.dropping = this.dropping.then(() =>
      this.store.dropBefore(this.id, index).catch(() => undefined),
    );
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
