// SPDX-License-Identifier: MIT
// The lasting connection over fake sockets: authentication, silence, backoff, what ends it for
// good.
import { describe, expect, it } from 'vitest';
import type { ServerMessage } from '../../src/core/protocol/messages';
import { ok, err, type Result } from '../../src/core/result';
import {
  kHandshakeMs,
  kPongMs,
  kRequestMs,
  SignalingConnection,
  type TokenFailure,
} from '../../src/core/signaling/connection';
import { FakeClock, settle } from '../support/fake_clock';
import { FakeSocket } from '../support/fake_socket';

class Bench {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly log: string[] = [];
  readonly messages: ServerMessage[] = [];
  readonly fresh: boolean[] = [];
  token: () => Result<string, TokenFailure> = () => ok('token');
  readonly connection = new SignalingConnection(
    {
      openSocket: () => {
        const socket = new FakeSocket();
        this.sockets.push(socket);
        return socket;
      },
      token: async (fresh) => {
        this.fresh.push(fresh);
        return this.token();
      },
      clock: this.clock,
      random: () => 0.999999,
    },
    {
      onState: (state) => this.log.push(state),
      onReady: () => this.log.push('welcomed'),
      onMessage: (message) => this.messages.push(message),
      onFinal: (reason, code) => this.log.push(`final ${reason} ${code}`.trim()),
    },
  );

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }

  async ready(): Promise<void> {
    this.connection.open();
    await settle();
    this.socket.welcome();
  }
}

describe('SignalingConnection', () => {
  it('authenticates first and is ready with the welcome', async () => {
    const bench = new Bench();
    await bench.ready();
    expect(bench.socket.sent[0]).toEqual({ type: 'auth', token: 'token' });
    expect(bench.log).toEqual(['connecting', 'ready', 'welcomed']);
  });

  it('sends nothing but auth before the welcome', async () => {
    const bench = new Bench();
    bench.connection.open();
    await settle();
    bench.socket.onopen?.();
    expect(bench.connection.send({ type: 'leave' })).toBe(false);
    expect(bench.socket.types()).toEqual(['auth']);
  });

  it('comes back after a break, with growing waits until the owner is content', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.socket.break();
    await bench.clock.advance(399);
    expect(bench.sockets).toHaveLength(1);
    await bench.clock.advance(1);
    expect(bench.sockets).toHaveLength(2);
    bench.socket.break();
    await bench.clock.advance(799);
    expect(bench.sockets).toHaveLength(2);
    await bench.clock.advance(1);
    expect(bench.sockets).toHaveLength(3);
    bench.socket.welcome();
    bench.connection.settled();
    bench.socket.break();
    await bench.clock.advance(400);
    expect(bench.sockets).toHaveLength(4);
  });

  it('does not sit out the wait when the network is back', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.socket.break();
    bench.connection.retryNow();
    await settle();
    expect(bench.sockets).toHaveLength(2);
    await bench.clock.advance(1_000);
    expect(bench.sockets).toHaveLength(2);
  });

  it('gives up a handshake that hangs', async () => {
    const bench = new Bench();
    bench.connection.open();
    await settle();
    await bench.clock.advance(kHandshakeMs);
    expect(bench.connection.state).toBe('waiting');
    expect(bench.sockets[0]?.closedWith).not.toBeNull();
  });

  it('drops a socket that answers no ping, and keeps one that does', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.clock.advance(20_000);
    expect(bench.socket.last('ping')).toMatchObject({ t: 20_000 });
    bench.socket.say({ type: 'pong', t: 20_000 });
    await bench.clock.advance(kPongMs);
    expect(bench.connection.ready).toBe(true);
    await bench.clock.advance(20_000 + kPongMs);
    expect(bench.connection.state).toBe('waiting');
  });

  it('pairs answers with requests, refuses on error and on silence', async () => {
    const bench = new Bench();
    await bench.ready();
    const first = bench.connection.request({ type: 'ice-refresh' });
    const second = bench.connection.request({ type: 'ice-refresh' });
    const third = bench.connection.request({ type: 'ice-refresh' });
    const ids = bench.socket.sent.filter((m) => m.type === 'ice-refresh').map((m) => m['id']);
    bench.socket.say({
      type: 'error',
      code: 'rate-limited',
      message: 'slow down',
      retryAfter: 3,
      re: ids[1],
    });
    bench.socket.say({ type: 'ice-servers', iceServers: [], ttl: 60, seq: 1, re: ids[0] });
    expect(await first).toMatchObject({ ok: true, value: { type: 'ice-servers' } });
    expect(await second).toEqual({ ok: false, error: { code: 'rate-limited', retryAfter: 3 } });
    await bench.clock.advance(kRequestMs);
    expect(await third).toEqual({ ok: false, error: { code: 'timeout' } });
    expect(bench.messages).toEqual([]);
  });

  it('tells open requests when the socket breaks', async () => {
    const bench = new Bench();
    await bench.ready();
    const request = bench.connection.request({ type: 'ice-refresh' });
    bench.socket.break();
    expect(await request).toEqual({ ok: false, error: { code: 'offline' } });
  });

  it('asks for a fresh token after a refusal, and gives up when that does not help', async () => {
    const bench = new Bench();
    bench.connection.open();
    for (let round = 0; round < 3; round += 1) {
      await settle();
      const { socket } = bench;
      socket.onopen?.();
      socket.say({ type: 'error', code: 'token-expired', message: 'expired' });
      socket.break(4401);
      await bench.clock.advance(1_000);
    }
    expect(bench.fresh).toEqual([false, true, true]);
    expect(bench.log.at(-1)).toBe('final refused token-expired');
    expect(bench.sockets).toHaveLength(3);
  });

  it('tries again when no token can be had just now, ends when the answer is no', async () => {
    const bench = new Bench();
    bench.token = () => err({ retry: true });
    bench.connection.open();
    await settle();
    expect(bench.connection.state).toBe('waiting');
    bench.token = () => err({ retry: false, code: 'ended' });
    await bench.clock.advance(1_000);
    expect(bench.log.at(-1)).toBe('final refused ended');
  });

  it.each([
    [4409, 'final replaced replaced'],
    [4410, 'final ended ended'],
    [4403, 'final refused origin'],
  ])('does not come back after close %i', async (code, said) => {
    const bench = new Bench();
    await bench.ready();
    bench.socket.break(code);
    await bench.clock.advance(600_000);
    expect(bench.log.at(-1)).toBe(said);
    expect(bench.sockets).toHaveLength(1);
    expect(bench.clock.pending).toBe(0);
  });

  it('waits longer after it was told to slow down', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.socket.break(4429);
    await bench.clock.advance(9_999);
    expect(bench.sockets).toHaveLength(1);
    await bench.clock.advance(1);
    expect(bench.sockets).toHaveLength(2);
  });

  it('takes leave when it is closed, and leaves nothing behind', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.connection.close();
    expect(bench.socket.types().at(-1)).toBe('leave');
    expect(bench.socket.closedWith).toBe(1000);
    expect(bench.log.at(-1)).toBe('final closed');
    expect(bench.clock.pending).toBe(0);
  });

  it('survives nonsense from the server', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.socket.onmessage?.({ data: '{' });
    bench.socket.onmessage?.({ data: '{"type":"from-the-future"}' });
    bench.socket.say({ type: 'peer-joined', seq: 1 });
    expect(bench.connection.ready).toBe(true);
    expect(bench.messages).toEqual([]);
  });
});
