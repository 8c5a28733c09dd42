// SPDX-License-Identifier: MIT
// One call from joining to leaving: what is said to the daemon in which order, and that a broken
// socket does not touch the media.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { err } from '../../src/core/result';
import { Bench, kMeeting, kTurn, peer } from '../support/call_bench';
import { settle } from '../support/fake_clock';

afterEach(() => vi.restoreAllMocks());

describe('Call', () => {
  it('authenticates with the seat, joins, tells its media, offers to who is there', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    expect(bench.socket.types()).toEqual(['auth', 'join', 'media-state', 'offer']);
    expect(bench.socket.last('auth')).toMatchObject({ token: 'seat-token' });
    expect(bench.socket.last('media-state')).toMatchObject({
      audio: true,
      video: true,
      screen: false,
    });
    expect(bench.socket.last('offer')).toMatchObject({
      targetId: 'ada-1',
      offer: { type: 'offer' },
    });
    expect(bench.connections[0]?.configurations[0]?.iceServers).toEqual([kTurn]);
    expect(bench.state).toMatchObject({ phase: 'in', signaling: 'up' });
  });

  it('announces a shared screen with the id of its stream, and its end', async () => {
    const bench = new Bench();
    await bench.start();
    await bench.tracks.startScreen();
    expect(bench.socket.last('media-state')).toMatchObject({
      screen: true,
      screenStream: bench.tracks.local.screen?.id,
    });
    bench.tracks.stopScreen();
    expect(bench.socket.last('media-state')).toMatchObject({ screen: false });
  });

  it('keeps media over a broken socket, joins again, and repeats its state', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    const [pc] = bench.connections;
    bench.say({
      type: 'answer',
      fromId: 'ada-1',
      answer: {
        type: 'answer',
        sdp:
          'a=fingerprint:x\n{"ufrag":1,"lines":[' +
          '{"mid":"0","kind":"audio","sends":false,"streamId":null},' +
          '{"mid":"1","kind":"video","sends":false,"streamId":null}]}',
      },
    });
    await settle();
    pc?.setState('connected');
    bench.socket.break();
    expect(bench.state).toMatchObject({ phase: 'in', signaling: 'down' });
    expect(pc?.signalingState).toBe('stable');
    bench.call.setHand(true);
    await bench.clock.advance(500);
    await bench.joined([peer('ada', 'ada-1', false)], 'me-2');
    expect(bench.sockets).toHaveLength(2);
    expect(bench.socket.last('media-state')).toMatchObject({ hand: true });
    expect(bench.socket.types()).not.toContain('offer');
    expect(bench.connections).toHaveLength(1);
    expect(bench.state).toMatchObject({ signaling: 'up', self: { peerId: 'me-2' } });
  });

  it('takes the seat again when its token ran out', async () => {
    const bench = new Bench();
    await bench.start();
    bench.socket.break();
    await bench.clock.advance(500);
    bench.socket.onopen?.();
    bench.socket.say({ type: 'error', code: 'token-expired', message: 'expired' });
    bench.socket.break(4401);
    await bench.clock.advance(1_000);
    bench.socket.onopen?.();
    expect(bench.seats).toBe(1);
    expect(bench.socket.last('auth')).toMatchObject({ token: 'seat-token-2' });
  });

  it('leaves for good when its session was ended, and lets the media go', async () => {
    const bench = new Bench();
    await bench.start();
    bench.socket.say({ type: 'error', code: 'session-ended', message: 'over' });
    bench.socket.break(4401);
    await bench.clock.advance(60_000);
    expect(bench.state).toMatchObject({
      phase: 'left',
      leaveReason: 'signed-out',
      leaveCode: 'session-ended',
    });
    expect(bench.seats).toBe(0);
    expect(bench.sockets).toHaveLength(1);
  });

  it('leaves with the reason when the seat is refused', async () => {
    const bench = new Bench();
    bench.again = err({ status: 410, code: 'ended', detail: '', field: null, retryAfter: null });
    await bench.start();
    bench.socket.break(4401);
    await bench.clock.advance(500);
    expect(bench.state).toMatchObject({ phase: 'left', leaveReason: 'ended' });
  });

  it('joins again on the same socket when the room was too busy', async () => {
    const bench = new Bench();
    await bench.askToJoin();
    bench.socket.say({
      type: 'error',
      code: 'overloaded',
      message: 'busy',
      retryAfter: 2,
      re: bench.socket.last('join')['id'],
    });
    await bench.clock.advance(2_000);
    expect(bench.socket.types().filter((type) => type === 'join')).toHaveLength(2);
  });

  it.each([
    ['full', 'refused'],
    ['ended', 'ended'],
  ])('ends when join answers %s', async (code, reason) => {
    const bench = new Bench();
    await bench.askToJoin();
    bench.socket.say({ type: 'error', code, message: code, re: bench.socket.last('join')['id'] });
    await settle();
    expect(bench.state).toMatchObject({ phase: 'left', leaveReason: reason, leaveCode: code });
  });

  it('knows what a host changes about the meeting', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    const settings = { ...kMeeting.settings, chat: 'off' };
    const meeting = { ...kMeeting, title: 'Geometry', locked: true, settings };
    bench.say({ type: 'meeting-updated', meetingId: 'm', meeting, by: 'ada' });
    expect(bench.state.meeting).toEqual(meeting);
    expect(bench.state.phase).toBe('in');
  });

  it('closes everything when the meeting ends', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    bench.say({ type: 'meeting-ended', meetingId: 'm', by: 'ada' });
    expect(bench.state).toMatchObject({ phase: 'left', leaveReason: 'ended' });
    expect(bench.connections[0]?.signalingState).toBe('closed');
    expect(bench.socket.closedWith).toBe(1000);
  });

  it('says leave and stays gone', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    bench.call.leave();
    expect(bench.socket.types().at(-1)).toBe('leave');
    expect(bench.state).toMatchObject({ phase: 'left', leaveReason: 'left' });
    await bench.clock.advance(600_000);
    expect(bench.sockets).toHaveLength(1);
    expect(bench.clock.pending).toBe(0);
  });

  it('fetches fresh credentials before it restarts ICE', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    const [pc] = bench.connections;
    pc?.setState('failed');
    await settle();
    const { id } = bench.socket.last('ice-refresh') as unknown as { id: string };
    const fresh = { ...kTurn, username: 'fresh' };
    bench.say({ type: 'ice-servers', iceServers: [fresh], ttl: 60, re: id });
    await settle();
    // The first offer was never answered: it goes out once more instead of a restart.
    expect(bench.socket.types().filter((type) => type === 'offer')).toHaveLength(2);
    bench.say({ type: 'peer-joined', peer: peer('bob', 'bob-1', true) });
    expect(bench.connections[1]?.configurations[0]?.iceServers).toEqual([fresh]);
  });

  it('marks somebody as away, and lets a chat line in', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    bench.say({ type: 'peer-left', peer: peer('ada', 'ada-1', false), reason: 'disconnected' });
    bench.say({
      type: 'chat',
      fromId: 'bob-1',
      userId: 'bob',
      name: 'Bob',
      message: 'hi',
      timestamp: '2026-11-22T10:00:00Z',
    });
    expect(bench.state.peers).toMatchObject([{ userId: 'ada', away: true }]);
    expect(bench.state.chat).toMatchObject([{ text: 'hi', name: 'Bob' }]);
    bench.call.sendChat('hello');
    await settle();
    expect(bench.socket.last('chat')).toMatchObject({ message: 'hello' });
  });

  it('tells the others its last state when the server refused one', async () => {
    const bench = new Bench();
    await bench.start();
    bench.call.setHand(true);
    const sent = bench.socket.types().length;
    bench.say({ type: 'error', code: 'rate-limited', message: '', retryAfter: 3, re: 'media' });
    bench.say({ type: 'error', code: 'rate-limited', message: '', retryAfter: 3, re: 'media' });
    await bench.clock.advance(2_999);
    expect(bench.socket.types()).toHaveLength(sent);
    await bench.clock.advance(1);
    expect(bench.socket.types()).toHaveLength(sent + 1);
    expect(bench.socket.last('media-state')).toMatchObject({ hand: true });
  });

  it('waits for the answer to its first question when the server still works on it', async () => {
    const bench = new Bench();
    await bench.askToJoin();
    await bench.clock.advance(10_000);
    const joins = bench.socket.sent.filter(({ type }) => type === 'join');
    expect(joins).toHaveLength(2);
    bench.say({ type: 'error', code: 'already-joined', message: '', re: joins[1]?.['id'] });
    await settle();
    expect(bench.state.phase).toBe('connecting');
    bench.say({
      type: 'joined',
      meetingId: 'm',
      peerId: 'me-1',
      role: 'participant',
      meeting: kMeeting,
      peers: [],
      iceServers: [kTurn],
      chat: [],
      re: joins[0]?.['id'],
    });
    expect(bench.state.phase).toBe('in');
  });

  it('says that the room does not open, and looks again on request', async () => {
    const bench = new Bench();
    bench.call.start();
    await settle();
    await bench.clock.advance(11_999);
    expect(bench.state.stuck).toBe(false);
    await bench.clock.advance(1);
    expect(bench.state.stuck).toBe(true);
    bench.call.retryNow();
    expect(bench.state.stuck).toBe(false);
    await bench.clock.advance(12_000);
    await settle();
    expect(bench.state.stuck).toBe(true);
    bench.call.retryNow();
    await settle();
    await bench.joined();
    expect(bench.state).toMatchObject({ phase: 'in', stuck: false });
    await bench.clock.advance(60_000);
    expect(bench.state.stuck).toBe(false);
  });

  it('tells exactly which media it sends', async () => {
    const bench = new Bench();
    await bench.start();
    expect(bench.socket.last('media-state')).toEqual({
      type: 'media-state',
      id: 'media',
      audio: true,
      video: true,
      screen: false,
      hand: false,
      recording: false,
    });
    bench.call.setHand(true);
    expect(bench.socket.last('media-state')).toMatchObject({ hand: true, recording: false });
    expect(bench.state.self.media.hand).toBe(true);
  });

  // A 4xx is an answer to this request, except for "too slow" and "too often"; all else may pass.
  it.each([
    [400, true],
    [404, true],
    [407, true],
    [409, true],
    [428, true],
    [430, true],
    [499, true],
    [0, false],
    [399, false],
    [408, false],
    [429, false],
    [500, false],
    [503, false],
  ])('takes status %i for the end of the seat: %s', async (status, final) => {
    const bench = new Bench();
    bench.again = err({ status, code: 'no-seat', detail: '', field: null, retryAfter: null });
    await bench.start();
    bench.socket.break(4401);
    await bench.clock.advance(30_000);
    expect(bench.state.phase).toBe(final ? 'left' : 'in');
    expect(bench.state.leaveCode).toBe(final ? 'no-seat' : null);
    if (final) expect(bench.seats).toBe(1);
    else expect(bench.seats).toBeGreaterThan(1);
  });

  it.each([
    [undefined, 2_000],
    [0, 1_000],
    [1, 1_000],
    [5, 5_000],
  ])('asks again after the refusal of join with retryAfter %s', async (retryAfter, waitMs) => {
    const bench = new Bench();
    await bench.askToJoin();
    bench.socket.say({
      type: 'error',
      code: 'rate-limited',
      message: 'slow down',
      re: bench.socket.last('join')['id'],
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
    await bench.clock.advance(waitMs - 1);
    expect(bench.socket.types().filter((type) => type === 'join')).toHaveLength(1);
    await bench.clock.advance(1);
    expect(bench.socket.types().filter((type) => type === 'join')).toHaveLength(2);
  });

  it('joins once on a new socket, whatever the old one left undone', async () => {
    const bench = new Bench();
    await bench.askToJoin();
    bench.socket.break();
    await bench.clock.advance(500);
    bench.socket.welcome();
    await bench.clock.advance(7_000);
    expect(bench.socket.types().filter((type) => type === 'join')).toHaveLength(1);
  });

  it('does not join a room again that it is in', async () => {
    const bench = new Bench();
    await bench.askToJoin();
    const { id } = bench.socket.last('join') as unknown as { id: string };
    bench.socket.say({ type: 'error', code: 'overloaded', message: 'busy', re: id });
    await settle();
    bench.socket.break();
    await bench.clock.advance(500);
    await bench.joined();
    await bench.clock.advance(5_000);
    expect(bench.socket.types().filter((type) => type === 'join')).toHaveLength(1);
  });

  it('tells a change of the speaker once', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    const before = bench.states;
    bench.call.setSpeaker('ada');
    bench.call.setSpeaker('ada');
    expect(bench.state.speaker).toBe('ada');
    expect(bench.states).toBe(before + 1);
  });

  it('warns of errors, but not of a candidate for somebody who has just left', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const bench = new Bench();
    await bench.start();
    bench.socket.say({ type: 'error', code: 'no-such-peer', message: 'who' });
    expect(warn.mock.calls).toHaveLength(0);
    bench.socket.say({ type: 'error', code: 'bad-field', message: 'what' });
    expect(warn.mock.calls).toHaveLength(1);
  });

  it('does not take somebody for away whose old session ended', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-2', false)]);
    bench.say({ type: 'peer-left', peer: peer('ada', 'ada-1', false), reason: 'disconnected' });
    expect(bench.state.peers).toMatchObject([{ userId: 'ada', away: false }]);
  });

  it('sends candidates in a list, and their end as null', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    const plain = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 };
    bench.connections[0]?.onicecandidate?.({ candidate: { ...plain, usernameFragment: null } });
    expect(bench.socket.last('ice-candidate')).toEqual({
      type: 'ice-candidate',
      targetId: 'ada-1',
      candidates: [plain],
    });
    bench.connections[0]?.onicecandidate?.({ candidate: null });
    expect(bench.socket.last('ice-candidate')).toEqual({
      type: 'ice-candidate',
      targetId: 'ada-1',
      candidate: null,
    });
  });
});
