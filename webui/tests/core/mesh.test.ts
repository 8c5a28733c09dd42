// SPDX-License-Identifier: MIT
// The connections between people: newcomers, people whose signaling broke, people who come back.
import { describe, expect, it } from 'vitest';
import { kNoMedia, type PeerInfo } from '../../src/core/protocol/messages';
import { kAwaySilentMs, Mesh } from '../../src/core/rtc/mesh';
import type { LocalMedia } from '../../src/core/rtc/slots';
import { FakeClock, settle } from '../support/fake_clock';
import { FakePeerConnection, FakeStream, FakeTrack } from '../support/fake_rtc';

/** A lesson. */
const kLongMs = 60 * 60_000;

function peer(userId: string, peerId = `${userId}-1`, polite = false): PeerInfo {
  return { peerId, userId, name: userId, role: 'participant', media: kNoMedia, polite };
}

class Bench {
  readonly clock = new FakeClock();
  readonly connections: FakePeerConnection[] = [];
  readonly offersTo: string[] = [];
  readonly gone: string[] = [];
  readonly lanes: [string, string, boolean][] = [];
  readonly bytes: [string, string, number[]][] = [];
  readonly checks: [string, string][] = [];
  readonly streams: [string, number][] = [];
  readonly mesh = new Mesh(
    { stream: new FakeStream(), audio: null, video: null, screen: null } as unknown as LocalMedia,
    {
      createConnection: (config) => {
        const pc = new FakePeerConnection(config);
        this.connections.push(pc);
        return pc as unknown as RTCPeerConnection;
      },
      configuration: () => ({}),
      refreshIce: async () => undefined,
      signal: (targetId, signal) => {
        if (signal.kind === 'description' && signal.description.type === 'offer')
          this.offersTo.push(targetId);
        return true;
      },
      signalingUp: () => true,
      clock: this.clock,
    },
    {
      onLinkState: () => undefined,
      onCheck: (userId, check) => this.checks.push([userId, check.state]),
      onLane: (userId, lane, open) => this.lanes.push([userId, lane, open]),
      onBytes: (userId, lane, bytes) => this.bytes.push([userId, lane, [...bytes]]),
      onStreams: (userId, streams) => this.streams.push([userId, streams.size]),
      onText: () => undefined,
      onGone: (userId) => this.gone.push(userId),
    },
  );
}

describe('Mesh', () => {
  it('offers to everyone who is there, and waits for those who come', async () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada'), peer('bob')]);
    bench.mesh.peerJoined(peer('cyd', 'cyd-1', true));
    await settle();
    expect(bench.offersTo).toEqual(['ada-1', 'bob-1']);
    expect(bench.mesh.size).toBe(3);
  });

  it('closes at once when somebody leaves', () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada')]);
    bench.mesh.peerLeft(peer('ada'), 'left');
    expect(bench.connections[0]?.signalingState).toBe('closed');
    expect(bench.gone).toEqual(['ada']);
    expect(bench.clock.pending).toBe(0);
  });

  it('keeps the connection of somebody whose signaling broke while the media flows', async () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada')]);
    bench.connections[0]?.setState('connected');
    bench.mesh.peerLeft(peer('ada'), 'disconnected');
    await bench.clock.advance(kLongMs);
    expect(bench.connections[0]?.signalingState).not.toBe('closed');
    expect(bench.gone).toEqual([]);
  });

  it('lets them go soon once the media stops, too', async () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada')]);
    bench.connections[0]?.setState('connected');
    bench.mesh.peerLeft(peer('ada'), 'disconnected');
    bench.connections[0]?.setState('disconnected');
    await bench.clock.advance(kAwaySilentMs);
    expect(bench.gone).toEqual(['ada']);
  });

  it('knows them again under their new peer id, on the same connection', async () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada')]);
    bench.connections[0]?.setState('connected');
    bench.mesh.peerLeft(peer('ada'), 'disconnected');
    await bench.clock.advance(5_000);
    bench.mesh.peerJoined(peer('ada', 'ada-2', true));
    await bench.clock.advance(kLongMs);
    expect(bench.gone).toEqual([]);
    expect(bench.connections).toHaveLength(1);
    expect(bench.mesh.link('ada')?.peerId).toBe('ada-2');
  });

  it('keeps all connections over its own reconnect, and offers only to who is new', async () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada')]);
    await settle();
    const [ada] = bench.connections;
    ada?.setState('connected');
    // The offer was answered long ago.
    if (ada) ada.signalingState = 'stable';
    bench.offersTo.length = 0;
    bench.mesh.sync([peer('ada'), peer('bob')]);
    await settle();
    expect(bench.offersTo).toEqual(['bob-1']);
    expect(bench.connections).toHaveLength(2);
  });

  it('does not let the news of an old session end the new one', () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada', 'ada-2')]);
    bench.mesh.peerLeft(peer('ada', 'ada-1'), 'left');
    expect(bench.gone).toEqual([]);
  });

  it('ignores signals from nobody', () => {
    const bench = new Bench();
    bench.mesh.receive('nobody', { kind: 'candidates', candidates: [null] });
    expect(bench.connections).toEqual([]);
  });

  it('keeps a person for as long as media flows, and for 6 seconds without', async () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada'), peer('bob')]);
    bench.connections[0]?.setState('connected');
    bench.mesh.peerLeft(peer('ada'), 'disconnected');
    bench.mesh.peerLeft(peer('bob'), 'disconnected');
    await bench.clock.advance(5_999);
    expect(bench.gone).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.gone).toEqual(['bob']);
    await bench.clock.advance(kLongMs);
    expect(bench.gone).toEqual(['bob']);
    bench.connections[0]?.setState('disconnected');
    await bench.clock.advance(5_999);
    expect(bench.gone).toEqual(['bob']);
    await bench.clock.advance(1);
    expect(bench.gone).toEqual(['bob', 'ada']);
  });

  it('takes for away whom the server does not list, and keeps the others', async () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada'), peer('bob')]);
    bench.mesh.sync([peer('bob')]);
    await bench.clock.advance(kAwaySilentMs);
    expect(bench.gone).toEqual(['ada']);
    expect(bench.mesh.link('bob')).toBeDefined();
  });

  it('does not end somebody who came back, however often they were said to be away', async () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada')]);
    bench.connections[0]?.setState('connected');
    bench.mesh.peerLeft(peer('ada'), 'disconnected');
    await bench.clock.advance(1_000);
    bench.mesh.sync([]);
    bench.mesh.peerJoined(peer('ada', 'ada-2'));
    bench.connections[0]?.setState('disconnected');
    await bench.clock.advance(kAwaySilentMs);
    bench.connections[0]?.setState('connected');
    await bench.clock.advance(kLongMs);
    expect(bench.gone).toEqual([]);
  });

  it('hands on the streams of people who are there, and none of those who are gone', () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada')]);
    const track = new FakeTrack('video');
    bench.connections[0]?.ontrack?.({ track, streams: [new FakeStream([track])] });
    expect(bench.streams).toEqual([['ada', 1]]);
    bench.mesh.peerLeft(peer('ada'), 'left');
    expect(bench.streams).toEqual([['ada', 1]]);
  });

  it('measures with the newest name of a person', async () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada')]);
    Object.assign(bench.connections[0] ?? {}, { getStats: async () => new Map() });
    bench.mesh.peerUpdated({ ...peer('ada'), name: 'Ada Lovelace' });
    bench.mesh.peerUpdated(peer('nobody'));
    expect(await bench.mesh.stats()).toMatchObject([
      { peerId: 'ada-1', name: 'Ada Lovelace', connectionState: 'new' },
    ]);
  });

  it('reads how loud a person is from the first source of the audio line', () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada')]);
    const receiver = (kind: string, levels: number[]): object => ({
      track: { kind },
      getSynchronizationSources: () => levels.map((audioLevel) => ({ audioLevel })),
    });
    let receivers: object[] = [];
    Object.assign(bench.connections[0] ?? {}, { getReceivers: () => receivers });
    expect(bench.mesh.audioLevel('ada')).toBe(0);
    receivers = [receiver('video', [0.9]), receiver('audio', [0.4, 0.7])];
    expect(bench.mesh.audioLevel('ada')).toBe(0.4);
    receivers = [receiver('audio', [])];
    expect(bench.mesh.audioLevel('ada')).toBe(0);
    expect(bench.mesh.audioLevel('nobody')).toBe(0);
  });

  it('limits what each person gets by how many there are', async () => {
    const bench = new Bench();
    bench.mesh.sync([peer('ada'), peer('bob')]);
    await settle();
    const camera = (): unknown =>
      bench.connections[0]?.getTransceivers()[1]?.sender.parameters.encodings[0]?.['maxBitrate'];
    expect(camera()).toBe(1_000_000);
    bench.mesh.peerLeft(peer('bob'), 'left');
    await settle();
    expect(camera()).toBe(1_700_000);
  });
});
