// SPDX-License-Identifier: MIT
// Who may command the frame, what each command does in each place, and what the page hears.
import { beforeEach, describe, expect, it } from 'vitest';
import { readCommand } from '../../../src/core/embed/contract';
import { Embedding, type RoomSwitches } from '../../../src/core/embed/embedding';
import type { RoomState } from '../../../src/core/model/state';

const kPortal = 'https://portal.example';

interface Posted {
  readonly message: Record<string, unknown>;
  readonly origin: string;
}

class Page {
  readonly posted: Posted[] = [];
  readonly embedding: Embedding;

  constructor(origins: readonly string[] = [kPortal]) {
    this.embedding = new Embedding({
      origins,
      post: (message, origin) => {
        this.posted.push({ message: message as Record<string, unknown>, origin });
      },
    });
  }

  say(command: object, origin = kPortal): Promise<void> {
    return this.embedding.onMessage(origin, { lectern: 1, id: 'a', ...command });
  }

  /** What was heard since the last call. */
  heard(): Record<string, unknown>[] {
    return this.posted.splice(0).map(({ message }) => message);
  }
}

class Room implements RoomSwitches {
  readonly did: string[] = [];

  leave(): void {
    this.did.push('leave');
  }

  mute(): void {
    this.did.push('mute');
  }

  stopVideo(): void {
    this.did.push('stop-video');
  }

  setHand(raised: boolean): void {
    this.did.push(raised ? 'hand up' : 'hand down');
  }
}

const media = { audio: true, video: true, screen: false, hand: false };

function state(peers: readonly string[], more: object = {}): RoomState {
  return {
    phase: 'in',
    self: { userId: 'me', name: 'Ada', role: 'host', media: { ...media, ...more } },
    peers: peers.map((name) => ({ userId: `id-${name}`, name, role: 'participant', media })),
  } as unknown as RoomState;
}

describe('a command', () => {
  it.each([
    [{ lectern: 1, id: 'x', do: 'mute' }, { id: 'x', command: { do: 'mute' } }],
    [
      { lectern: 1, id: 'x', do: 'join', name: ' Ada ' },
      { id: 'x', command: { do: 'join', name: 'Ada' } },
    ],
    [{ lectern: 1, id: 'x', do: 'join' }, { id: 'x', command: { do: 'join' } }],
    [{ lectern: 1, id: 'x', do: 'unmute' }, { id: 'x' }],
    [{ lectern: 1, id: 'x', do: 'start-video' }, { id: 'x' }],
    [{ lectern: 1, id: 'x', do: 'join', name: '' }, { id: 'x' }],
    [{ lectern: 1, id: 'x', do: 'join', name: 'a'.repeat(81) }, { id: 'x' }],
    [{ lectern: 1, id: 'x', do: 7 }, { id: 'x' }],
    [{ lectern: 1, id: '', do: 'mute' }, null],
    [{ lectern: 1, id: 'a'.repeat(65), do: 'mute' }, null],
    [{ lectern: 1, do: 'mute' }, null],
    [{ lectern: 2, id: 'x', do: 'mute' }, null],
    [{ id: 'x', do: 'mute' }, null],
    ['mute', null],
    [null, null],
    [[1], null],
  ])('%j is read as %j', (data, read) => {
    expect(readCommand(data)).toEqual(read);
  });
});

describe('the page around the frame', () => {
  let page: Page;
  let room: Room;
  beforeEach(() => {
    page = new Page();
    room = new Room();
  });

  it('is obeyed only when the site allows it', async () => {
    page.embedding.enter(room);
    page.heard();
    for (const origin of ['https://evil.example', 'null', '', 'https://portal.example.evil'])
      await page.say({ do: 'leave' }, origin);
    expect(room.did).toEqual([]);
    expect(page.heard()).toEqual([]);
    await page.say({ do: 'leave' });
    expect(room.did).toEqual(['leave']);
    expect(page.heard()).toEqual([{ lectern: 1, event: 'done', id: 'a' }]);
  });

  it('does in the room what its commands say, and nothing elsewhere', async () => {
    for (const command of ['leave', 'mute', 'stop-video', 'raise-hand', 'lower-hand'])
      await page.say({ do: command });
    expect(page.heard().map(({ code }) => code)).toEqual(Array(5).fill('not-in-room'));
    page.embedding.enter(room);
    for (const command of ['mute', 'stop-video', 'raise-hand', 'lower-hand'])
      await page.say({ do: command });
    expect(room.did).toEqual(['mute', 'stop-video', 'hand up', 'hand down']);
    page.embedding.left('ended');
    await page.say({ do: 'mute' });
    expect(page.heard().slice(-2)).toEqual([
      { lectern: 1, event: 'left', reason: 'ended' },
      { lectern: 1, event: 'refused', id: 'a', code: 'not-in-room' },
    ]);
  });

  it('enters from the lobby only, and hears why not', async () => {
    const names: (string | undefined)[] = [];
    await page.say({ do: 'join', name: 'Ada' });
    page.embedding.lobby(
      {
        join: async (name) => {
          names.push(name);
          return name === 'Ada' ? null : 'password-required';
        },
      },
      'lobby',
    );
    await page.say({ do: 'join', name: 'Ada' });
    await page.say({ do: 'join' });
    page.embedding.lobby(null, 'waiting');
    await page.say({ do: 'join', name: 'Ada' });
    expect(names).toEqual(['Ada', undefined]);
    expect(page.heard().map((told) => told['code'] ?? told['where'] ?? told['event'])).toEqual([
      'not-in-lobby',
      'lobby',
      'done',
      'password-required',
      'waiting',
      'not-in-lobby',
    ]);
  });

  it('hears who comes and goes, once each, and the own switches', () => {
    page.embedding.enter(room);
    page.embedding.onState(state(['Bea']));
    page.embedding.onState(state(['Bea']));
    page.embedding.onState(state(['Bea', 'Cem'], { audio: false }));
    page.embedding.onState(state(['Cem'], { audio: false }));
    const told = page.heard().map(({ event, where, person, self, microphone }) => [
      event,
      where ?? microphone ?? ((person ?? self) as { name: string }).name,
    ]);
    expect(told).toEqual([
      ['state', 'room'],
      ['joined', 'Ada'],
      ['person-joined', 'Bea'],
      ['media', true],
      ['person-joined', 'Cem'],
      ['media', false],
      ['person-left', 'Bea'],
    ]);
  });

  it('hears nothing of a room before it is in, nor after', () => {
    page.embedding.onState(state(['Bea']));
    page.embedding.enter(room);
    page.embedding.onState({ ...state(['Bea']), phase: 'connecting' });
    page.embedding.left('left');
    page.embedding.onState(state(['Bea']));
    expect(page.heard().map(({ event }) => event)).toEqual(['state', 'left']);
  });

  it('is the only one that hears, once it has spoken', async () => {
    const two = new Page([kPortal, 'https://other.example']);
    two.embedding.enter(room);
    expect(two.posted.map(({ origin }) => origin)).toEqual([kPortal, 'https://other.example']);
    two.posted.length = 0;
    await two.say({ do: 'tell' }, 'https://other.example');
    two.embedding.onState(state(['Bea']));
    expect(new Set(two.posted.map(({ origin }) => origin))).toEqual(
      new Set(['https://other.example']),
    );
    expect(two.posted[0]?.message).toEqual({
      lectern: 1,
      event: 'state',
      where: 'room',
      people: 1,
    });
  });

  it('may be any page where the site says so, but never one without an origin', async () => {
    const any = new Page(['*']);
    any.embedding.enter(room);
    await any.say({ do: 'mute' }, 'https://anything.example');
    await any.say({ do: 'leave' }, 'null');
    expect(room.did).toEqual(['mute']);
  });
});
