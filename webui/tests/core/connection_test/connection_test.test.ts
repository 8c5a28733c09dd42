// SPDX-License-Identifier: MIT
// The order of the checks, what each finds when its part of the world fails, and what is left out.
import { describe, expect, it } from 'vitest';
import { kChecks, type CheckId, type Findings } from '../../../src/core/connection_test/checks';
import { ConnectionTest, type TestDeps } from '../../../src/core/connection_test/connection_test';
import { kRelayPatienceMs } from '../../../src/core/connection_test/relay_probe';
import { kSocketPatienceMs } from '../../../src/core/connection_test/socket_probe';
import { err, ok } from '../../../src/core/result';
import type { SocketLike } from '../../../src/core/signaling/contract';
import { FakeClock, settle } from '../../support/fake_clock';

class Socket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly said: string[] = [];
  closed = 0;

  send(text: string): void {
    this.said.push(text);
  }

  close(): void {
    this.closed += 1;
  }
}

/** A relay as a browser meets it: what gathering over some URLs brings. */
type Gathering = { readonly candidate?: string; readonly errors?: readonly number[] } | 'silent';

class Peer {
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  onicecandidateerror: ((event: { errorCode: number }) => void) | null = null;
  closed = false;

  constructor(private readonly gathering: Gathering) {}

  createDataChannel(): object {
    return {};
  }

  addEventListener(): void {
    // No channel ever comes.
  }

  createOffer(): Promise<never> {
    return Promise.reject(new Error('no way'));
  }

  async setLocalDescription(): Promise<void> {
    await Promise.resolve();
    if (this.gathering === 'silent') return;
    const { candidate, errors = [] } = this.gathering;
    for (const errorCode of errors) this.onicecandidateerror?.({ errorCode });
    if (candidate) this.onicecandidate?.({ candidate: { type: candidate, address: '192.0.2.1' } });
    this.onicecandidate?.({ candidate: null });
  }

  close(): void {
    this.closed = true;
  }
}

const kServers = [
  {
    urls: ['turn:a:1', 'turn:a:1?transport=tcp', 'turns:a:2?transport=tcp'],
    username: 'u',
    credential: 'c',
  },
];

class World {
  readonly clock = new FakeClock();
  readonly sockets: Socket[] = [];
  readonly peers: Peer[] = [];
  readonly seen: (CheckId | null)[] = [];
  readonly test: ConnectionTest;

  constructor(gathering: (url: string) => Gathering, more: Partial<TestDeps> = {}) {
    const deps: TestDeps = {
      clock: this.clock,
      newPeer: (configuration) => {
        const peer = new Peer(gathering(String(configuration.iceServers?.[0]?.urls?.[0])));
        this.peers.push(peer);
        return peer as unknown as RTCPeerConnection;
      },
      secure: true,
      device: async () => ok('Device'),
      askApi: async () => ok(null),
      openSocket: () => {
        const socket = new Socket();
        this.sockets.push(socket);
        return socket;
      },
      iceServers: async () => ok(kServers),
      ...more,
    };
    this.test = new ConnectionTest(deps, (_, running) => this.seen.push(running));
  }

  /** Runs to the end; the server answers the ping. */
  async run(): Promise<Findings> {
    const done = this.test.run();
    await settle();
    this.sockets[0]?.onopen?.();
    this.sockets[0]?.onmessage?.({ data: '{"type":"pong"}' });
    for (let turn = 0; turn < 8; turn += 1) {
      await settle();
      await this.clock.advance(kRelayPatienceMs);
    }
    return done;
  }
}

const reached = (): Gathering => ({ candidate: 'relay' });

describe('the connection test', () => {
  it('goes through the checks in their order and lets everything go', async () => {
    const world = new World(reached);
    const found = await world.run();
    expect(Object.keys(found)).toEqual([...kChecks]);
    expect(world.seen.filter((id, at) => id !== world.seen[at - 1])).toEqual([
      ...kChecks.filter((id) => id !== 'throughput'),
      null,
    ]);
    expect(found.udp).toMatchObject({ verdict: 'good', word: 'reached' });
    expect(found.socket).toMatchObject({ verdict: 'good', word: 'answers' });
    // No way from one connection to the other here.
    expect(found.speech).toMatchObject({ verdict: 'bad', word: 'silent' });
    expect(world.peers.length).toBe(6);
    expect(world.peers.every((peer) => peer.closed)).toBe(true);
    expect(world.sockets[0]?.closed).toBe(1);
    expect(JSON.parse(world.sockets[0]?.said[0] ?? '')).toMatchObject({ type: 'ping' });
    expect(world.clock.pending).toBe(0);
  });

  it('tells a relay that is not reached from one that refuses', async () => {
    const world = new World((url) => {
      if (url.startsWith('turns:')) return { errors: [701, 401] };
      return url.includes('tcp') ? 'silent' : { errors: [701] };
    });
    const found = await world.run();
    expect(found.udp).toEqual({ verdict: 'bad', word: 'unreached' });
    expect(found.tcp).toEqual({ verdict: 'bad', word: 'unreached' });
    expect(found.tls).toEqual({ verdict: 'bad', word: 'refused', figures: { code: 401 } });
    expect(found.speech?.verdict).toBe('bad');
  });

  it('leaves the relay out for whom nobody vouches, and says why', async () => {
    const nobody = await new World(reached, { iceServers: async () => null }).run();
    expect(nobody.udp).toEqual({ verdict: 'unknown', word: 'left-out' });
    expect(nobody.throughput?.word).toBe('left-out');
    const refused = new World(reached, { iceServers: async () => err({ code: 'forbidden' }) });
    expect((await refused.run()).tls).toMatchObject({
      word: 'no-credentials',
      figures: { code: 'forbidden' },
    });
    expect(refused.peers).toEqual([]);
  });

  it('goes on without devices, without the server, and with an old browser', async () => {
    const found = await new World(reached, {
      newPeer: null,
      device: async (kind) => err(kind === 'audio' ? 'denied' : 'missing'),
      askApi: async () => err({ code: 'network' }),
    }).run();
    expect(found.browser).toEqual({ verdict: 'bad', word: 'too-old' });
    expect(found.microphone).toEqual({ verdict: 'bad', word: 'denied' });
    expect(found.camera).toEqual({ verdict: 'poor', word: 'missing' });
    expect(found.api).toMatchObject({ verdict: 'bad', figures: { code: 'network' } });
    expect(found.udp?.word).toBe('left-out');
  });

  it.each([
    ['never opens', false, 'unreached'],
    ['opens and says nothing', true, 'silent'],
  ] as const)('a socket that %s is told', async (_, opens, word) => {
    const world = new World(reached, { iceServers: async () => null });
    const done = world.test.run();
    await settle();
    if (opens) world.sockets[0]?.onopen?.();
    await world.clock.advance(kSocketPatienceMs);
    expect((await done).socket).toEqual({ verdict: 'bad', word });
    expect(world.sockets[0]?.closed).toBe(1);
  });

  it('tells nothing any more after it was stopped', async () => {
    const world = new World(reached);
    const done = world.test.run();
    world.test.stop();
    const before = world.seen.length;
    await settle();
    for (let turn = 0; turn < 8; turn += 1) await world.clock.advance(kRelayPatienceMs);
    await done;
    expect(world.seen.length).toBe(before);
    expect(world.peers).toEqual([]);
  });
});
