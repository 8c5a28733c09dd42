// SPDX-License-Identifier: MIT
// Boards that are joined by lines which a test cuts, delays and doubles, from a seed.
import { Exchange, type ExchangeEvents } from '../../../src/core/board/exchange';
import { BoardDocument } from '../../../src/core/board/document';
import { History } from '../../../src/core/board/history';
import { Pictures } from '../../../src/core/board/pictures';
import { kFirstPage, type Body, type Stroke } from '../../../src/core/board/shapes';
import { FakeClock } from '../../support/fake_clock';

/** mulberry32: numbers from 0 to 1 that a seed repeats. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function strokeOf(
  random: () => number,
  { count = 20, page = kFirstPage, pressed = true } = {},
): Stroke {
  const points = new Float32Array(count * 3);
  let [x, y] = [random() * 1500, random() * 1000];
  for (let at = 0; at < points.length; at += 3) {
    x += random() * 12 - 6;
    y += random() * 12 - 6;
    points[at] = Math.round(x * 8) / 8;
    points[at + 1] = Math.round(y * 8) / 8;
    points[at + 2] = pressed ? Math.round(random() * 63) / 63 : 0.5;
  }
  return { kind: 'stroke', tool: 'pen', page, colour: 1, width: 4, pressed, points };
}

export interface Member {
  readonly userId: string;
  document: BoardDocument;
  exchange: Exchange;
  history: History;
  readonly pictures: Pictures;
}

/** FNV-1a: enough to tell two bodies apart, and short where a test fails. */
function hashOf(bytes: Uint8Array | null): number {
  return (bytes ?? new Uint8Array(0)).reduce((sum, byte) => Math.imul(sum ^ byte, 16_777_619), 1);
}

/** What a document shows, to be compared. */
export function picture(document: BoardDocument): string {
  const pages = document
    .pages()
    .map(({ id, page }) => [
      id,
      page.ground,
      document.on(id).map(({ id: one, place, bytes }) => [one, place, hashOf(bytes)]),
    ]);
  return JSON.stringify(pages);
}

export class Room {
  readonly clock = new FakeClock();
  readonly members = new Map<string, Member>();
  /** `from to`: what is on the way. */
  private readonly lines = new Map<string, Uint8Array<ArrayBuffer>[]>();
  readonly sent = new Map<string, number>();
  readonly events: Partial<ExchangeEvents> = {};
  private replicas = 0;

  add(userId: string, document = new BoardDocument((this.replicas += 1))): Member {
    const pictures = this.members.get(userId)?.pictures ?? new Pictures();
    const exchange = new Exchange(
      document,
      {
        send: (to, bytes) => {
          const line = this.lines.get(`${userId} ${to}`);
          if (!line) return false;
          const key = `${userId} ${bytes[0] ?? -1}`;
          this.sent.set(key, (this.sent.get(key) ?? 0) + 1);
          line.push(bytes);
          return true;
        },
        waiting: (to) =>
          (this.lines.get(`${userId} ${to}`) ?? []).reduce((sum, one) => sum + one.length, 0),
      },
      {
        mayDraw: () => true,
        mayLead: () => true,
        nameOf: (id) => id.toUpperCase(),
        onShown: () => undefined,
        onHere: () => undefined,
        onPicture: () => undefined,
        onSyncing: () => undefined,
        ...this.events,
      },
      this.clock,
      pictures,
    );
    const member = { userId, document, exchange, history: new History(document), pictures };
    this.members.set(userId, member);
    return member;
  }

  isJoined(a: string, b: string): boolean {
    return this.lines.has(`${a} ${b}`);
  }

  join(a: string, b: string): void {
    if (this.isJoined(a, b)) return;
    this.lines.set(`${a} ${b}`, []);
    this.lines.set(`${b} ${a}`, []);
    this.members.get(a)?.exchange.onOpen(b);
    this.members.get(b)?.exchange.onOpen(a);
  }

  /** What is on the way is lost. */
  cut(a: string, b: string): void {
    if (!this.isJoined(a, b)) return;
    this.lines.delete(`${a} ${b}`);
    this.lines.delete(`${b} ${a}`);
    this.members.get(a)?.exchange.onClosed(b);
    this.members.get(b)?.exchange.onClosed(a);
  }

  /** The page is loaded anew: another replica with what was kept. */
  reload(userId: string, kept: boolean): Member {
    const old = this.members.get(userId);
    const others = [...this.members.keys()].filter((other) => other !== userId);
    const joined = others.filter((other) => this.isJoined(userId, other));
    for (const other of joined) this.cut(userId, other);
    old?.exchange.stop();
    const document = new BoardDocument((this.replicas += 1));
    if (kept && old) document.load(old.document.encode());
    const member = this.add(userId, document);
    for (const other of joined) this.join(userId, other);
    return member;
  }

  /** Delivers one message of one line; `twice`: the line repeats it. Returns false: none there. */
  step(random: () => number, twice = false): boolean {
    const busy = [...this.lines].filter(([, line]) => line.length > 0);
    const [key, line] = busy[Math.floor(random() * busy.length)] ?? [];
    const bytes = line?.shift();
    if (!key || !bytes) return false;
    const [from = '', to = ''] = key.split(' ');
    for (let count = 0; count < (twice ? 2 : 1); count += 1)
      this.members.get(to)?.exchange.onBytes(from, bytes);
    return true;
  }

  /** Until nothing is on the way, and nobody asks any more. */
  async settle(random: () => number): Promise<void> {
    for (let round = 0; round < 40; round += 1) {
      for (let at = 0; at < 100_000 && this.step(random); at += 1);
      await this.clock.advance(1_000);
    }
  }

  draw(userId: string, body: Body): string {
    const member = this.members.get(userId);
    if (!member) throw new Error(userId);
    const id = member.document.newId();
    const cells = member.history.record(() => member.document.put([{ id, body }]));
    member.exchange.publish(cells ?? []);
    return id;
  }
}
