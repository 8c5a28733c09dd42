// SPDX-License-Identifier: MIT
// Before a door that a host opens: the place in the line, the host's words, the answer.
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/core/api/problem';
import type { Waiting } from '../../src/core/api/types';
import { kAskMs, WaitingRoom, type Asked, type HostSaid } from '../../src/core/lobby/waiting_room';
import { err, ok, type Result } from '../../src/core/result';
import { FakeClock, settle } from '../support/fake_clock';
import { FakeSocket } from '../support/fake_socket';

const waiting = (position: number): Asked<string> => ({
  waiting: { requestId: 'r', reason: 'lobby', position },
});
const problem = (status: number, code: string): Problem => ({
  ...{ status, code, detail: '', field: null, retryAfter: null },
});

class Bench {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  answer: Result<Asked<string>, Problem> = ok(waiting(2));
  asked = 0;
  readonly places: Waiting[] = [];
  readonly said: HostSaid[] = [];
  readonly letIn: string[] = [];
  readonly refused: string[] = [];
  readonly room = new WaitingRoom<string>('m', {
    clock: this.clock,
    random: () => 0,
    openSocket: () => {
      const socket = new FakeSocket();
      this.sockets.push(socket);
      return socket;
    },
    token: async () => 'access',
    ask: async () => {
      this.asked += 1;
      return this.answer;
    },
    onWaiting: (place) => this.places.push(place),
    onHostSaid: (said) => this.said.push(said),
    onLetIn: (seat) => this.letIn.push(seat),
    onRefused: ({ code }) => this.refused.push(code),
  });

  get socket(): FakeSocket {
    return this.sockets.at(-1) as FakeSocket;
  }

  async start(): Promise<void> {
    this.room.start();
    await settle();
    this.socket.welcome();
    await settle();
  }

  answered(meetingId = 'm'): void {
    this.socket.say({
      ...{ type: 'notification', event: 'join-answered', meetingId, title: 'Algebra', id: 'r' },
      ...{ name: 'Ann', status: 'approved', message: '', startsAt: null },
      ...{ notificationId: 'n', at: '', seq: 1 },
    });
  }
}

describe('WaitingRoom', () => {
  it('signs in as the person, and joins no room over the socket', async () => {
    const bench = new Bench();
    await bench.start();
    expect(bench.socket.last('auth')).toMatchObject({ token: 'access' });
    await bench.clock.advance(kAskMs);
    expect(bench.socket.types()).not.toContain('join');
    expect(bench.places.at(-1)?.position).toBe(2);
  });

  it('comes in as soon as the host has answered', async () => {
    const bench = new Bench();
    await bench.start();
    bench.answer = ok({ seat: 'the seat' });
    bench.answered('another meeting');
    await settle();
    expect(bench.letIn).toEqual([]);
    bench.answered();
    await settle();
    expect(bench.letIn).toEqual(['the seat']);
    expect(bench.socket.closedWith).not.toBeNull();
    await bench.clock.advance(10 * kAskMs);
    expect([bench.letIn.length, bench.clock.pending]).toEqual([1, 0]);
  });

  it('shows what the host says to those who wait', async () => {
    const bench = new Bench();
    await bench.start();
    const said = { type: 'lobby-message', meetingId: 'm', name: 'Bob', message: 'Five minutes.' };
    bench.socket.say({ ...said, timestamp: '', seq: 1 });
    expect(bench.said).toEqual([{ name: 'Bob', message: 'Five minutes.' }]);
  });

  it('learns its place, and the answer, without a socket, too', async () => {
    const bench = new Bench();
    bench.room.start();
    await settle();
    bench.answer = ok(waiting(1));
    await bench.clock.advance(kAskMs);
    expect(bench.places.at(-1)?.position).toBe(1);
    bench.answer = err(problem(0, 'network'));
    await bench.clock.advance(kAskMs);
    bench.answer = ok({ seat: 'the seat' });
    await bench.clock.advance(kAskMs);
    expect([bench.letIn, bench.refused]).toEqual([['the seat'], []]);
  });

  it('asks again after a break, for what came meanwhile', async () => {
    const bench = new Bench();
    await bench.start();
    bench.socket.break();
    bench.answer = ok({ seat: 'the seat' });
    await bench.clock.advance(1_000);
    bench.socket.welcome();
    await settle();
    expect(bench.letIn).toEqual(['the seat']);
  });

  it('says when the host said no, once', async () => {
    const bench = new Bench();
    await bench.start();
    bench.answer = err(problem(403, 'denied'));
    bench.answered();
    await settle();
    await bench.clock.advance(10 * kAskMs);
    expect(bench.refused).toEqual(['denied']);
  });

  it('does nothing any more when the person gave up', async () => {
    const bench = new Bench();
    await bench.start();
    bench.room.stop();
    bench.answer = ok({ seat: 'the seat' });
    await bench.clock.advance(10 * kAskMs);
    expect([bench.letIn, bench.clock.pending]).toEqual([[], 0]);
  });
});
