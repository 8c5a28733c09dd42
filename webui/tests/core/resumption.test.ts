// SPDX-License-Identifier: MIT
// A session that goes on over another socket: what is sent, what is repeated, what ends it.
import { describe, expect, it } from 'vitest';
import type { ServerMessage } from '../../src/core/protocol/messages';
import { ok } from '../../src/core/result';
import { kRequestMs, SignalingConnection } from '../../src/core/signaling/connection';
import { Bench as CallBench, kMeeting } from '../support/call_bench';
import { FakeClock, settle } from '../support/fake_clock';
import { FakeSocket } from '../support/fake_socket';

const kOffer = { features: ['resume'], resumeToken: 't1', resumeSeconds: 90 };

class Bench {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly log: string[] = [];
  readonly messages: ServerMessage[] = [];
  readonly connection = new SignalingConnection(
    {
      openSocket: () => {
        const socket = new FakeSocket();
        this.sockets.push(socket);
        return socket;
      },
      token: async () => ok('token'),
      clock: this.clock,
      random: () => 0.999999,
    },
    {
      onState: () => undefined,
      onDoubt: () => undefined,
      onReady: () => this.log.push('welcomed'),
      onResumed: () => this.log.push('resumed'),
      onMessage: (message) => this.messages.push(message),
      onFinal: (reason, code) => this.log.push(`final ${reason} ${code}`.trim()),
    },
  );

  get socket(): FakeSocket {
    return this.sockets.at(-1) as FakeSocket;
  }

  async ready(more: Record<string, unknown> = kOffer): Promise<void> {
    this.connection.open();
    await settle();
    this.socket.welcome(more);
  }

  /** The socket breaks, and the next one is open. */
  async reopened(code = 1006): Promise<void> {
    const before = this.sockets.length;
    this.socket.break(code);
    for (let step = 0; this.sockets.length === before && step < 200; step += 1)
      await this.clock.advance(100);
    this.socket.onopen?.();
  }

  left(seq: number): void {
    this.socket.say({ type: 'left', meetingId: `m${seq}`, seq });
  }

  resumed(lastSeq: number, resumeToken = 't2'): void {
    this.socket.say({ type: 'resumed', session: 's', resumeToken, resumeSeconds: 90, lastSeq });
  }

  names(): unknown[] {
    return this.messages.map((message) => ('meetingId' in message ? message.meetingId : ''));
  }
}

describe('a session that is resumed', () => {
  it('asks to go on after the last message, and answers at once', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.left(1);
    bench.left(2);
    await bench.reopened();
    expect(bench.socket.sent).toEqual([
      { type: 'resume', session: 's', resumeToken: 't1', lastSeq: 2 },
    ]);
    expect(bench.connection.ready).toBe(false);
    bench.resumed(3);
    expect(bench.socket.last('ack')).toEqual({ type: 'ack', seq: 2 });
    expect(bench.log).toEqual(['welcomed']);
    bench.left(3);
    expect(bench.log).toEqual(['welcomed', 'resumed']);
    expect(bench.connection.ready).toBe(true);
    expect(bench.names()).toEqual(['m1', 'm2', 'm3']);
    await bench.reopened();
    expect(bench.socket.last('resume')).toMatchObject({ resumeToken: 't2', lastSeq: 3 });
  });

  it('takes each message once', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.left(1);
    bench.left(1);
    expect(bench.names()).toEqual(['m1']);
  });

  it('counts a missed message that it does not understand', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.reopened();
    bench.resumed(1);
    bench.socket.say({ type: 'from-the-future', seq: 1 });
    expect(bench.connection.ready).toBe(true);
    expect(bench.log.at(-1)).toBe('resumed');
  });

  it('repeats what has no answer, with the same id, after the missed answers', async () => {
    const bench = new Bench();
    await bench.ready();
    const answered = bench.connection.request({ type: 'chat', message: 'arrived' });
    const lost = bench.connection.request({ type: 'chat', message: 'lost' });
    await bench.reopened();
    bench.resumed(1);
    expect(bench.socket.types()).not.toContain('chat');
    bench.socket.say({
      type: 'chat',
      fromId: 'p',
      userId: 'me',
      name: 'Me',
      message: 'arrived',
      timestamp: '2026-11-22T10:00:00Z',
      re: 'r1',
      seq: 1,
    });
    expect(await answered).toMatchObject({ ok: true });
    expect(bench.socket.sent.filter(({ type }) => type === 'chat')).toEqual([
      { type: 'chat', message: 'lost', id: 'r2' },
    ]);
    await bench.clock.advance(kRequestMs);
    expect(await lost).toEqual({ ok: false, error: { code: 'timeout' } });
  });

  it('keeps a request that is made while it waits', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.socket.break();
    let answer: unknown = null;
    void bench.connection.request({ type: 'ice-refresh' }).then((result) => (answer = result));
    await bench.clock.advance(400);
    bench.socket.onopen?.();
    bench.resumed(0);
    await settle();
    expect(answer).toBeNull();
    expect(bench.socket.last('ice-refresh')).toEqual({ type: 'ice-refresh', id: 'r1' });
  });

  it('repeats signals until a pong tells that they arrived', async () => {
    const bench = new Bench();
    await bench.ready();
    const offer = (sdp: string): void => {
      bench.connection.send({ type: 'offer', targetId: 'p', offer: { type: 'offer', sdp } });
    };
    offer('one');
    await bench.clock.advance(20_000);
    bench.socket.say({ type: 'pong', t: 20_000 });
    offer('two');
    await bench.reopened();
    bench.resumed(0);
    expect(bench.socket.sent.filter(({ type }) => type === 'offer')).toMatchObject([
      { offer: { sdp: 'two' }, id: 's2' },
    ]);
  });

  it('acknowledges after 16 messages or a second', async () => {
    const bench = new Bench();
    await bench.ready();
    for (let seq = 1; seq <= 16; seq += 1) bench.left(seq);
    expect(bench.socket.last('ack')).toEqual({ type: 'ack', seq: 16 });
    bench.left(17);
    await bench.clock.advance(999);
    expect(bench.socket.last('ack')).toEqual({ type: 'ack', seq: 16 });
    await bench.clock.advance(1);
    expect(bench.socket.last('ack')).toEqual({ type: 'ack', seq: 17 });
  });

  it('is there again with the whole room after a resync', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.left(1);
    await bench.reopened();
    const resync = { session: 's', resumeToken: 't2', resumeSeconds: 90, lastSeq: 400 };
    bench.socket.say({ type: 'resync', ...resync, meetingId: 'm' });
    expect(bench.connection.ready).toBe(true);
    bench.left(401);
    expect(bench.names()).toEqual(['m1', 'm401']);
    await bench.reopened();
    bench.socket.say({ type: 'resync', ...resync, meetingId: null });
    expect(bench.log.at(-1)).toBe('welcomed');
  });

  it('begins anew on the same socket when the session is over', async () => {
    const bench = new Bench();
    await bench.ready();
    const request = bench.connection.request({ type: 'ice-refresh' });
    await bench.reopened();
    bench.socket.say({ type: 'error', code: 'no-such-session', message: 'over' });
    expect(await request).toEqual({ ok: false, error: { code: 'offline' } });
    await settle();
    expect(bench.socket.last('auth')).toEqual({ type: 'auth', token: 'token' });
    bench.socket.welcome({ ...kOffer, resumeToken: 'u1', session: 's2' });
    expect(bench.log).toEqual(['welcomed', 'welcomed']);
    bench.left(1);
    expect(bench.names()).toEqual(['m1']);
    await bench.reopened();
    expect(bench.socket.last('resume')).toMatchObject({ session: 's2', resumeToken: 'u1' });
  });

  it('authenticates when it is too late to resume', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.socket.break();
    const last = (): string | undefined => bench.socket.types()[0];
    const anew = (): boolean => bench.sockets.length > 1 && last() === 'auth';
    for (let tries = 0; tries < 40 && !anew(); tries += 1) {
      await bench.clock.advance(15_000);
      bench.socket.onopen?.();
      if (!anew()) bench.socket.break();
    }
    expect(bench.clock.now()).toBeGreaterThanOrEqual(90_000);
    expect(bench.sockets.slice(1, -1).map((socket) => socket.types())).toContainEqual(['resume']);
  });

  it('comes back after 4409 unless a newer session has the seat', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.reopened(4409);
    expect(bench.socket.types()).toEqual(['resume']);
    bench.resumed(0);
    bench.socket.say({ type: 'error', code: 'replaced', message: 'elsewhere' });
    bench.socket.break(4409);
    expect(bench.log.at(-1)).toBe('final replaced replaced');
  });

  it('leaves nothing behind', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.left(1);
    const request = bench.connection.request({ type: 'ice-refresh' });
    bench.socket.break();
    bench.connection.close();
    expect(await request).toEqual({ ok: false, error: { code: 'offline' } });
    expect(bench.clock.pending).toBe(0);
  });
});

describe('a call whose session is resumed', () => {
  it('goes on without a new join, and its chat line appears once', async () => {
    const bench = new CallBench();
    bench.call.start();
    await settle();
    bench.socket.welcome(kOffer);
    await settle();
    bench.say({
      type: 'joined',
      meetingId: 'm',
      peerId: 'me-1',
      role: 'participant',
      meeting: kMeeting,
      peers: [],
      iceServers: [],
      chat: [],
      re: 'r1',
    });
    await settle();
    bench.call.sendChat('into the dying socket');
    await settle();
    bench.socket.break();
    expect(bench.state.signaling).toBe('down');
    expect(bench.state.chat).toMatchObject([{ delivery: 'sending' }]);
    bench.call.retryNow();
    await settle();
    bench.socket.onopen?.();
    bench.socket.say({
      type: 'resumed',
      session: 's',
      resumeToken: 't2',
      resumeSeconds: 90,
      lastSeq: 2,
    });
    bench.say({
      type: 'chat',
      fromId: 'me-1',
      userId: 'me',
      name: 'Me',
      message: 'into the dying socket',
      timestamp: '2026-11-22T10:00:00Z',
      re: 'r2',
    });
    await settle();
    expect(bench.state.signaling).toBe('up');
    expect(bench.state.chat).toMatchObject([{ delivery: 'sent' }]);
    expect(bench.socket.types()).not.toContain('chat');
    expect(bench.socket.types()).not.toContain('join');
  });

  it('shows who reconnects', async () => {
    const bench = new CallBench();
    const bob = {
      peerId: 'bob-1',
      userId: 'bob',
      name: 'Bob',
      role: 'participant',
      media: { audio: true, video: true, screen: false, hand: false, recording: false },
      polite: false,
    };
    await bench.start([bob]);
    bench.say({ type: 'peer-updated', peer: { ...bob, reconnecting: true } });
    expect(bench.state.peers).toMatchObject([{ userId: 'bob', away: true }]);
    bench.say({ type: 'peer-updated', peer: bob });
    expect(bench.state.peers).toMatchObject([{ userId: 'bob', away: false }]);
    expect(bench.connections).toHaveLength(1);
  });
});
