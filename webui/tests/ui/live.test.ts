// SPDX-License-Identifier: MIT
// News of meetings outside the room: one socket for all pages that listen.
import { describe, expect, it } from 'vitest';
import { SignalingConnection } from '../../src/core/signaling/connection';
import { kLingerMs, Live, type Told } from '../../src/ui/live/live';
import { FakeClock, settle } from '../support/fake_clock';
import { FakeSocket } from '../support/fake_socket';

const kNews = {
  type: 'notification',
  event: 'join-requested',
  meetingId: 'm',
  title: 'Algebra',
  id: 'r',
  name: 'Sam',
  status: 'pending',
  message: '',
  startsAt: null,
  notificationId: 'n',
  at: '2026-11-30T10:00:00Z',
  seq: 1,
};

function bench(load: () => Promise<unknown> = async () => ({ SignalingConnection })) {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const live = new Live({
    clock,
    random: () => 0.5,
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    token: async () => 'token',
    load: load as () => Promise<{ SignalingConnection: typeof SignalingConnection }>,
  });
  const heard: (Told | null)[] = [];
  return { clock, sockets, live, heard, hear: (news: Told | null) => void heard.push(news) };
}

async function connected(made: ReturnType<typeof bench>): Promise<FakeSocket> {
  await settle();
  const socket = made.sockets.at(-1);
  if (!socket) throw new Error('no socket');
  socket.welcome();
  await settle();
  return socket;
}

describe('news outside the room', () => {
  it('reach every page that listens, over one socket', async () => {
    const made = bench();
    made.live.listen(made.hear);
    made.live.listen(made.hear);
    const socket = await connected(made);
    socket.say(kNews);
    expect(made.sockets).toHaveLength(1);
    expect(made.heard.map((news) => news?.event)).toEqual(['join-requested', 'join-requested']);
  });

  it('that came while the socket was gone are told as “read anew”', async () => {
    const made = bench();
    made.live.listen(made.hear);
    const socket = await connected(made);
    expect(made.heard).toEqual([]);
    socket.break();
    await made.clock.advance(3_000);
    await connected(made);
    expect(made.heard).toEqual([null]);
  });

  it('end with the last listener, but not on the way from page to page', async () => {
    const made = bench();
    const leave = made.live.listen(made.hear);
    const socket = await connected(made);
    leave();
    const leaveNext = made.live.listen(made.hear);
    await made.clock.advance(kLingerMs * 2);
    expect(socket.closedWith).toBeNull();
    leaveNext();
    await made.clock.advance(kLingerMs);
    expect(socket.closedWith).not.toBeNull();
  });

  it('are not waited for after the page has gone', async () => {
    const made = bench();
    made.live.listen(made.hear)();
    await made.clock.advance(kLingerMs);
    expect(made.sockets.every((socket) => socket.closedWith !== null)).toBe(true);
  });

  it('do not come where their code cannot be loaded', async () => {
    const made = bench(() => Promise.reject(new Error('offline')));
    made.live.listen(made.hear);
    await settle();
    expect(made.sockets).toEqual([]);
  });
});
