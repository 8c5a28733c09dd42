// SPDX-License-Identifier: MIT
// The lasting connection over fake sockets: authentication, silence, backoff, what ends it for
// good.
import { afterEach, describe, expect, it, vi } from 'vitest';
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
  refusals = 0;
  token: () => Result<string, TokenFailure> = () => ok('token');
  readonly doubts: boolean[] = [];
  readonly connection = new SignalingConnection(
    {
      openSocket: () => {
        if (this.refusals-- > 0) throw new DOMException('insecure', 'SecurityError');
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
      onDoubt: (doubtful) => this.doubts.push(doubtful),
      onReady: () => this.log.push('welcomed'),
      onResumed: () => this.log.push('resumed'),
      onMessage: (message) => this.messages.push(message),
      onFinal: (reason, code) => this.log.push(`final ${reason} ${code}`.trim()),
    },
  );

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }

  /** Waits for the next socket, but not until its handshake ends. */
  async reconnected(): Promise<void> {
    const before = this.sockets.length;
    for (let step = 0; this.sockets.length === before && step < 200; step += 1)
      await this.clock.advance(100);
  }

  async ready(): Promise<void> {
    this.connection.open();
    await settle();
    this.socket.welcome();
  }
}

afterEach(() => vi.restoreAllMocks());

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

  it('takes a socket that the browser refuses to open for a failed try', async () => {
    vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const bench = new Bench();
    bench.refusals = 2;
    bench.connection.open();
    await bench.reconnected();
    bench.socket.welcome();
    expect(bench.log).toEqual([
      'connecting',
      'waiting',
      'connecting',
      'waiting',
      'connecting',
      'ready',
      'welcomed',
    ]);
    vi.restoreAllMocks();
  });

  it('stays away when the server ended the session, whether or not a close follows', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.socket.say({ type: 'error', code: 'session-ended', message: 'over' });
    expect(bench.log.at(-1)).toBe('final signed-out session-ended');
    expect(bench.connection.state).toBe('closed');
    bench.sockets[0]?.break(4401);
    await bench.clock.advance(60_000);
    expect(bench.sockets).toHaveLength(1);
    expect(bench.fresh).toEqual([false]);
  });

  it('stays away when the session ends before the welcome', async () => {
    const bench = new Bench();
    bench.connection.open();
    await settle();
    bench.socket.say({ type: 'error', code: 'session-ended', message: 'over' });
    expect(bench.log.at(-1)).toBe('final signed-out session-ended');
  });

  it('knows that the meeting is over when its token is refused for that', async () => {
    const bench = new Bench();
    bench.connection.open();
    await settle();
    bench.socket.say({ type: 'error', code: 'ended', message: 'over' });
    expect(bench.log.at(-1)).toBe('final ended ended');
  });

  it('comes back later when the server is too busy to check the token', async () => {
    const bench = new Bench();
    bench.connection.open();
    await settle();
    bench.socket.say({ type: 'error', code: 'overloaded', message: 'busy' });
    bench.socket.break(1013);
    await bench.reconnected();
    expect(bench.sockets).toHaveLength(2);
    expect(bench.fresh).toEqual([false, false]);
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
    await bench.clock.advance(20_000);
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

  it('opens once, and not again after its end', async () => {
    const bench = new Bench();
    bench.connection.open();
    bench.connection.open();
    await settle();
    expect(bench.sockets).toHaveLength(1);
    bench.connection.close();
    bench.connection.close();
    bench.connection.open();
    bench.connection.retryNow();
    await bench.clock.advance(60_000);
    expect(bench.sockets).toHaveLength(1);
    expect(bench.log).toEqual(['connecting', 'closed', 'final closed']);
  });

  it('is told to retry in vain while it is connected', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.connection.retryNow();
    await settle();
    expect(bench.sockets).toHaveLength(1);
    expect(bench.connection.ready).toBe(true);
  });

  it('opens no socket for a token that comes after the end', async () => {
    const bench = new Bench();
    bench.connection.open();
    bench.connection.close();
    await settle();
    expect(bench.sockets).toHaveLength(0);
    expect(bench.log.at(-1)).toBe('final closed');
  });

  it('waits ten seconds for the welcome', async () => {
    const bench = new Bench();
    bench.connection.open();
    await bench.clock.advance(9_999);
    expect(bench.connection.state).toBe('connecting');
    await bench.clock.advance(1);
    expect(bench.connection.state).toBe('waiting');
  });

  it('waits eight seconds for an answer', async () => {
    const bench = new Bench();
    await bench.ready();
    let answer: unknown = null;
    void bench.connection.request({ type: 'ice-refresh' }).then((result) => (answer = result));
    await bench.clock.advance(7_999);
    expect(answer).toBeNull();
    await bench.clock.advance(1);
    expect(answer).toEqual({ ok: false, error: { code: 'timeout' } });
  });

  it('refuses a request before the welcome, and sends nothing', async () => {
    const bench = new Bench();
    const offline = { ok: false, error: { code: 'offline' } };
    expect(await bench.connection.request({ type: 'ice-refresh' })).toEqual(offline);
    bench.connection.open();
    await settle();
    bench.socket.onopen?.();
    expect(await bench.connection.request({ type: 'ice-refresh' })).toEqual(offline);
    expect(bench.socket.types()).toEqual(['auth']);
  });

  it('numbers its requests from r1', async () => {
    const bench = new Bench();
    await bench.ready();
    void bench.connection.request({ type: 'ice-refresh' });
    void bench.connection.request({ type: 'ice-refresh' });
    expect(bench.socket.sent.slice(1)).toEqual([
      { type: 'ice-refresh', id: 'r1' },
      { type: 'ice-refresh', id: 'r2' },
    ]);
  });

  it('names an error without a wait as it is', async () => {
    const bench = new Bench();
    await bench.ready();
    const request = bench.connection.request({ type: 'ice-refresh' });
    bench.socket.say({ type: 'error', code: 'not-joined', message: 'no', re: 'r1' });
    expect(await request).toEqual({ ok: false, error: { code: 'not-joined' } });
  });

  it('hands on what answers no request of its own, but no pong', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.socket.say({ type: 'left', meetingId: 'm', seq: 1 });
    bench.socket.say({ type: 'left', meetingId: 'm', seq: 2, re: 'r77' });
    bench.socket.say({ type: 'pong', t: 1 });
    expect(bench.messages).toEqual([
      { type: 'left', meetingId: 'm', seq: 1 },
      { type: 'left', meetingId: 'm', seq: 2, re: 'r77' },
    ]);
  });

  it('hears nothing from a socket that it gave up, and no binary frame', async () => {
    const bench = new Bench();
    await bench.ready();
    const text = JSON.stringify({ type: 'left', meetingId: 'm', seq: 1 });
    const old = bench.socket.onmessage;
    bench.socket.onmessage?.({ data: { toString: () => text } });
    bench.socket.break();
    await bench.clock.advance(400);
    bench.socket.welcome();
    old?.({ data: text });
    expect(bench.messages).toEqual([]);
  });

  it('warns of a malformed message, not of one from the future', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const bench = new Bench();
    await bench.ready();
    bench.socket.say({ type: 'from-the-future', seq: 1 });
    expect(warn.mock.calls).toHaveLength(0);
    bench.socket.onmessage?.({ data: '{' });
    expect(warn.mock.calls).toHaveLength(1);
  });

  it.each([
    [0, 5_000],
    [4, 5_000],
    [6, 6_000],
    [20, 20_000],
  ])('pings every %i seconds as the server asks, but not faster than 5', async (asked, ms) => {
    const bench = new Bench();
    bench.connection.open();
    await settle();
    bench.socket.welcome({ pingSeconds: asked });
    await bench.clock.advance(ms - 1);
    expect(bench.socket.types()).not.toContain('ping');
    await bench.clock.advance(1);
    expect(bench.socket.types()).toContain('ping');
  });

  it('gives a ping eight seconds, and takes any message for life', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.clock.advance(20_000);
    bench.socket.say({ type: 'left', meetingId: 'm', seq: 1 });
    await bench.clock.advance(20_000 + 7_999);
    expect(bench.connection.ready).toBe(true);
    await bench.clock.advance(1);
    expect(bench.connection.state).toBe('waiting');
  });

  it('forgives two refused tokens after each welcome', async () => {
    const bench = new Bench();
    await bench.ready();
    const refuse = async (code: string): Promise<void> => {
      bench.socket.break(4401);
      await bench.reconnected();
      bench.socket.say({ type: 'error', code, message: code });
    };
    await refuse('token-invalid');
    await refuse('token-expired');
    expect(bench.connection.state).toBe('connecting');
    bench.socket.welcome();
    await refuse('token-invalid');
    await refuse('token-invalid');
    expect(bench.connection.state).toBe('connecting');
    await refuse('token-invalid');
    expect(bench.log.at(-1)).toBe('final refused token-invalid');
  });

  it('asks for a fresh token after a refusal, however the socket ends', async () => {
    const bench = new Bench();
    bench.connection.open();
    await settle();
    bench.socket.say({ type: 'error', code: 'token-expired', message: 'expired' });
    bench.socket.break(1006);
    await bench.reconnected();
    expect(bench.fresh).toEqual([false, true]);
  });

  it('keeps its token after an error that says nothing about it', async () => {
    const bench = new Bench();
    bench.connection.open();
    await settle();
    for (let round = 0; round < 4; round += 1) {
      bench.socket.say({ type: 'error', code: 'overloaded', message: 'busy' });
      bench.socket.break(1001);
      await bench.reconnected();
    }
    expect(bench.fresh).toEqual([false, false, false, false, false]);
    expect(bench.connection.state).toBe('connecting');
  });

  it('tells a state once', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.socket.welcome();
    expect(bench.log.filter((line) => line === 'ready')).toHaveLength(1);
  });
});
