// SPDX-License-Identifier: MIT
// A lecture from both sides: who listens sends nothing until the floor is given, who speaks tells
// how many listeners can be served, and an audience comes and goes without a word.
import { describe, expect, it } from 'vitest';
import { Bench, kMedia, kMeeting, peer } from '../support/call_bench';
import { settle } from '../support/fake_clock';
import { kAudienceMs } from '../../src/core/call/audience_teller';
import { kUnmeasured } from '../../src/core/rtc/audience';

const kOff = { ...kMedia, audio: false, video: false };
const kLecture = {
  meeting: { ...kMeeting, type: 'lecture' },
  audience: { listeners: 2, speakers: 1, hands: 0 },
};

const ada = { ...peer('ada', 'ada-1', false), role: 'host' };
const bob = { ...peer('bob', 'bob-1', true), role: 'listener', media: kOff };

async function listener(): Promise<Bench> {
  const bench = new Bench();
  await bench.start([ada], { ...kLecture, role: 'listener' });
  return bench;
}

async function speaker(): Promise<Bench> {
  const bench = new Bench();
  await bench.start([bob], { ...kLecture, role: 'host' });
  return bench;
}

const sentTracks = (bench: Bench): (string | undefined)[] =>
  bench.connections.flatMap((pc) =>
    pc.getTransceivers().flatMap(({ sender }) => (sender.track ? [sender.track.kind] : [])),
  );

describe('a listener', () => {
  it('sends nothing, and lets go of its camera', async () => {
    const bench = await listener();
    expect(sentTracks(bench)).toEqual([]);
    expect(bench.socket.last('media-state')).toMatchObject({ audio: false, video: false });
    expect(bench.tracks.cameraOn).toBe(false);
    expect(bench.tracks.microphoneOn).toBe(false);
    expect(bench.socket.types()).not.toContain('capacity');
    expect(bench.state.audience).toEqual(kLecture.audience);
  });

  it('sends nothing, though its page switches everything on', async () => {
    const bench = await listener();
    await bench.tracks.setMicrophone(true);
    await bench.tracks.setCamera(true);
    await bench.tracks.startScreen();
    await bench.clock.advance(500);
    expect(sentTracks(bench)).toEqual([]);
    expect(bench.socket.last('media-state')).toMatchObject({
      audio: false,
      video: false,
      screen: false,
    });
  });

  it('raises a hand', async () => {
    const bench = await listener();
    bench.call.setHand(true);
    expect(bench.socket.last('media-state')).toMatchObject({ hand: true, audio: false });
  });

  it('gets the floor: is told so, and sends what the person switches on', async () => {
    const bench = await listener();
    bench.say({ type: 'role-changed', peerId: 'me-1', role: 'presenter', by: 'ada' });
    await bench.say({
      type: 'joined',
      meetingId: 'm',
      peerId: 'me-1',
      role: 'presenter',
      peers: [ada, bob],
      iceServers: [],
      chat: [],
      ...kLecture,
    });
    await settle();
    expect(bench.state.news.map(({ kind }) => kind)).toEqual(['floor-given']);
    expect(bench.tracks.microphoneOn).toBe(false);
    expect(bench.connections).toHaveLength(2);
    await bench.tracks.setMicrophone(true);
    await bench.clock.advance(500);
    expect(sentTracks(bench)).toContain('audio');
    expect(bench.socket.last('media-state')).toMatchObject({ audio: true, video: false });
    expect(bench.socket.types()).toContain('capacity');
  });

  it('loses the floor: is told so once, and nobody of the audience has left', async () => {
    const bench = new Bench();
    await bench.start([ada, bob], { ...kLecture, role: 'presenter' });
    bench.say({ type: 'role-changed', peerId: 'me-1', role: 'listener', by: 'ada' });
    bench.say({ type: 'peer-left', peer: bob, reason: 'listening' });
    await settle();
    expect(sentTracks(bench)).toEqual([]);
    expect(bench.tracks.cameraOn).toBe(false);
    expect(bench.state.news.map(({ kind }) => kind)).toEqual(['floor-taken']);
    expect(bench.state.peers.map(({ userId }) => userId)).toEqual(['ada']);
    expect(bench.connections.filter((pc) => pc.connectionState === 'closed')).toHaveLength(1);
  });

  it('hears that another listener has the floor, and that it is taken again', async () => {
    const bench = await listener();
    const eve = { ...peer('eve', 'eve-1', true), role: 'presenter' };
    bench.say({ type: 'role-changed', peerId: 'eve-1', role: 'presenter', by: 'ada' });
    bench.say({ type: 'peer-joined', peer: eve });
    bench.say({ type: 'role-changed', peerId: 'eve-1', role: 'listener', by: 'ada' });
    bench.say({ type: 'peer-left', peer: { ...eve, role: 'listener' }, reason: 'listening' });
    await settle();
    expect(bench.state.news.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'peer-speaks eve',
    ]);
    expect(bench.state.peers.map(({ userId }) => userId)).toEqual(['ada']);
  });

  it('sees the numbers of the others and what they feel', async () => {
    const bench = await listener();
    bench.say({
      type: 'audience',
      meetingId: 'm',
      listeners: 9,
      speakers: 1,
      hands: 2,
      capacity: 9,
    });
    expect(bench.state.audience).toEqual({ listeners: 9, speakers: 1, hands: 2, capacity: 9 });
    bench.socket.say({ type: 'reactions', reactions: [{ emoji: '👏', count: 7 }] });
    bench.socket.say({ type: 'reaction', fromId: 'ada-1', emoji: '🎉' });
    expect(bench.crowd).toEqual([['👏', 7]]);
    expect(bench.reactions).toEqual([['ada', '🎉']]);
  });
});

describe('whoever speaks', () => {
  it('tells at once, and after a break again, how many listeners it can serve', async () => {
    const bench = await speaker();
    expect(bench.socket.last('capacity')).toMatchObject({ listeners: kUnmeasured });
    await bench.clock.advance(3 * kAudienceMs);
    expect(bench.socket.types().filter((type) => type === 'capacity')).toHaveLength(1);
    bench.socket.break();
    await bench.clock.advance(500);
    await bench.joined([bob], 'me-2', { ...kLecture, role: 'host' });
    expect(bench.socket.last('capacity')).toMatchObject({ listeners: kUnmeasured });
  });

  it('says nothing of it in a meeting', async () => {
    const bench = new Bench();
    await bench.start([ada]);
    await bench.clock.advance(3 * kAudienceMs);
    expect(bench.socket.types()).not.toContain('capacity');
  });

  it('is not told of listeners who come and go, but of their hands', async () => {
    const bench = await speaker();
    const cid = { ...peer('cid', 'cid-1', true), role: 'listener', media: kOff };
    bench.say({ type: 'peer-joined', peer: cid });
    bench.say({
      type: 'peer-updated',
      peer: { ...cid, media: { ...kOff, hand: true }, handOrder: 1 },
    });
    bench.say({ type: 'peer-left', peer: cid, reason: 'left' });
    await settle();
    expect(bench.state.news.map(({ kind }) => kind)).toEqual(['hand-raised']);
    bench.socket.say({ type: 'reaction', fromId: 'bob-1', emoji: '👏' });
    expect(bench.crowd).toEqual([['👏', 1]]);
  });

  it('is told who has got the floor', async () => {
    const bench = await speaker();
    bench.say({ type: 'role-changed', peerId: 'bob-1', role: 'presenter', by: 'me' });
    bench.say({ type: 'role-changed', peerId: 'bob-1', role: 'listener', by: 'me' });
    expect(bench.state.news.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'peer-speaks bob',
    ]);
  });
});
