// SPDX-License-Identifier: MIT
// Which changes of a room people are told of.
import { describe, expect, it } from 'vitest';
import { isCutOff, mediaFlows, tellingOf } from '../../src/core/call/telling';
import { initialRoom } from '../../src/core/model/reduce';
import type { ChatLine, RoomState } from '../../src/core/model/state';
import { kNoMedia } from '../../src/core/protocol/messages';
import { personInRoom } from '../support/people';

const kRoom: RoomState = { ...initialRoom('me', 'Me'), phase: 'in', signaling: 'up' };

function line(delivery: ChatLine['delivery'], key = 1): ChatLine {
  const own = { userId: 'me', name: 'Me', own: true, private: false };
  return { key, ...own, text: 'hello', timestamp: '', delivery };
}

const kinds = (before: RoomState, after: RoomState) => {
  const { post, clear } = tellingOf(before, after);
  return { post: post.map(({ kind }) => kind), clear: clear.map(({ kind }) => kind) };
};

describe('tellingOf', () => {
  it('hands on news that are new', () => {
    const one = { key: 4, kind: 'hand-raised', about: 'ada', name: 'Ada' } as const;
    const two = { key: 9, kind: 'chat', about: 'bob', name: 'Bob', text: 'hi' } as const;
    const before = { ...kRoom, news: [one] };
    expect(tellingOf(before, { ...kRoom, news: [one, two] }).post).toEqual([
      { kind: 'chat', person: { id: 'bob', name: 'Bob' }, text: 'hi' },
    ]);
    expect(tellingOf(before, before).post).toEqual([]);
  });

  it.each([
    ['signaling is down', { signaling: 'down' }],
    ['the line is doubtful', { doubtful: true }],
  ] as const)('tells that %s, and that it is good again', (_why, cut) => {
    const broken: RoomState = { ...kRoom, ...cut };
    expect(kinds(kRoom, broken)).toEqual({ post: ['reconnecting'], clear: [] });
    expect(kinds(broken, kRoom)).toEqual({ post: ['reconnected'], clear: ['reconnecting'] });
    expect(kinds(broken, { ...broken, signaling: 'down' })).toEqual({ post: [], clear: [] });
  });

  it('says nothing of a line before the room has opened', () => {
    expect(isCutOff(initialRoom('me', 'Me'))).toBe(false);
    expect(kinds(initialRoom('me', 'Me'), kRoom)).toEqual({ post: [], clear: [] });
  });

  it('tells whose connection is lost, and that it is back', () => {
    const good = { ...kRoom, peers: [personInRoom('ada'), personInRoom('bob')] };
    const bad = { ...kRoom, peers: [personInRoom('ada', { link: 'lost' }), personInRoom('bob')] };
    expect(tellingOf(good, bad).post).toEqual([
      { kind: 'link-lost', person: { id: 'ada', name: 'ada' } },
    ]);
    expect(tellingOf(bad, good).clear).toEqual([{ kind: 'link-lost', id: 'ada' }]);
    expect(kinds(bad, { ...kRoom, peers: [personInRoom('bob')] })).toEqual({
      post: [],
      clear: ['link-lost'],
    });
  });

  it('takes the own line for weak when every connection is', () => {
    const good = { ...kRoom, peers: [personInRoom('ada'), personInRoom('bob')] };
    const weak = {
      ...kRoom,
      peers: [personInRoom('ada', { link: 'unstable' }), personInRoom('bob', { link: 'lost' })],
    };
    expect(kinds(good, weak)).toEqual({ post: ['link-weak'], clear: [] });
    expect(kinds(weak, { ...weak, signaling: 'down' })).toEqual({
      post: ['reconnecting'],
      clear: ['link-weak'],
    });
    expect([mediaFlows(good), mediaFlows(weak)]).toEqual([true, false]);
  });

  it('tells of a line that was not sent, unless the chat is open', () => {
    const before = { ...kRoom, chat: [line('sending')] };
    const after = { ...kRoom, chat: [line('failed')] };
    expect(kinds(before, after)).toEqual({ post: ['chat-failed'], clear: [] });
    expect(kinds({ ...before, chatOpen: true }, { ...after, chatOpen: true })).toEqual({
      post: [],
      clear: [],
    });
    expect(kinds(after, { ...after, chatOpen: true })).toEqual({
      post: [],
      clear: ['chat', 'chat-failed'],
    });
  });

  it('forgets hands that went down and people who were let in', () => {
    const waiting = {
      ...{ requestId: 'r', userId: 'dan', name: 'Dan', guest: true },
      reason: 'lobby' as const,
      since: '',
    };
    const before = {
      ...kRoom,
      peers: [personInRoom('ada', { media: { ...kNoMedia, hand: true } })],
      lobby: { count: 1, waiting: [waiting] },
    };
    const after = { ...kRoom, peers: [personInRoom('ada')] };
    expect(tellingOf(before, after).clear).toEqual([
      { kind: 'hand-raised', id: 'ada' },
      { kind: 'knock', id: 'r' },
    ]);
  });
});

describe('recordings', () => {
  const films = (recording: boolean, more: Partial<RoomState> = {}): RoomState => ({
    ...kRoom,
    peers: [personInRoom('ada', { media: { ...kNoMedia, recording } })],
    ...more,
  });

  it('ask whoever is in them, once, a late joiner too', () => {
    const asked = { post: ['recording-ask'], clear: [] };
    expect(kinds(films(false), films(true))).toEqual(asked);
    expect(kinds(kRoom, films(true))).toEqual(asked);
    expect(kinds(films(true), films(true, { speaker: 'ada' }))).toEqual({ post: [], clear: [] });
  });

  it('end with a word, and ask no longer', () => {
    const ended = { post: ['recording-ended'], clear: ['recording-ask'] };
    expect(kinds(films(true), films(false))).toEqual(ended);
    expect(kinds(films(true), kRoom)).toEqual(ended);
  });

  it('only tell a listener, and ask with the floor', () => {
    const listener = { self: { ...kRoom.self, role: 'listener' as const } };
    const listens = films(true, listener);
    expect(kinds(films(false, listener), listens).post).toEqual(['recording-began']);
    expect(kinds(listens, films(true)).post).toEqual(['recording-ask']);
    expect(kinds(films(true), listens).clear).toContain('recording-ask');
  });
});
