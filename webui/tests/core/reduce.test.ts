// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { initialRoom, kMaxChatLines, reduce } from '../../src/core/model/reduce';
import type { RoomEvent, RoomState } from '../../src/core/model/state';
import {
  kNoMedia,
  type ChatMessage,
  type MediaState,
  type PeerInfo,
} from '../../src/core/protocol/messages';
import { kMeeting } from '../support/call_bench';

function peer(userId: string, media: Partial<MediaState> = {}, peerId = `${userId}-1`): PeerInfo {
  return {
    peerId,
    userId,
    name: userId,
    role: 'participant',
    media: { ...kNoMedia, ...media },
    polite: false,
  };
}

function said(userId: string, message: string, timestamp = '2026-11-22T10:00:00Z'): ChatMessage {
  return {
    type: 'chat',
    fromId: `${userId}-1`,
    userId,
    name: userId,
    message,
    timestamp,
    private: false,
  };
}

function joined(peers: readonly PeerInfo[], chat: readonly ChatMessage[] = []): RoomEvent {
  return { type: 'joined', peerId: 'me-1', role: 'participant', meeting: kMeeting, peers, chat };
}

function after(...events: readonly RoomEvent[]): RoomState {
  return events.reduce(reduce, initialRoom('me', 'Me'));
}

describe('own lines', () => {
  const sending = reduce(initialRoom('me', 'Me'), {
    type: 'chat-sending',
    text: 'hello',
    timestamp: '2026-11-22T10:00:00Z',
  });
  const key = sending.chat[0]?.key ?? 0;
  const joined = (chat: readonly ChatMessage[]): RoomEvent => ({
    type: 'joined',
    peerId: 'p',
    role: 'participant',
    meeting: kMeeting,
    peers: [],
    chat,
  });
  const message = (userId: string, text: string): ChatMessage => ({
    type: 'chat',
    fromId: 'x',
    userId,
    name: userId,
    message: text,
    timestamp: '2026-11-22T10:00:01Z',
    private: false,
  });

  it('are in the chat before the server has them', () => {
    expect(sending.chat).toEqual([
      {
        key: 1,
        userId: 'me',
        name: 'Me',
        text: 'hello',
        timestamp: '2026-11-22T10:00:00Z',
        own: true,
        private: false,
        delivery: 'sending',
      },
    ]);
    expect(sending.nextKey).toBe(2);
  });

  it('fail, go again and arrive', () => {
    const failed = reduce(sending, { type: 'chat-failed', key });
    expect(failed.chat[0]?.delivery).toBe('failed');
    const again = reduce(failed, { type: 'chat-again', key });
    expect(again.chat[0]?.delivery).toBe('sending');
    const sent = reduce(again, { type: 'chat-sent', key, message: message('me', 'hello') });
    expect(sent.chat).toMatchObject([{ key, delivery: 'sent', timestamp: '2026-11-22T10:00:01Z' }]);
    expect(reduce(sent, { type: 'chat-failed', key }).chat[0]?.delivery).toBe('sent');
  });

  it('are sent when the room’s list has them, and are no news then', () => {
    const failed = reduce(sending, { type: 'chat-failed', key });
    const back = reduce(failed, joined([message('ada', 'hello'), message('me', 'hello')]));
    expect(back.chat.map((line) => [line.userId, line.text, line.delivery])).toEqual([
      ['me', 'hello', 'sent'],
      ['ada', 'hello', 'sent'],
    ]);
    const other = reduce(failed, joined([message('me', 'another')]));
    expect(other.chat.map((line) => line.delivery)).toEqual(['failed', 'sent']);
  });
});

describe('initialRoom', () => {
  it('knows who we are and nothing else', () => {
    expect(initialRoom('me', 'Me')).toEqual({
      phase: 'connecting',
      audience: null,
      groups: null,
      group: 0,
      shelved: new Map(),
      newSpeaker: null,
      leaveReason: null,
      leaveCode: null,
      signaling: 'down',
      doubtful: false,
      stuck: false,
      meeting: null,
      self: {
        peerId: '',
        userId: 'me',
        name: 'Me',
        role: 'participant',
        media: { audio: false, video: false, screen: false, hand: false, recording: false },
        blocked: [],
      },
      spotlight: null,
      lobby: { count: 0, waiting: [] },
      peers: [],
      chat: [],
      unread: 0,
      chatOpen: false,
      news: [],
      speaker: null,
      nextKey: 1,
    });
  });
});

describe('reduce', () => {
  it('opens the room with who is there and what was said', () => {
    const state = after(joined([peer('ada')], [said('ada', 'hello')]));
    expect(state).toMatchObject({
      phase: 'in',
      signaling: 'up',
      self: { peerId: 'me-1' },
      unread: 0,
      news: [],
    });
    expect(state.peers).toMatchObject([{ userId: 'ada', link: 'connecting', away: false }]);
    expect(state.chat).toMatchObject([{ text: 'hello', own: false }]);
  });

  it('announces who comes and who goes', () => {
    const state = after(
      joined([]),
      { type: 'peer-joined', peer: peer('ada') },
      { type: 'peer-gone', userId: 'ada' },
    );
    expect(state.news).toMatchObject([
      { kind: 'peer-joined', name: 'ada' },
      { kind: 'peer-left', name: 'ada' },
    ]);
    expect(state.peers).toEqual([]);
  });

  it('takes somebody back without announcing them twice', () => {
    const state = after(
      joined([peer('ada')]),
      { type: 'peer-away', userId: 'ada' },
      { type: 'peer-joined', peer: peer('ada', {}, 'ada-2') },
    );
    expect(state.peers).toMatchObject([{ peerId: 'ada-2', away: false }]);
    expect(state.news).toEqual([]);
  });

  it('keeps everyone in their place over its own reconnect; whom the server misses is away', () => {
    const state = after(
      joined([peer('bob'), peer('ada')]),
      { type: 'peer-link', userId: 'ada', link: 'connected' },
      { type: 'signaling', up: false },
      joined([peer('cyd'), peer('ada', {}, 'ada-2')]),
    );
    expect(state.peers).toMatchObject([
      { userId: 'bob', away: true },
      { userId: 'ada', peerId: 'ada-2', link: 'connected', away: false },
      { userId: 'cyd', away: false },
    ]);
    expect(state.news).toMatchObject([{ kind: 'peer-joined', name: 'cyd' }]);
  });

  it('adds what was said meanwhile, once', () => {
    const old = said('ada', 'one');
    const fresh = said('ada', 'two');
    const state = after(joined([], [old]), joined([], [old, fresh]));
    expect(state.chat.map((line) => line.text)).toEqual(['one', 'two']);
    expect(state.unread).toBe(1);
  });

  it('counts unread lines of others while the chat is closed', () => {
    const base: RoomEvent[] = [
      joined([peer('ada')]),
      { type: 'chat', message: said('ada', 'a') },
      { type: 'chat', message: said('me', 'b') },
    ];
    expect(after(...base).unread).toBe(1);
    const open = after(
      ...base,
      { type: 'chat-open', open: true },
      { type: 'chat', message: said('ada', 'c') },
    );
    expect(open.unread).toBe(0);
    expect(open.chat.map((line) => line.own)).toEqual([false, true, false]);
  });

  it('bounds the chat', () => {
    const events = Array.from({ length: kMaxChatLines + 20 }, (_, index): RoomEvent => ({
      type: 'chat',
      message: said('ada', String(index)),
    }));
    const state = after(joined([]), ...events);
    expect(state.chat).toHaveLength(kMaxChatLines);
    expect(state.chat.at(-1)?.text).toBe(String(kMaxChatLines + 19));
    expect(new Set(state.chat.map((line) => line.key)).size).toBe(kMaxChatLines);
  });

  it('keeps the last 2000 chat lines and the last sixteen news', () => {
    const lines = Array.from({ length: kMaxChatLines + 1 }, (_, index) =>
      said('ada', `line ${index}`),
    );
    const state = after(
      joined([], lines),
      ...Array.from({ length: 17 }, (_, index): RoomEvent => ({
        type: 'peer-joined',
        peer: peer(`p${index}`),
      })),
    );
    expect(state.chat).toHaveLength(kMaxChatLines);
    expect(state.chat[0]?.text).toBe('line 1');
    expect(state.news.map(({ name }) => name)).toEqual(
      Array.from({ length: 16 }, (_, index) => `p${index + 1}`),
    );
  });

  it('numbers lines and news from 1 with one counter', () => {
    const state = after(
      joined([], [said('ada', 'a'), said('ada', 'b'), said('ada', 'c')]),
      { type: 'peer-joined', peer: peer('ada') },
      { type: 'peer-joined', peer: peer('bob') },
      { type: 'chat', message: said('ada', 'd') },
      { type: 'chat', message: said('ada', 'e') },
    );
    expect(state.chat.map((line) => line.key)).toEqual([1, 2, 3, 6, 8]);
    expect(state.news.map(({ key }) => key)).toEqual([4, 5, 7, 9]);
    expect(state.nextKey).toBe(10);
  });

  it('does not change for people it does not know', () => {
    const state = after(joined([peer('ada')]));
    for (const event of [
      { type: 'peer-updated', peer: peer('bob', { hand: true }) },
      { type: 'peer-gone', userId: 'bob' },
      { type: 'peer-away', userId: 'bob' },
      { type: 'peer-link', userId: 'bob', link: 'lost' },
    ] as const)
      expect(reduce(state, event)).toBe(state);
  });

  it('says nothing for media that does not change or that ends', () => {
    const shown = { hand: true, screen: true };
    const state = after(
      joined([peer('ada', shown), peer('bob')]),
      { type: 'peer-updated', peer: peer('ada', shown) },
      { type: 'peer-updated', peer: peer('ada') },
      { type: 'peer-updated', peer: peer('bob', { audio: true }) },
    );
    expect(state.news).toEqual([]);
  });

  it('takes a line for said once only if sender, time and text are the same', () => {
    const old = said('ada', 'one');
    const others = [
      said('bob', 'one'),
      said('ada', 'two'),
      said('ada', 'one', '2026-11-22T10:00:01Z'),
    ];
    const state = after(joined([], [old]), joined([], [old, ...others]));
    expect(state.chat).toHaveLength(4);
    expect(state.unread).toBe(3);
  });

  it('counts nothing as unread that came while the chat was open', () => {
    const open: RoomEvent = { type: 'chat-open', open: true };
    const state = after(joined([]), open, joined([], [said('ada', 'one')]), {
      type: 'chat-open',
      open: false,
    });
    expect(state.unread).toBe(0);
    expect(reduce(state, { type: 'chat', message: said('ada', 'two') }).unread).toBe(1);
  });

  it('keeps the count of unread lines when the chat is closed again', () => {
    const state = after(joined([]), { type: 'chat', message: said('ada', 'one') });
    expect(reduce(state, { type: 'chat-open', open: false }).unread).toBe(1);
    expect(reduce(state, { type: 'chat-open', open: true }).unread).toBe(0);
  });

  it('shows who speaks, and does not change if that stays so', () => {
    const state = after(joined([peer('ada'), peer('bob')]), { type: 'speaker', userId: 'ada' });
    expect(state.speaker).toBe('ada');
    expect(reduce(state, { type: 'speaker', userId: 'ada' })).toBe(state);
    expect(reduce(state, { type: 'speaker', userId: 'bob' }).speaker).toBe('bob');
    expect(reduce(state, { type: 'peer-gone', userId: 'bob' }).speaker).toBe('ada');
  });

  it('says when a hand goes up and when a screen is shared, once each', () => {
    const up = { type: 'peer-updated', peer: peer('ada', { hand: true, screen: true }) } as const;
    const hand = { type: 'peer-updated', peer: peer('ada', { hand: true }) } as const;
    const state = after(joined([peer('ada')]), hand, hand, up);
    expect(state.news.map(({ kind }) => kind)).toEqual(['hand-raised', 'screen-started']);
  });

  it('forgets the speaker who is gone', () => {
    const state = after(
      joined([peer('ada')]),
      { type: 'speaker', userId: 'ada' },
      { type: 'peer-gone', userId: 'ada' },
    );
    expect(state.speaker).toBeNull();
  });

  it('stays ended, whatever comes late', () => {
    const ended = after(joined([peer('ada')]), { type: 'left', reason: 'ended', code: 'ended' });
    expect(ended).toMatchObject({ phase: 'left', leaveReason: 'ended', peers: [] });
    expect(reduce(ended, joined([peer('ada')]))).toBe(ended);
  });
});

describe('news after a break', () => {
  const up = (name: string, id = `${name}-1`): PeerInfo =>
    peer(name, { hand: true, screen: true }, id);

  it('says nothing again that was told before somebody lost the connection', () => {
    const before = after(joined([peer('ada')]), { type: 'peer-updated', peer: up('ada') });
    expect(before.news.map(({ kind }) => kind)).toEqual(['hand-raised', 'screen-started']);
    const back = [
      { type: 'peer-away', userId: 'ada' },
      { type: 'peer-joined', peer: peer('ada', {}, 'ada-2') },
      { type: 'peer-updated', peer: up('ada', 'ada-2') },
    ] as const;
    expect(back.reduce(reduce, before as RoomState).news).toEqual(before.news);
  });

  it('says it again when the hand was down meanwhile', () => {
    const state = after(
      joined([peer('ada', { hand: true })]),
      { type: 'peer-joined', peer: peer('ada', {}, 'ada-2') },
      { type: 'peer-updated', peer: peer('ada', {}, 'ada-2') },
      { type: 'peer-updated', peer: peer('ada', { hand: true }, 'ada-2') },
    );
    expect(state.news).toMatchObject([{ kind: 'hand-raised', about: 'ada' }]);
  });

  it('tells what happened while we were away, and only that', () => {
    const state = after(
      joined([peer('ada', { hand: true }), peer('bob')]),
      { type: 'signaling', up: false },
      joined([peer('ada', { hand: true }), up('bob'), peer('cyd')]),
    );
    expect(state.news).toMatchObject([
      { kind: 'hand-raised', about: 'bob' },
      { kind: 'screen-started', about: 'bob' },
      { kind: 'peer-joined', about: 'cyd' },
    ]);
  });

  it('tells of a message of somebody else while the chat is closed', () => {
    const state = after(
      joined([peer('ada')]),
      { type: 'chat', message: said('ada', 'hello') },
      { type: 'chat', message: said('me', 'hello, ada') },
      { type: 'chat-open', open: true },
      { type: 'chat', message: said('ada', 'are you there?') },
    );
    expect(state.news).toMatchObject([{ kind: 'chat', about: 'ada', text: 'hello' }]);
  });
});
