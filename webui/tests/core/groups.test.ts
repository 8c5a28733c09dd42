// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { GroupLanes } from '../../src/core/board/group_lanes';
import { tellingOf } from '../../src/core/call/telling';
import type { LaneListener } from '../../src/core/call/lanes';
import { fitted, minutesAndSeconds, spread, wishesOf } from '../../src/core/model/grouping';
import { initialRoom, reduce } from '../../src/core/model/reduce';
import type { RoomState } from '../../src/core/model/state';
import { kNoMedia, type ChatMessage, type GroupsInfo } from '../../src/core/protocol/messages';

const kMeeting = {
  meetingId: 'm',
  code: 'c',
  title: 'Algebra',
  type: 'instant',
  hostId: 'h',
  locked: false,
  waitingRoom: false,
  settings: {
    chat: 'everyone',
    share: 'everyone',
    unmute: 'everyone',
    whiteboard: 'everyone',
    recording: 'hosts',
  },
} as const;

const peer = (name: string) => ({
  peerId: `p-${name}`,
  userId: name,
  name,
  role: 'participant' as const,
  media: kNoMedia,
  polite: false,
});

const line = (text: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  type: 'chat',
  fromId: 'p-ada',
  userId: 'ada',
  name: 'Ada',
  message: text,
  timestamp: '2027-01-15T08:00:00Z',
  private: false,
  ...more,
});

const groupsIn = (own: number, more: Partial<GroupsInfo> = {}): GroupsInfo => ({
  groups: [
    { name: 'Red', count: 1, members: [{ ...peer('ada') }] },
    { name: 'Blue', count: 0, members: [] },
  ],
  mode: 'assigned',
  own,
  home: own,
  help: [],
  endsAt: null,
  callBackAt: null,
  now: '2027-01-15T08:00:00Z',
  ...more,
});

const kOver = groupsIn(0, { groups: [] });

function joined(
  state: RoomState,
  people: string[],
  chat: string[],
  groups?: GroupsInfo,
): RoomState {
  return reduce(state, {
    type: 'joined',
    peerId: 'p-me',
    role: 'participant',
    meeting: kMeeting,
    peers: people.map(peer),
    chat: chat.map((text) => line(text)),
    ...(groups ? { groups } : {}),
  });
}

const texts = (state: RoomState): string[] => state.chat.map(({ text }) => text);
const kinds = (state: RoomState): string[] => state.news.map(({ kind }) => kind);

describe('a group in the state of the room', () => {
  it('has a chat of its own, and the lesson finds its own again', () => {
    let state = joined(initialRoom('me', 'Me'), ['ada', 'bob'], ['lesson']);
    state = reduce(state, { type: 'chat', message: line('older than the tail') });
    state = reduce(state, { type: 'groups', groups: groupsIn(1) });
    state = joined(state, ['ada'], ['red'], groupsIn(1));
    expect(texts(state)).toEqual(['red']);
    expect(state.group).toBe(1);
    state = joined(state, ['bob'], [], groupsIn(2));
    expect(texts(state)).toEqual([]);
    state = joined(state, ['ada'], ['red'], groupsIn(1));
    expect(texts(state)).toEqual(['red']);
    state = reduce(state, { type: 'groups', groups: kOver });
    state = joined(state, ['ada', 'bob'], ['lesson']);
    expect(texts(state)).toEqual(['lesson', 'older than the tail']);
    expect(state.shelved.size).toBe(0);
    // The next groups begin empty.
    expect(texts(joined(state, ['ada'], [], groupsIn(1)))).toEqual([]);
  });

  it('is no news of people who come and go with it', () => {
    let state = joined(initialRoom('me', 'Me'), ['ada', 'bob'], []);
    state = reduce(state, { type: 'groups', groups: groupsIn(2) });
    state = reduce(state, { type: 'peer-gone', userId: 'ada' });
    state = reduce(state, { type: 'peer-gone', userId: 'bob' });
    state = joined(state, ['cid'], [], groupsIn(2));
    expect(kinds(state)).toEqual([]);
    // Whoever leaves the group later does.
    state = reduce(state, { type: 'peer-gone', userId: 'cid' });
    expect(kinds(state)).toEqual(['peer-left']);
  });

  it('takes nobody away from a host who sees where people went', () => {
    let state = joined(initialRoom('me', 'Me'), ['ada', 'bob'], []);
    state = reduce(state, { type: 'groups', groups: groupsIn(0) });
    state = reduce(state, { type: 'peer-gone', userId: 'ada' });
    expect(kinds(state)).toEqual([]);
    expect(state.peers.map(({ userId }) => userId)).toEqual(['bob']);
  });

  it('tells a host of whoever asks for help, once, until somebody comes', () => {
    const help = [{ peerId: 'p-ada', name: 'Ada', group: 1 }];
    const before = joined(initialRoom('me', 'Me'), [], [], groupsIn(0));
    const asked = reduce(before, { type: 'groups', groups: groupsIn(0, { help }) });
    expect(kinds(asked)).toEqual(['group-help']);
    expect(kinds(reduce(asked, { type: 'groups', groups: groupsIn(0, { help }) }))).toEqual([
      'group-help',
    ]);
    const over = reduce(asked, { type: 'groups', groups: groupsIn(1) });
    expect(tellingOf(asked, over).clear).toContainEqual({ kind: 'group-help', id: 'p-ada' });
  });

  it('shows a message to all groups also while the chat is open', () => {
    let state = joined(initialRoom('me', 'Me'), ['ada'], [], groupsIn(1));
    state = reduce(state, { type: 'chat-open', open: true });
    state = reduce(state, { type: 'chat', message: line('five minutes', { broadcast: true }) });
    expect(kinds(state)).toEqual(['broadcast']);
    expect(texts(state)).toEqual(['five minutes']);
  });
});

describe('dividing people', () => {
  it('spreads them evenly, each once', () => {
    const people = Array.from({ length: 23 }, (_, at) => `p${at}`);
    const places = spread(people, 5, () => 0.3);
    expect([...places.keys()].sort()).toEqual([...people].sort());
    const sizes = [1, 2, 3, 4, 5].map((g) => [...places.values()].filter((x) => x === g).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('leaves newcomers and people of a group that is gone in the lesson', () => {
    const places = new Map([
      ['a', 1],
      ['b', 3],
      ['gone', 1],
    ]);
    expect([...fitted(places, ['a', 'b', 'new'], 2)]).toEqual([
      ['a', 1],
      ['b', 0],
      ['new', 0],
    ]);
    expect(wishesOf(['Red', 'Blue'], fitted(places, ['a', 'b'], 2))).toEqual([
      { name: 'Red', members: ['a'] },
      { name: 'Blue', members: [] },
    ]);
  });

  it('counts down to zero', () => {
    expect(minutesAndSeconds(272_000)).toBe('4:32');
    expect(minutesAndSeconds(1)).toBe('0:01');
    expect(minutesAndSeconds(-5_000)).toBe('0:00');
  });
});

describe('the lanes of a board', () => {
  const heardBy = (group: number, bytes: number[]): number[] | null => {
    let listener: LaneListener | null = null;
    let heard: number[] | null = null;
    const lanes = new GroupLanes(
      {
        reachable: () => new Set<string>(),
        listen: (_, one) => {
          listener = one;
          return () => undefined;
        },
        send: () => true,
        waiting: () => 0,
      },
      group,
    );
    lanes.listen('board', {
      onOpen: () => undefined,
      onClosed: () => undefined,
      onBytes: (_, got) => (heard = [...got]),
    });
    (listener as LaneListener | null)?.onBytes('ada', new Uint8Array(bytes));
    return heard;
  };
  const sentBy = (group: number): number[] => {
    const sent: number[] = [];
    new GroupLanes(
      {
        reachable: () => new Set<string>(),
        listen: () => () => undefined,
        send: (_user, _lane, bytes) => sent.push(...bytes) > 0,
        waiting: () => 0,
      },
      group,
    ).send('ada', 'board', new Uint8Array([5, 7]));
    return sent;
  };

  it('hear only what is of the same group', () => {
    for (const from of [0, 1, 2, 50])
      for (const to of [0, 1, 2, 50])
        expect(heardBy(to, sentBy(from))).toEqual(from === to ? [5, 7] : null);
  });

  it('leave the lesson as it was', () => {
    expect(sentBy(0)).toEqual([5, 7]);
    expect(heardBy(1, [])).toBeNull();
  });
});
