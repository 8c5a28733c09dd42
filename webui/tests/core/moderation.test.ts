// SPDX-License-Identifier: MIT
// What hosts decide, on this side: what a receiver drops, what a person's own client switches off,
// what a host sends and sees.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { linkReport } from '../../src/core/call/reports';
import {
  droppedOf,
  lets,
  mayShare,
  mayShowCamera,
  mayUnmute,
  mayWrite,
  outranks,
} from '../../src/core/model/permissions';
import { initialRoom, reduce } from '../../src/core/model/reduce';
import type { RoomEvent, RoomState } from '../../src/core/model/state';
import { kNoMedia, kRoles, type Block, type Role } from '../../src/core/protocol/messages';
import { drop, kNothingDropped } from '../../src/core/rtc/dropping';
import { wantedHeight } from '../../src/core/rtc/quality';
import type { PeerStats } from '../../src/core/rtc/stats';
import { Bench, kMedia, kMeeting, peer } from '../support/call_bench';
import { FakeStream, FakeTrack } from '../support/fake_rtc';
import { settle } from '../support/fake_clock';

afterEach(() => vi.restoreAllMocks());

const kSettings = kMeeting.settings;

describe('permissions', () => {
  it('lets hosts act on all but hosts, and co-hosts on those who do not moderate', () => {
    const table = kRoles.map((role) =>
      kRoles.map((other) => (outranks(role, other) ? 'x' : '.')).join(''),
    );
    // host, cohost, presenter, listener, participant
    expect(table).toEqual(['.xxxx', '..xxx', '.....', '.....', '.....']);
  });

  it('reads settings by role', () => {
    const who = (setting: 'everyone' | 'hosts' | 'off'): string =>
      kRoles.filter((role) => lets(setting, role)).join(' ');
    expect(who('everyone')).toBe('host cohost presenter listener participant');
    expect(who('hosts')).toBe('host cohost presenter');
    expect(who('off')).toBe('');
  });

  it('asks for role, decision and setting before it offers anything', () => {
    const person = (role: Role, ...blocked: Block[]) => ({ role, blocked });
    expect(mayUnmute(person('participant'))).toBe(true);
    expect(mayUnmute(person('participant', 'audio'))).toBe(false);
    expect(mayUnmute(person('listener'))).toBe(false);
    expect(mayShowCamera(person('participant', 'video'))).toBe(false);
    expect(mayShowCamera(person('participant', 'audio'))).toBe(true);
    expect(mayShare(person('participant'), kSettings)).toBe(true);
    expect(mayShare(person('participant', 'screen'), kSettings)).toBe(false);
    expect(mayShare(person('participant'), { ...kSettings, share: 'hosts' })).toBe(false);
    expect(mayShare(person('cohost'), { ...kSettings, share: 'hosts' })).toBe(true);
    expect(mayWrite(person('participant'), { ...kSettings, chat: 'hosts' })).toBe(false);
    expect(mayWrite(person('participant', 'chat'), kSettings)).toBe(false);
    expect(mayWrite(person('listener'), undefined)).toBe(true);
  });
});

describe('dropping', () => {
  const audio = new FakeTrack('audio');
  const video = new FakeTrack('video');
  const tab = new FakeTrack('audio');
  const screen = new FakeTrack('video');
  const streams = new Map([
    ['camera', new FakeStream([audio, video], 'camera')],
    ['screen', new FakeStream([tab, screen], 'screen')],
  ]) as unknown as ReadonlyMap<string, MediaStream>;
  const on = (dropped: Partial<typeof kNothingDropped>): string => {
    drop(streams, { ...kNothingDropped, ...dropped });
    return [audio, video, tab, screen].map((track) => (track.enabled ? 'x' : '.')).join('');
  };

  it('silences and blackens exactly what is blocked', () => {
    expect(on({ screenStream: 'screen' })).toBe('xxxx');
    expect(on({ screenStream: 'screen', audio: true })).toBe('.x.x');
    expect(on({ screenStream: 'screen', video: true })).toBe('x.xx');
    expect(on({ screenStream: 'screen', screen: true })).toBe('xx..');
    expect(on({ screen: true })).toBe('xx..'); // also one that nobody announced
    expect(on({ audio: true, video: true, screen: true })).toBe('....');
    expect(on({})).toBe('xxxx');
  });

  it('plays nothing of a listener', () => {
    const media = { ...kNoMedia, screen: true, screenStream: 's' };
    expect(droppedOf({ role: 'listener', media })).toEqual({
      audio: true,
      video: true,
      screen: true,
      screenStream: 's',
    });
    expect(droppedOf({ role: 'participant', media, blocked: ['audio', 'chat'] })).toEqual({
      audio: true,
      video: false,
      screen: false,
      screenStream: 's',
    });
  });
});

/** Ada, whose tracks have arrived here; `about` is what `joined` says of her beside the usual. */
async function withAda(about: object = {}): Promise<{ bench: Bench; tracks: FakeTrack[] }> {
  const bench = new Bench();
  await bench.start([{ ...peer('ada', 'ada-1', false), ...about }]);
  bench.say({
    type: 'answer',
    fromId: 'ada-1',
    answer: {
      type: 'answer',
      sdp:
        'a=fingerprint:x\n{"ufrag":1,"lines":[' +
        '{"mid":"0","kind":"audio","sends":true,"streamId":"cam"},' +
        '{"mid":"1","kind":"video","sends":true,"streamId":"cam"}]}',
    },
  });
  await settle();
  const receivers = bench.connections[0]?.getTransceivers() ?? [];
  return { bench, tracks: receivers.map(({ receiver }) => receiver.track as FakeTrack) };
}

describe('Call, as a receiver', () => {
  it('drops the sound of a person whom a host has muted, until a host allows it', async () => {
    const { bench, tracks } = await withAda();
    const state = (blocked: readonly string[]): void =>
      bench.say({
        type: 'peer-updated',
        peer: { ...peer('ada', 'ada-1', false), blocked },
      });
    const enabled = (): boolean[] => tracks.map((track) => track.enabled);
    expect(enabled()).toEqual([true, true]);
    state(['audio']);
    expect(enabled()).toEqual([false, true]);
    expect(bench.state.peers[0]?.blocked).toEqual(['audio']);
    state(['audio', 'video']);
    expect(enabled()).toEqual([false, false]);
    state([]);
    expect(enabled()).toEqual([true, true]);
  });

  it('drops it also where the mute is older than the connection', async () => {
    const { tracks } = await withAda({ blocked: ['audio'] });
    expect(tracks.map(({ enabled }) => enabled)).toEqual([false, true]);
  });
});

describe('Call, as the person concerned', () => {
  const moderated = (bench: Bench, action: string, targetId: string | null = 'me-1'): void =>
    bench.say({ type: 'moderated', action, targetId, by: 'ada', name: 'Ada' });
  const host = { ...peer('ada', 'ada-1', false), role: 'host' };

  it('switches the microphone off, says so, and tells the others', async () => {
    const bench = new Bench();
    await bench.start([host]);
    moderated(bench, 'mute');
    expect(bench.tracks.microphoneOn).toBe(false);
    expect(bench.socket.last('media-state')).toMatchObject({ audio: false, video: true });
    expect(bench.state.news.at(-1)).toMatchObject({ kind: 'muted', name: 'Ada' });
  });

  it('never switches it on again by itself', async () => {
    const bench = new Bench();
    await bench.start([host]);
    moderated(bench, 'mute');
    moderated(bench, 'unmute-allowed');
    expect(bench.tracks.microphoneOn).toBe(false);
    expect(bench.state.news.at(-1)).toMatchObject({ kind: 'may-unmute' });
  });

  it('obeys a mute of all only where the host outranks it', async () => {
    const bench = new Bench();
    await bench.start([host, peer('bob', 'bob-1', false)]);
    bench.say({ type: 'moderated', action: 'mute', targetId: null, by: 'bob', name: 'Bob' });
    expect(bench.tracks.microphoneOn).toBe(true);
    moderated(bench, 'mute', 'bob-1');
    expect(bench.tracks.microphoneOn).toBe(true);
    moderated(bench, 'mute', null);
    expect(bench.tracks.microphoneOn).toBe(false);
  });

  it('stops camera and screen, and lowers the hand', async () => {
    const bench = new Bench();
    await bench.start([host]);
    await bench.tracks.startScreen();
    bench.call.setHand(true);
    moderated(bench, 'stop-video');
    moderated(bench, 'stop-share');
    moderated(bench, 'lower-hand');
    expect(bench.socket.last('media-state')).toMatchObject({
      video: false,
      screen: false,
      hand: false,
      audio: true,
    });
    expect(bench.state.news.map(({ kind }) => kind)).toEqual([
      'video-stopped',
      'share-stopped',
      'hand-lowered',
    ]);
    moderated(bench, 'lower-hand');
    expect(bench.state.news).toHaveLength(3);
  });

  it('keeps to what the server says of it', async () => {
    const bench = new Bench();
    await bench.start([host]);
    bench.say({
      type: 'peer-updated',
      peer: {
        ...peer('me', 'me-1', false),
        media: { ...kMedia, audio: false },
        blocked: ['audio', 'chat'],
      },
    });
    expect(bench.tracks.microphoneOn).toBe(false);
    expect(bench.state.self.blocked).toEqual(['audio', 'chat']);
    expect(bench.state.peers).toHaveLength(1);
  });

  it('comes in muted where it is muted', async () => {
    const bench = new Bench();
    await bench.tracks.open({ microphone: true, camera: true });
    await bench.askToJoin();
    bench.say({
      type: 'joined',
      meetingId: 'm',
      peerId: 'me-1',
      role: 'participant',
      meeting: kMeeting,
      peers: [],
      iceServers: [],
      chat: [],
      blocked: ['audio'],
      spotlight: 'ada-1',
      re: bench.socket.last('join')['id'],
    });
    await settle();
    expect(bench.tracks.microphoneOn).toBe(false);
    expect(bench.socket.last('media-state')).toMatchObject({ audio: false });
    expect(bench.state.spotlight).toBe('ada-1');
  });

  it('gets another role', async () => {
    const bench = new Bench();
    await bench.start([host]);
    bench.say({ type: 'role-changed', peerId: 'me-1', role: 'cohost', by: null });
    expect(bench.state.self.role).toBe('cohost');
    bench.say({ type: 'role-changed', peerId: 'ada-1', role: 'participant', by: null });
    expect(bench.state.peers[0]?.role).toBe('participant');
  });
});

describe('Call, as a host', () => {
  it('asks the server, and learns whether it was done', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    const done = bench.call.moderate({ action: 'spotlight', targetId: 'ada-1' });
    const sent = bench.socket.last('moderate');
    expect(sent).toMatchObject({ action: 'spotlight', targetId: 'ada-1' });
    bench.say({
      type: 'moderated',
      action: 'spotlight',
      targetId: 'ada-1',
      by: 'me',
      name: 'Me',
      re: sent['id'],
    });
    expect(await done).toEqual({ ok: true, value: null });
    expect(bench.state.spotlight).toBe('ada-1');
    const refused = bench.call.moderate({ action: 'end' });
    bench.socket.say({
      type: 'error',
      code: 'forbidden',
      message: 'no',
      re: bench.socket.last('moderate')['id'],
    });
    expect(await refused).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  it('passes wishes on, and obeys those of others', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    bench.call.want('ada', 360, 15);
    expect(bench.socket.last('want')).toMatchObject({ targetId: 'ada-1', height: 360, rate: 15 });
    bench.say({ type: 'peer-joined', peer: peer('ada', 'ada-2', false) });
    expect(bench.socket.last('want')).toMatchObject({ targetId: 'ada-2', height: 360 });
    bench.socket.say({ type: 'want', fromId: 'ada-2', height: 180, rate: 10 });
    bench.socket.say({ type: 'want', fromId: 'nobody', height: 180, rate: 10 });
    await settle();
    const encoding = bench.connections[0]?.getTransceivers()[1]?.sender.parameters.encodings[0];
    expect(encoding).toMatchObject({ active: true, scaleResolutionDownBy: 4, maxFramerate: 10 });
  });

  it('sends nothing to somebody who does not show it', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    bench.socket.say({ type: 'want', fromId: 'ada-1', height: 0, rate: 0 });
    await settle();
    const camera = () => bench.connections[0]?.getTransceivers()[1]?.sender.parameters.encodings[0];
    expect(camera()).toMatchObject({ active: false });
    bench.socket.say({ type: 'want', fromId: 'ada-1', height: 720, rate: 30 });
    await settle();
    expect(camera()).toMatchObject({ active: true, scaleResolutionDownBy: 1 });
  });
});

describe('wantedHeight', () => {
  it('goes up in steps, within what cameras give', () => {
    expect([0, 1, 90, 91, 400].map((shown) => wantedHeight(shown, 1))).toEqual([
      0, 90, 90, 180, 450,
    ]);
    expect(wantedHeight(400, 2)).toBe(810);
    expect(wantedHeight(2000, 3)).toBe(1080);
  });
});

describe('the lobby', () => {
  const one = {
    requestId: 'r1',
    userId: 'dan',
    name: 'Dan',
    guest: true,
    reason: 'lobby',
    since: '2027-01-15T08:00:00Z',
  };
  const after = (...events: readonly RoomEvent[]): RoomState =>
    events.reduce(reduce, { ...initialRoom('me', 'Me'), phase: 'in' });

  it('shows who waits, and knocks once for somebody new', () => {
    const list = { count: 1, waiting: [one] };
    const state = after({ type: 'lobby', lobby: list }, { type: 'lobby', lobby: list });
    expect(state.lobby).toEqual(list);
    expect(state.news).toEqual([{ kind: 'knock', about: 'r1', name: 'Dan', key: 1 }]);
  });

  it('is no more for whoever is no host any more', () => {
    const state = after(
      { type: 'role', peerId: '', role: 'cohost' },
      { type: 'lobby', lobby: { count: 1, waiting: [one] } },
      { type: 'role', peerId: '', role: 'participant' },
    );
    expect(state.lobby).toEqual({ count: 0, waiting: [] });
  });
});

describe('linkReport', () => {
  const stats: PeerStats = {
    peerId: 'p',
    name: 'Ada',
    connectionState: 'connected',
    local: { type: 'relay', protocol: 'udp' },
    remote: { type: 'srflx', protocol: 'udp' },
    rttMs: 40,
    framesDecoded: { camera: 300, screen: 10 },
    framesSent: 1,
    audioPacketsReceived: 1,
    bytesReceived: 1_250_000,
    bytesSent: 125_000,
    packetsReceived: 990,
    packetsLost: 10,
    freezes: 2,
    frameWidth: 1,
    frameHeight: 1,
  };

  it('tells what has grown since the last report', () => {
    expect(linkReport(stats, undefined, 10)).toEqual({
      peerId: 'p',
      state: 'connected',
      local: 'relay',
      remote: 'srflx',
      rtt: 40,
      loss: 10,
      bitrateIn: 1000,
      bitrateOut: 100,
      frames: 310,
      freezes: 2,
    });
    expect(linkReport(stats, stats, 10)).toMatchObject({ bitrateIn: 0, frames: 0, freezes: 0 });
    expect(linkReport(stats, stats, 10)).not.toHaveProperty('loss');
  });

  it('leaves out what the browser does not say', () => {
    const bare = { ...stats, connectionState: 'new', local: null, remote: null, rttMs: null };
    expect(linkReport(bare, stats, 10)).toEqual({
      peerId: 'p',
      state: 'connecting',
      bitrateIn: 0,
      bitrateOut: 0,
      frames: 0,
      freezes: 0,
    });
    const odd = { ...stats, local: { type: 'odd', protocol: 'udp' } };
    expect(linkReport(odd, stats, 10)).not.toHaveProperty('local');
  });
});

describe('reports of a call', () => {
  it('go out every ten seconds while others are there, and end with it', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    Object.assign(bench.connections[0] ?? {}, { getStats: async () => new Map() });
    const reports = (): number =>
      bench.socket.types().filter((type: string) => type === 'stats').length;
    await bench.clock.advance(10_000);
    await settle();
    expect(reports()).toBe(1);
    expect(bench.socket.last('stats')).toMatchObject({ peers: [{ peerId: 'ada-1' }] });
    bench.call.leave();
    await bench.clock.advance(60_000);
    expect(reports()).toBe(1);
  });
});
