// SPDX-License-Identifier: MIT
// The connections between people: newcomers, people whose signaling broke, people who come back.
import { describe, expect, it } from 'vitest';
import { kNoMedia, type PeerInfo } from '../../src/core/protocol/messages';
import { kAwayMs, kAwaySilentMs, Mesh } from '../../src/core/rtc/mesh';
import type { LocalMedia } from '../../src/core/rtc/slots';
import { FakeClock, settle } from '../support/fake_clock';
import { FakePeerConnection, FakeStream } from '../support/fake_rtc';

function peer(userId: string, peerId = `${userId}-1`, polite = false): PeerInfo {
  return { peerId, userId, name: userId, role: 'participant', media: kNoMedia, polite };
}

class Bench {
  readonly clock = new FakeClock();
  readonly connections: FakePeerConnection[] = [];
  readonly offersTo: string[] = [];
  readonly gone: string[] = [];
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
      onStreams: () => undefined,
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
    await bench.clock.advance(kAwayMs - 1);
    expect(bench.connections[0]?.signalingState).not.toBe('closed');
    await bench.clock.advance(1);
    expect(bench.gone).toEqual(['ada']);
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
    await bench.clock.advance(kAwayMs * 2);
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
});
