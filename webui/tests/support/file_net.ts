// SPDX-License-Identifier: MIT
// People with files on lanes that can be cut, and that deliver late. Time is the test's.
import { Lanes } from '../../src/core/call/lanes';
import { sha256, type Source } from '../../src/core/files/blocks';
import { FileExchange } from '../../src/core/files/exchange';
import type { Incoming } from '../../src/core/files/receiver';
import { MemoryStore, type BlockStore, type Kept } from '../../src/core/files/store';
import type { Offer } from '../../src/core/files/wire';
import type { FakeClock } from './fake_clock';

/** Numbers that look random and are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomBytes(size: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = seeded(seed);
  return new Uint8Array(size).map(() => random() * 256);
}

export function sourceOf(bytes: Uint8Array<ArrayBuffer>): Source {
  return { size: bytes.length, read: async (start, end) => bytes.slice(start, end) };
}

/** The disk of a device: it outlives the page. */
export class Disk extends MemoryStore {
  override readonly lasting = true as unknown as false;
}

export class Person {
  readonly lanes: Lanes;
  exchange: FileExchange;
  readonly heard: Incoming[] = [];
  readonly offers: Offer[] = [];
  writes = true;
  gets = true;
  takes: (offer: Offer) => boolean = () => false;
  private ids = 0;

  constructor(
    readonly name: string,
    readonly net: Net,
    readonly store: BlockStore,
  ) {
    this.lanes = new Lanes(
      () => ({
        sendBytes: (to, _lane, bytes) => net.send(name, to, bytes),
        waiting: (to) => net.waiting(name, to),
      }),
      () => undefined,
    );
    this.exchange = this.open();
  }

  open(): FileExchange {
    return new FileExchange({
      clock: this.net.clock,
      digest: (bytes) => this.net.hashed(bytes),
      store: this.store,
      meetingId: 'm',
      lanes: this.lanes,
      now: () => this.net.clock.now(),
      newId: () => {
        const id = new Uint8Array(16);
        new DataView(id.buffer).setUint32(0, ++this.ids);
        id.set(new TextEncoder().encode(this.name.slice(0, 8)), 8);
        return id;
      },
      maySend: (from) => this.net.people.get(from)?.writes ?? true,
      mayGet: (to) => this.net.people.get(to)?.gets ?? true,
      takesItself: (_, offer) => this.takes(offer),
      onChange: () => undefined,
      onOffer: (incoming) => this.heard.push(incoming),
    });
  }

  /** What the page knew is gone; the disk is not. */
  reload(): void {
    const others = [...this.net.people.keys()].filter((name) => name !== this.name);
    for (const other of others) this.net.cut(this.name, other);
    this.exchange.close();
    this.heard.length = 0;
    this.exchange = this.open();
    for (const other of others) this.net.join(this.name, other);
  }

  get first(): Incoming {
    const [found] = this.exchange.incoming;
    if (!found) throw new Error(`${this.name} knows of no file`);
    return found;
  }

  async bytes(key = this.first.key): Promise<Uint8Array> {
    const blob = await this.exchange.file(key);
    return new Uint8Array(await (blob ?? new Blob([])).arrayBuffer());
  }
}

interface Way {
  queue: Uint8Array<ArrayBuffer>[];
  waiting: number;
}

export class Net {
  readonly people = new Map<string, Person>();
  private readonly ways = new Map<string, Way>();
  /** Most bytes that waited on one line. */
  mostWaiting = 0;
  sent = 0;
  private hashing = 0;
  /** Sees, changes or swallows what is on its way. */
  tamper: (from: string, to: string, bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> =
    (_from, _to, bytes) => bytes;

  constructor(readonly clock: FakeClock) {}

  add(name: string, store: BlockStore = new Disk()): Person {
    const person = new Person(name, this, store);
    this.people.set(name, person);
    for (const other of this.people.keys()) if (other !== name) this.join(name, other);
    return person;
  }

  join(one: string, other: string): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      this.ways.set(`${from}>${to}`, { queue: [], waiting: 0 });
      this.people.get(from)?.lanes.onLane(to, 'files', true);
    }
  }

  /** What was on its way is lost. */
  cut(one: string, other: string): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      this.ways.delete(`${from}>${to}`);
      this.people.get(from)?.lanes.onLane(to, 'files', false);
    }
  }

  send(from: string, to: string, bytes: Uint8Array<ArrayBuffer>): boolean {
    const way = this.ways.get(`${from}>${to}`);
    if (!way) return false;
    way.queue.push(bytes.slice());
    way.waiting += bytes.length;
    this.sent += bytes.length;
    this.mostWaiting = Math.max(this.mostWaiting, way.waiting);
    return true;
  }

  waiting(from: string, to: string): number {
    return this.ways.get(`${from}>${to}`)?.waiting ?? 0;
  }

  /** Delivers so many messages of each line. Returns how many there were. */
  deliver(most: number | ((from: string, to: string) => number)): number {
    let moved = 0;
    for (const [name, way] of [...this.ways]) {
      const [from = '', to = ''] = name.split('>');
      const count = typeof most === 'number' ? most : most(from, to);
      for (const message of way.queue.splice(0, count)) {
        moved += 1;
        way.waiting -= message.length;
        if (this.ways.get(name) !== way) break;
        this.people.get(to)?.lanes.onBytes(from, 'files', this.tamper(from, to, message));
      }
      if (way.waiting < 64 * 1024) this.people.get(from)?.lanes.onLane(to, 'files', true);
    }
    return moved;
  }

  /** A hash that settle() waits for. */
  async hashed(bytes: Parameters<typeof sha256>[0]): ReturnType<typeof sha256> {
    this.hashing += 1;
    try {
      return await sha256(bytes);
    } finally {
      this.hashing -= 1;
    }
  }

  /** Real hashing takes real turns of the event loop, and more of them on a busy machine. */
  async settle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.hashing > 0);
    await this.clock.advance(0);
  }

  /** Until `done`, or until it is plain that it never comes. */
  async run(done: () => boolean, most: Parameters<Net['deliver']>[0] = 64): Promise<void> {
    for (let turn = 0; turn < 20_000; turn += 1) {
      if (done()) return;
      const moved = this.deliver(most);
      await this.settle();
      if (moved === 0) await this.clock.advance(50);
    }
    throw new Error('it never came to that');
  }
}

export type { Kept };
