// SPDX-License-Identifier: MIT
// Who is in a film: nobody who has not agreed, and nobody whom a host has silenced.
import { describe, expect, it } from 'vitest';
import { initialRoom } from '../../../src/core/model/reduce';
import type { PeerView, RoomState } from '../../../src/core/model/state';
import { kNoMedia } from '../../../src/core/protocol/messages';
import { SceneMaker, type SceneInput } from '../../../src/ui/recording/scene';
import { personInRoom } from '../../support/people';

let tracks = 0;
const track = (kind: string) => ({ id: `${kind}-${(tracks += 1)}`, kind, readyState: 'live' });
const stream = (...kinds: string[]): MediaStream => {
  const all = kinds.map(track);
  return {
    getAudioTracks: () => all.filter(({ kind }) => kind === 'audio'),
    getVideoTracks: () => all.filter(({ kind }) => kind === 'video'),
  } as unknown as MediaStream;
};

/** Somebody who is seen and heard. */
const peer = (userId: string, more: Partial<PeerView> = {}): PeerView =>
  personInRoom(userId, { media: { ...kNoMedia, audio: true, video: true }, ...more });

function input(peers: readonly PeerView[], more: Partial<SceneInput> = {}): SceneInput {
  const room: RoomState = { ...initialRoom('me', 'Me'), peers };
  return {
    room,
    streams: new Map(
      peers.map(({ userId }) => [userId, new Map([['s', stream('audio', 'video')]])]),
    ),
    local: { stream: stream(), audio: null, video: null, screen: null } as SceneInput['local'],
    cameraOn: false,
    agreed: new Set(peers.map(({ userId }) => userId)),
    names: new Map([['me', 'Me'], ...peers.map(({ userId, name }) => [userId, name] as const)]),
    ...more,
  };
}

const make = (given: SceneInput) => new SceneMaker(() => 0).make(given);

describe('who is in a film', () => {
  it('everybody who has agreed, whoever records first', () => {
    const scene = make(input([peer('ada'), peer('ben')]));
    expect(scene.film.people.map(({ id }) => id)).toEqual(['me', 'ada', 'ben']);
    expect([...scene.tracks.keys()]).toEqual(['person ada', 'person ben']);
    expect(scene.voices).toHaveLength(2);
  });

  it('nobody else: no picture, no voice, no name, no screen', () => {
    const shares = peer('ben', {
      media: { ...kNoMedia, audio: true, screen: true, screenStream: 's' },
    });
    const scene = make(input([peer('ada'), shares], { agreed: new Set(['ada']) }));
    expect(JSON.stringify([scene.film, [...scene.tracks.keys()]])).not.toContain('ben');
    expect(scene.voices).toHaveLength(1);
  });

  it('no listener, even one who has agreed', () => {
    const scene = make(input([peer('ada', { role: 'listener' })]));
    expect(scene.film.people.map(({ id }) => id)).toEqual(['me']);
  });

  it('neither voice nor picture that a host has taken', () => {
    const scene = make(input([peer('ada', { blocked: ['audio', 'video'] })]));
    expect(scene.voices).toEqual([]);
    expect([...scene.tracks.keys()]).toEqual([]);
    expect(scene.film.people).toHaveLength(2);
  });

  it('no frozen picture of a connection that is lost', () => {
    const scene = make(input([peer('ada', { link: 'lost' })]));
    expect([...scene.tracks.keys()]).toEqual([]);
  });

  it('the newest screen last, and one that begins again is new', () => {
    const maker = new SceneMaker(() => 0);
    const screen = (userId: string, on: boolean) =>
      peer(userId, { media: { ...kNoMedia, screen: on, ...(on ? { screenStream: 's' } : {}) } });
    const newest = (a: boolean, b: boolean) =>
      [...maker.make(input([screen('ada', a), screen('ben', b)])).film.shares].sort(
        (one, other) => other.since - one.since,
      )[0]?.id;
    expect(newest(true, false)).toBe('ada');
    expect(newest(true, true)).toBe('ben');
    expect(newest(false, true)).toBe('ben');
    expect(newest(true, true)).toBe('ada');
  });

  it('whom a host wants to be seen stands large, else who speaks', () => {
    const given = input([peer('ada'), peer('ben')]);
    const speaks = { ...given, room: { ...given.room, speaker: 'ben' } };
    expect(make(speaks).film.speaker).toBe('ben');
    const spotlit = { ...speaks, room: { ...speaks.room, spotlight: 'ada-1' } };
    expect(make(spotlit).film.speaker).toBe('ada');
  });
});
