// SPDX-License-Identifier: MIT
// The computations of the room that need no browser: chat window, replies, what a tab keeps, menus,
// corners, what hosts can do.
import { signal } from '@preact/signals';
import { describe, expect, it, vi } from 'vitest';
import type { ChatLine, PeerView, RoomState } from '../../src/core/model/state';
import { initialRoom } from '../../src/core/model/reduce';
import { kNoMedia } from '../../src/core/protocol/messages';
import { spoken } from '../../src/ui/chat/announcer';
import { packed, unpacked } from '../../src/ui/chat/kept';
import { splitLinks } from '../../src/ui/chat/links';
import { splitQuote, withQuote } from '../../src/ui/chat/quote';
import { firstDrawn, firstUnread, kPage, stepUp } from '../../src/ui/chat/window';
import { initialsOf } from '../../src/ui/components/avatar';
import { nextIndex } from '../../src/ui/components/menu';
import { stayOf } from '../../src/ui/participants/attendance';
import { choicesFor } from '../../src/ui/participants/choices';
import { listed } from '../../src/ui/participants/people_panel';
import { banUntil } from '../../src/ui/participants/person_dialog';
import { cornerAfterKey, cornerAt } from '../../src/ui/room/own_float';
import { meterSentence } from '../../src/ui/room/meter';
import { StageView } from '../../src/ui/room/stage_view';
import { personInRoom } from '../support/people';

function line(key: number, change: Partial<ChatLine> = {}): ChatLine {
  return {
    key,
    userId: 'leo',
    name: 'Leo',
    text: `line ${key}`,
    timestamp: '2027-01-15T08:00:00Z',
    own: false,
    private: false,
    delivery: 'sent',
    ...change,
  };
}

const lines = (count: number): ChatLine[] =>
  Array.from({ length: count }, (_, index) => line(index + 1));

describe('the window of a long chat', () => {
  it('draws the last page at the end, however long the chat is', () => {
    expect(firstDrawn(lines(30), null, true)).toBe(0);
    expect(firstDrawn(lines(2_000), null, true)).toBe(2_000 - kPage);
    expect(firstDrawn(lines(2_000), 5, true)).toBe(2_000 - kPage);
  });

  it('keeps the first line of whoever reads earlier ones, while new ones come', () => {
    expect(firstDrawn(lines(500), 301, false)).toBe(300);
    expect(firstDrawn(lines(520), 301, false)).toBe(300);
    // The line fell out of the chat: the oldest one that is left takes its place.
    expect(firstDrawn(lines(500).slice(200), 150, false)).toBe(0);
    expect(firstDrawn([], 5, false)).toBe(0);
  });

  it('goes up page by page to the beginning', () => {
    const all = lines(250);
    expect(stepUp(all, 150)).toBe(151 - kPage);
    expect(stepUp(all, 50)).toBe(1);
    expect(stepUp(all, 0)).toBeNull();
  });

  it('finds the first line that was not read; the own ones do not count', () => {
    const all = [line(1), line(2, { own: true }), line(3), line(4, { own: true }), line(5)];
    expect(firstUnread(all, 0)).toBeNull();
    expect(firstUnread(all, 1)).toBe(5);
    expect(firstUnread(all, 2)).toBe(3);
    expect(firstUnread(all, 9)).toBeNull();
  });
});

describe('replies', () => {
  it('are text that every client can read', () => {
    const sent = withQuote('Leo', 'Where is\nthe lowest point?', 'At two.');
    expect(sent).toBe('> Leo: Where is the lowest point?\nAt two.');
    expect(splitQuote(sent)).toEqual({ quote: 'Leo: Where is the lowest point?', text: 'At two.' });
  });

  it('answer the words of a reply, not what it quotes, and quote a little', () => {
    const first = withQuote('Leo', 'a', 'b');
    expect(withQuote('Mia', first, 'c')).toBe('> Mia: b\nc');
    expect(withQuote('Leo', '😀'.repeat(200), 'x')).toBe(`> Leo: ${'😀'.repeat(140)}…\nx`);
  });

  it.each(['> only a quote', '>5 is true\nyes', 'a > b', '> x\n  \n'])('leave %j alone', (text) => {
    expect(splitQuote(text)).toEqual({ quote: null, text });
  });
});

describe('what the tab keeps of the chat', () => {
  it('comes back for the same person only', () => {
    const kept = packed('me', [
      line(1),
      line(2, { private: true, to: { userId: 'a', name: 'A' } }),
    ]);
    expect(unpacked('me', kept)).toHaveLength(2);
    expect(unpacked('me', kept)[1]?.to?.name).toBe('A');
    expect(unpacked('you', kept)).toEqual([]);
  });

  it('is not more than fits, the newest first', () => {
    const long = Array.from({ length: 300 }, (_, index) =>
      line(index, { text: 'x'.repeat(4_000) }),
    );
    const kept = packed('me', long);
    expect(kept.length).toBeLessThan(500_000);
    expect(unpacked('me', kept).at(-1)?.key).toBe(299);
  });

  it.each([null, '', 'x', '{}', '[]', 'null', '{"userId":"me","lines":[1,null,{"text":1}]}'])(
    'makes nothing of %j',
    (stored) => {
      expect(unpacked('me', stored)).toEqual([]);
    },
  );
});

describe('links', () => {
  it('begin with http or www', () => {
    expect(splitLinks('See www.example.org/a, please')[1]).toEqual({
      text: 'www.example.org/a',
      link: true,
      href: 'https://www.example.org/a',
    });
  });

  it.each(['www.', 'www. here', 'www.example', 'awww.example.org', 'http://'])(
    'not in %j',
    (text) => {
      expect(splitLinks(text).some((part) => part.link)).toBe(false);
    },
  );
});

describe('what is read out of the chat', () => {
  it('is name and text, a number for many, and says what is private', () => {
    expect(spoken([line(1, { text: '> Mia: x\nYes' })])).toBe('Leo: Yes');
    expect(spoken([line(1, { private: true })])).toBe('Leo, privately to you: line 1');
    expect(spoken(lines(4))).toBe('4 new messages in the chat');
  });
});

describe('initials', () => {
  it.each([
    ['王(小明)', '王'],
    ['Leo (Berlin)', 'LB'],
    ['🦊🚀', '🦊'],
    ['🦊 Ada 🚀', 'A'],
    ['(teacher) Ada Lovelace', 'TL'],
    ['', '?'],
  ])('of %j are %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

describe('a menu', () => {
  it.each([
    ['ArrowDown', 2, 0],
    ['ArrowUp', 0, 2],
    ['ArrowRight', 0, 1],
    ['ArrowLeft', 1, 0],
    ['Home', 2, 0],
    ['End', 0, 2],
    ['x', 0, null],
  ])('%s at %i leads to %s of three', (key, at, to) => {
    expect(nextIndex(key, at, 3)).toBe(to);
  });

  it('read from the right: the arrow to the right leads to the one on the right', () => {
    expect(nextIndex('ArrowRight', 1, 3, true)).toBe(0);
    expect(nextIndex('ArrowLeft', 1, 3, true)).toBe(2);
    expect(nextIndex('ArrowDown', 1, 3, true)).toBe(2);
  });
});

describe('the own small picture', () => {
  it('goes to the nearest corner', () => {
    expect(cornerAt(10, 10, 400, 300)).toBe('top-left');
    expect(cornerAt(390, 290, 400, 300)).toBe('bottom-right');
    expect(cornerAfterKey('bottom-right', 'ArrowUp')).toBe('top-right');
    expect(cornerAfterKey('top-right', 'ArrowLeft')).toBe('top-left');
    expect(cornerAfterKey('top-left', 'ArrowDown')).toBe('bottom-left');
    expect(cornerAfterKey('bottom-left', 'ArrowRight')).toBe('bottom-right');
    expect(cornerAfterKey('bottom-left', 'x')).toBeNull();
  });
});

describe('the view of the stage', () => {
  const view = (): StageView =>
    new StageView(
      { view: { mode: 'grid', hideSelf: false } } as never,
      signal(initialRoom('me', 'Me')),
    );

  it('asks for the most that any place shows, and for nothing when none does', () => {
    const stage = view();
    const [page, small] = [{}, {}];
    expect(stage.shows('a', page, 720, 30)).toEqual({ height: 720, rate: 30 });
    expect(stage.shows('a', small, 180, 15)).toEqual({ height: 720, rate: 30 });
    // The page is hidden, the small window on top is not.
    expect(stage.shows('a', page, 0, 0)).toEqual({ height: 180, rate: 15 });
    expect(stage.shows('a', small, 0, 0)).toEqual({ height: 0, rate: 0 });
  });

  it('remembers which screen is the newest', () => {
    const stage = view();
    expect(stage.shareSince(['a']).get('a')).toBe(1);
    expect(stage.shareSince(['b', 'a']).get('b')).toBe(2);
    stage.shareSince(['b']);
    // Shared again: newer than the other one.
    expect(stage.shareSince(['b', 'a']).get('a')).toBe(3);
  });

  it('does not look at a room anew because somebody writes', () => {
    const room = signal(initialRoom('me', 'Me'));
    const stage = new StageView({ view: { mode: 'grid', hideSelf: false } } as never, room);
    const before = stage.room.value;
    room.value = { ...room.value, chat: [line(1)], unread: 1, nextKey: 2 };
    expect(stage.room.value).toBe(before);
    room.value = { ...room.value, speaker: 'leo' };
    expect(stage.room.value).not.toBe(before);
    expect(stage.room.value.speaker).toBe('leo');
  });

  it('keeps the numbers of a name when somebody leaves and comes back', () => {
    const peers = (...ids: string[]) =>
      ids.map((userId) => ({ userId, name: 'Leo', role: 'participant' })) as never;
    const room = signal({ ...initialRoom('me', 'Me'), peers: peers('a', 'b') });
    const stage = new StageView({ view: { mode: 'grid', hideSelf: false } } as never, room);
    expect(stage.names.value.get('b')).toBe('Leo (2)');
    room.value = { ...room.value, peers: peers('b') };
    room.value = { ...room.value, peers: peers('b', 'a') };
    expect([stage.names.value.get('a'), stage.names.value.get('b')]).toEqual(['Leo', 'Leo (2)']);
  });

  it('pins and unpins, and another view forgets the pin', () => {
    const stage = view();
    const item = { kind: 'person', id: 'a' } as const;
    stage.togglePin(item);
    expect(stage.pinned.value).toEqual(item);
    stage.togglePin(item);
    expect(stage.pinned.value).toBeNull();
    stage.togglePin(item);
    stage.setMode('speaker');
    expect(stage.pinned.value).toBeNull();
  });

  it('does not take a camera that adapts for another picture', () => {
    const stage = view();
    stage.sawAspect('person a', 16 / 9);
    const before = stage.aspects.value;
    stage.sawAspect('person a', 426 / 240);
    expect(stage.aspects.value).toBe(before);
  });
});

describe('the list of people', () => {
  it('begins with raised hands in their order', () => {
    const one = (userId: string): { userId: string } => ({ userId });
    const ids = listed(one('me'), ['a', 'b', 'c'].map(one), ['c', 'me', 'gone']);
    expect(ids.map(({ userId }) => userId)).toEqual(['c', 'me', 'a', 'b']);
  });

  it('says of each how long and how often', () => {
    vi.stubGlobal('navigator', { language: 'en' });
    const stay = stayOf({
      userId: 'a',
      name: 'A',
      role: 'participant',
      joinedAt: '2027-01-15T08:00:00Z',
      leftAt: null,
      seconds: 125,
      stays: 2,
    });
    expect(stay).toMatch(/^since .+ · 2 min · came 2 times · here now$/);
  });
});

describe('what a host can do', () => {
  const room = (role: string): RoomState => {
    const state = initialRoom('me', 'Me');
    return {
      ...state,
      self: { ...state.self, role: role as 'host' },
      meeting: { type: 'instant', hostId: 'me' } as never,
    };
  };
  const peer = (change: Partial<PeerView> = {}): PeerView =>
    personInRoom('a', { media: { ...kNoMedia, audio: true, video: true }, ...change });
  const actions = (role: string, change: Partial<PeerView> = {}): string[] =>
    choicesFor(room(role), peer(change)).map(({ action }) => action);

  it('is nothing for a student', () => {
    expect(actions('participant')).toEqual([]);
  });

  it('is muting who speaks, and asking who is silent or was muted', () => {
    expect(actions('host')[0]).toBe('mute');
    const silent = { media: { ...kNoMedia } };
    expect(actions('host', silent).slice(0, 2)).toEqual(['unmute-allowed', 'mute']);
    const muted = actions('host', { ...silent, blocked: ['audio'] });
    expect(muted).toContain('unmute-allowed');
    expect(muted).not.toContain('mute');
  });

  it('is what fits: camera, screen, hand, chat', () => {
    const all = actions('host', { media: { ...kNoMedia, screen: true, hand: true } });
    expect(all).toEqual(expect.arrayContaining(['stop-video', 'stop-share', 'lower-hand']));
    const blocked = actions('host', { blocked: ['video', 'screen', 'chat'] });
    expect(blocked).toEqual(expect.arrayContaining(['video-allowed', 'share-allowed', 'chat-on']));
  });

  it('is handing over for the owner, and only the light on another host', () => {
    expect(actions('host')).toContain('hand-over');
    expect(actions('cohost')).not.toContain('hand-over');
    expect(actions('cohost', { role: 'host' })).toEqual(['spotlight']);
  });

  it('bans until a time that the server reads', () => {
    expect(banUntil(24, new Date('2027-01-15T08:00:00.123Z'))).toBe('2027-01-16T08:00:00Z');
  });
});

describe('the meter', () => {
  it.each([
    [{ more: null, limit: null, paused: 0 }, 'not measured'],
    [{ more: 12, limit: null, paused: 0 }, 'many more'],
    [{ more: 3, limit: 'line', paused: 0 }, '3 more people with a camera: then your internet'],
    [{ more: 2, limit: 'computer', paused: 0 }, '2 more people with a camera: then this device'],
    [{ more: 0, limit: 'line', paused: 0 }, 'line is full'],
    [{ more: 0, limit: 'computer', paused: 0 }, 'device is busy'],
    [{ more: 0, limit: 'line', paused: 2 }, '2 of the others hear you without a picture'],
  ] as const)('%o', (capacity, words) => {
    expect(meterSentence(capacity)).toContain(words);
  });
});
