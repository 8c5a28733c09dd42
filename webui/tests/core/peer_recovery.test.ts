// SPDX-License-Identifier: MIT
// What a PeerLink does when its connection breaks: deadlines, stages of recovery, lost signaling.
import { describe, expect, it } from 'vitest';
import { kDisconnectedMs, kRecoveryMs } from '../../src/core/rtc/recovery';
import type { LocalMedia } from '../../src/core/rtc/slots';
import { FakeClock, settle } from '../support/fake_clock';
import { FakeStream, FakeTrack } from '../support/fake_rtc';
import { Side, exchange, connectedPair } from '../support/link_side';

describe('recovery', () => {
  it('restarts ICE with fresh credentials after three seconds of silence', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('disconnected');
    await clock.advance(kDisconnectedMs - 1);
    expect(newcomer.refreshes).toBe(0);
    await clock.advance(1);
    expect(newcomer.refreshes).toBe(1);
    expect(newcomer.pc.restarts).toBe(1);
    expect(newcomer.pc.configurations.at(-1)).toEqual({ iceTransportPolicy: 'all' });
    expect(await exchange(newcomer, resident)).toBe(1);
    expect(newcomer.states.at(-1)).toBe('unstable');
  });

  it('does nothing when the connection comes back by itself', async () => {
    const { clock, newcomer } = await connectedPair();
    newcomer.pc.setState('disconnected');
    await clock.advance(kDisconnectedMs - 1);
    newcomer.pc.setState('connected');
    await clock.advance(60_000);
    expect(newcomer.refreshes).toBe(0);
    expect(newcomer.pc.restarts).toBe(0);
  });

  it('goes on to relay only, then to a new connection', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('failed');
    await exchange(newcomer, resident);
    await clock.advance(kRecoveryMs);
    expect(newcomer.pc.configurations.at(-1)).toEqual({ iceTransportPolicy: 'relay' });
    expect(newcomer.pc.restarts).toBe(2);
    await exchange(newcomer, resident);
    await clock.advance(kRecoveryMs);
    await exchange(newcomer, resident);
    expect(newcomer.connections).toHaveLength(2);
    expect(newcomer.connections[0]?.signalingState).toBe('closed');
    // The other side notices the new certificate and builds its own anew.
    expect(resident.connections).toHaveLength(2);
    expect([newcomer.replaced, resident.replaced]).toEqual([1, 1]);
    expect(resident.lines()).toEqual(['0 audio sendrecv', '1 video sendrecv']);
    expect(newcomer.pc.signalingState).toBe('stable');
  });

  it('waits for signaling, keeps the connection, and restarts when signaling is back', async () => {
    const { clock, newcomer } = await connectedPair();
    newcomer.signalingUp = false;
    newcomer.pc.setState('disconnected');
    await clock.advance(60_000);
    expect(newcomer.refreshes).toBe(0);
    expect(newcomer.connections).toHaveLength(1);
    newcomer.signalingUp = true;
    newcomer.link.signalingRestored();
    await settle();
    expect(newcomer.pc.restarts).toBe(1);
  });

  it('repeats an offer lost with the socket; its answer is not a second call', async () => {
    const { newcomer, resident } = await connectedPair();
    newcomer.signalingUp = false;
    const screen = new FakeStream([new FakeTrack('video')]);
    await newcomer.link.setLocal({ ...newcomer.media, screen } as unknown as LocalMedia);
    await settle();
    expect(newcomer.pc.signalingState).toBe('have-local-offer');
    newcomer.signalingUp = true;
    newcomer.link.signalingRestored();
    expect(await exchange(newcomer, resident)).toBe(1);
    expect(resident.streams).toContain(screen.id);
    expect(newcomer.connections).toHaveLength(1);
  });

  it('leaves a healthy connection alone when signaling comes back', async () => {
    const { newcomer, resident } = await connectedPair();
    newcomer.link.rebind('other-again', false);
    newcomer.link.signalingRestored();
    expect(await exchange(newcomer, resident)).toBe(0);
    expect(newcomer.connections).toHaveLength(1);
  });

  it('stops all timers when it is closed', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('disconnected');
    newcomer.link.close();
    resident.link.close();
    expect(clock.pending).toBe(0);
    expect(newcomer.pc.signalingState).toBe('closed');
  });
});

describe('deadlines', () => {
  it('offers after eight seconds without an offer, and restarts after twelve', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, true, false);
    await clock.advance(7_999);
    expect(resident.outbox).toHaveLength(0);
    await clock.advance(1);
    expect(resident.outbox).toHaveLength(1);
    await clock.advance(3_999);
    expect(resident.refreshes).toBe(0);
    await clock.advance(1);
    expect(resident.refreshes).toBe(1);
  });

  it('restarts three seconds after the connection broke', async () => {
    const { clock, newcomer } = await connectedPair();
    newcomer.pc.setState('disconnected');
    await clock.advance(2_999);
    expect(newcomer.refreshes).toBe(0);
    await clock.advance(1);
    expect(newcomer.refreshes).toBe(1);
  });

  it('lays out no lines while an offer of its own is open', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, true, false);
    resident.pc.signalingState = 'have-local-offer';
    await clock.advance(8_000);
    expect(resident.ownLines).toBe(0);
  });
});

describe('link state', () => {
  it('is connecting at first, and unstable while it recovers', async () => {
    const clock = new FakeClock();
    const newcomer = new Side(clock, false, true);
    newcomer.pc.setState('connecting');
    expect(newcomer.states).toEqual(['connecting']);
    newcomer.pc.setState('failed');
    await settle();
    newcomer.pc.setState('connecting');
    expect(newcomer.states).toEqual(['connecting', 'lost', 'unstable']);
    newcomer.pc.setState('connected');
    newcomer.pc.setState('connecting');
    expect(newcomer.states.slice(3)).toEqual(['connected', 'connecting']);
  });
});

describe('stages of recovery', () => {
  it('go round: restart, relay only, new connection, and again', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('failed');
    const seen: string[] = [];
    for (let stage = 0; stage < 6; stage += 1) {
      await exchange(newcomer, resident);
      const policy = newcomer.pc.configurations.at(-1)?.iceTransportPolicy;
      seen.push(`${newcomer.connections.length} ${policy} ${newcomer.pc.restarts}`);
      await clock.advance(kRecoveryMs);
    }
    expect(seen).toEqual(['1 all 1', '1 relay 2', '2 all 0', '2 all 1', '2 relay 2', '3 all 0']);
  });

  it('restart ICE also while an offer is open, if the two sides have talked before', async () => {
    const { newcomer } = await connectedPair();
    const screen = new FakeStream([new FakeTrack('video')]);
    await newcomer.link.setLocal({ ...newcomer.media, screen } as unknown as LocalMedia);
    await settle();
    expect(newcomer.pc.signalingState).toBe('have-local-offer');
    newcomer.pc.setState('failed');
    await settle();
    expect(newcomer.pc.restarts).toBe(1);
  });

  it.each(['failed', 'disconnected'])('begin when signaling is back and ICE %s', async (state) => {
    const { newcomer } = await connectedPair();
    newcomer.pc.connectionState = state;
    newcomer.link.signalingRestored();
    expect(newcomer.refreshes).toBe(1);
  });

  it('begin when signaling is back if they were due without it', async () => {
    const { clock, newcomer } = await connectedPair();
    newcomer.signalingUp = false;
    newcomer.pc.setState('disconnected');
    await clock.advance(kDisconnectedMs);
    newcomer.pc.connectionState = 'connecting';
    newcomer.signalingUp = true;
    newcomer.link.signalingRestored();
    await settle();
    expect(newcomer.refreshes).toBe(1);
    // The restart is no longer due.
    newcomer.link.signalingRestored();
    await settle();
    expect(newcomer.refreshes).toBe(1);
  });

  it('do not overlap, and stop when the connection is up or closed meanwhile', async () => {
    for (const end of ['connected', 'closed'] as const) {
      const { newcomer } = await connectedPair();
      let granted = (): void => undefined;
      newcomer.refresh = new Promise((resolve) => (granted = resolve));
      newcomer.pc.setState('failed');
      newcomer.pc.setState('failed');
      expect(newcomer.refreshes).toBe(1);
      const { pc } = newcomer;
      if (end === 'closed') newcomer.link.close();
      else pc.setState('connected');
      granted();
      await settle();
      expect([pc.restarts, newcomer.connections.length]).toEqual([0, 1]);
    }
  });

  it('begin on every connection with all ways, not with the relay only', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('failed');
    await clock.advance(2 * kRecoveryMs);
    await exchange(newcomer, resident);
    const all = { iceTransportPolicy: 'all' };
    expect(newcomer.connections).toHaveLength(2);
    expect(newcomer.connections.map((pc) => pc.configurations[0])).toEqual([all, all]);
    expect(resident.connections.map((pc) => pc.configurations[0])).toEqual([all, all]);
    // The resident answers on the lines of the newcomer and asks for none.
    expect(resident.ownLines).toBe(0);
  });

  it('keep candidates that overtake the answer to the new connection', async () => {
    const { clock, newcomer, resident } = await connectedPair();
    newcomer.pc.setState('failed');
    await clock.advance(2 * kRecoveryMs);
    expect(newcomer.connections).toHaveLength(2);
    newcomer.link.receive({ kind: 'candidates', candidates: [{ candidate: 'candidate:new' }] });
    await exchange(newcomer, resident);
    expect(newcomer.pc.added).toEqual([{ candidate: 'candidate:new' }]);
  });
});

describe('the end of a link', () => {
  it('leaves later signals and steps without effect', async () => {
    const clock = new FakeClock();
    const resident = new Side(clock, true, false);
    const newcomer = new Side(clock, false, true);
    await settle();
    const [offer] = newcomer.outbox;
    if (!offer) throw new Error('no offer');
    resident.link.receive(offer);
    resident.link.close();
    await settle();
    resident.link.receive(offer);
    await settle();
    expect(resident.outbox).toEqual([]);
    expect(resident.pc.remoteDescription).toBeNull();
  });
});

describe('another network', () => {
  it('looks for a new way at once, while the old one still serves', async () => {
    const { newcomer, resident } = await connectedPair();
    await newcomer.link.networkChanged();
    expect([newcomer.refreshes, newcomer.pc.restarts]).toEqual([1, 1]);
    expect(await exchange(newcomer, resident)).toBe(1);
    expect([newcomer.connections.length, newcomer.pc.connectionState]).toEqual([1, 'connected']);
  });

  it('counts as no failed try: the next break begins with an ICE restart', async () => {
    const { newcomer, resident } = await connectedPair();
    await newcomer.link.networkChanged();
    await exchange(newcomer, resident);
    newcomer.pc.setState('failed');
    await exchange(newcomer, resident);
    expect(newcomer.pc.configurations.at(-1)).toEqual({ iceTransportPolicy: 'all' });
  });

  it('waits for signaling, and does nothing after the end', async () => {
    const { newcomer } = await connectedPair();
    newcomer.signalingUp = false;
    await newcomer.link.networkChanged();
    expect(newcomer.refreshes).toBe(0);
    newcomer.signalingUp = true;
    const changing = newcomer.link.networkChanged();
    newcomer.link.close();
    await changing;
    expect(newcomer.pc.restarts).toBe(0);
  });

  it('restarts a connection that is down', async () => {
    const { newcomer } = await connectedPair();
    newcomer.pc.setState('disconnected');
    await newcomer.link.networkChanged();
    expect(newcomer.pc.restarts).toBe(1);
  });
});
