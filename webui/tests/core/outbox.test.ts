// SPDX-License-Identifier: MIT
// Own chat lines against a server with the limits of docs/protocol.md.
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/core/call/outbox';
import type { ServerMessage } from '../../src/core/protocol/messages';
import { err, ok, type Result } from '../../src/core/result';
import type { RequestError } from '../../src/core/signaling/connection';
import { FakeClock, settle } from '../support/fake_clock';

/** Two lines a second, ten at once; 8 KiB a second, 64 KiB at once. */
class Server {
  lines = 10;
  bytes = 65_536;
  filledAt = 0;
  refusals = 0;
  readonly taken: string[] = [];

  constructor(private readonly clock: FakeClock) {}

  chat(message: string): Result<ServerMessage, RequestError> {
    const passed = this.clock.now() - this.filledAt;
    this.filledAt = this.clock.now();
    this.lines = Math.min(10, this.lines + (passed * 2) / 1000);
    this.bytes = Math.min(65_536, this.bytes + (passed * 8192) / 1000);
    const size = JSON.stringify({ type: 'chat', message, id: 'r1' }).length;
    if (this.lines < 1 || this.bytes < size) {
      this.refusals += 1;
      return err({ code: 'rate-limited', retryAfter: 1 });
    }
    this.lines -= 1;
    this.bytes -= size;
    this.taken.push(message);
    return ok({ type: 'chat', message } as unknown as ServerMessage);
  }
}

class Bench {
  readonly clock = new FakeClock();
  readonly server = new Server(this.clock);
  readonly sent: number[] = [];
  readonly failed: number[] = [];
  readonly closed = new Set<number>();
  answer: ((message: string) => Result<ServerMessage, RequestError>) | null = null;
  readonly outbox = new Outbox({
    clock: this.clock,
    request: async (message) => (this.answer ? this.answer(message) : this.server.chat(message)),
    isOpen: (key) => !this.closed.has(key),
    onSent: (key) => this.sent.push(key),
    onFailed: (key) => this.failed.push(key),
  });
}

describe('Outbox', () => {
  it('sends sixty lines that were typed at once, without one refusal', async () => {
    const bench = new Bench();
    bench.outbox.resume();
    for (let key = 1; key <= 60; key += 1) bench.outbox.add(key, `line ${key}`);
    await bench.clock.advance(60_000);
    expect(bench.server.refusals).toBe(0);
    expect(bench.server.taken).toEqual(Array.from({ length: 60 }, (_, n) => `line ${n + 1}`));
    expect([bench.sent.length, bench.failed]).toEqual([60, []]);
  });

  it('keeps to the bytes, too', async () => {
    const bench = new Bench();
    bench.outbox.resume();
    for (let key = 1; key <= 30; key += 1) bench.outbox.add(key, '"'.repeat(4000));
    await bench.clock.advance(120_000);
    expect([bench.server.refusals, bench.sent.length]).toEqual([0, 30]);
  });

  it('sends a few lines at once', async () => {
    const bench = new Bench();
    bench.outbox.resume();
    for (let key = 1; key <= 5; key += 1) bench.outbox.add(key, 'hello');
    await settle();
    expect(bench.sent).toEqual([1, 2, 3, 4, 5]);
  });

  it('waits as long as the server says when the whole room writes fast', async () => {
    const bench = new Bench();
    bench.answer = () => err({ code: 'rate-limited', retryAfter: 3 });
    bench.outbox.resume();
    bench.outbox.add(1, 'hello');
    await bench.clock.advance(2_999);
    bench.answer = null;
    expect(bench.sent).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.sent).toEqual([1]);
  });

  it('waits for a session, and keeps the order over its end', async () => {
    const bench = new Bench();
    bench.outbox.add(1, 'one');
    await settle();
    expect(bench.sent).toEqual([]);
    bench.answer = () => err({ code: 'offline' });
    bench.outbox.resume();
    bench.outbox.add(2, 'two');
    await settle();
    expect([bench.sent, bench.failed]).toEqual([[], []]);
    bench.answer = null;
    bench.outbox.resume();
    await settle();
    expect(bench.server.taken).toEqual(['one', 'two']);
  });

  it('does not send what turned out to have arrived', async () => {
    const bench = new Bench();
    bench.outbox.add(1, 'one');
    bench.outbox.add(2, 'two');
    bench.closed.add(1);
    bench.outbox.resume();
    await settle();
    expect(bench.server.taken).toEqual(['two']);
  });

  it('says what the server refuses, and goes on', async () => {
    const bench = new Bench();
    bench.outbox.resume();
    bench.answer = (message) =>
      message === 'bad' ? err({ code: 'forbidden' }) : bench.server.chat(message);
    bench.outbox.add(1, 'bad');
    bench.outbox.add(2, 'good');
    await settle();
    expect([bench.failed, bench.sent]).toEqual([[1], [2]]);
  });

  it('sends nothing after its end', async () => {
    const bench = new Bench();
    bench.outbox.resume();
    for (let key = 1; key <= 20; key += 1) bench.outbox.add(key, 'hello');
    await settle();
    const { length } = bench.server.taken;
    bench.outbox.close();
    await bench.clock.advance(60_000);
    expect(bench.server.taken).toHaveLength(length);
    expect(bench.clock.pending).toBe(0);
  });
});
