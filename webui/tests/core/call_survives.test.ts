// SPDX-License-Identifier: MIT
// What a call survives: a cut line, sleep, another network, somebody without signaling.
import { describe, expect, it } from 'vitest';
import { kCutMs, kFlowMs } from '../../src/core/call/flow';
import { kDoubtMs, kProbeMs } from '../../src/core/signaling/liveness';
import { Bench, kMedia, peer } from '../support/call_bench';
import { settle } from '../support/fake_clock';

/** A call with one person, whose packets come while `flowing` is true. */
async function talking(): Promise<{ bench: Bench; stop: () => void }> {
  const bench = new Bench();
  await bench.start([peer('ada', 'ada-1', false)]);
  const [pc] = bench.connections;
  let stopped: number | null = null;
  const timestamp = (): number => stopped ?? bench.clock.now();
  const receiver = {
    track: { kind: 'audio' },
    getSynchronizationSources: () => [{ timestamp: timestamp(), audioLevel: 0 }],
  };
  if (pc) pc.getReceivers = () => [receiver];
  pc?.setState('connected');
  await bench.clock.advance(5 * kFlowMs);
  return {
    bench,
    stop: () => {
      stopped = bench.clock.now();
    },
  };
}

describe('a call', () => {
  it('shows a silent network within three seconds, and looks for another way', async () => {
    const { bench, stop } = await talking();
    stop();
    await bench.clock.advance(kCutMs + kFlowMs);
    expect(bench.socket.types()).toContain('ping');
    expect(bench.state.doubtful).toBe(false);
    await bench.clock.advance(kDoubtMs);
    expect(bench.state).toMatchObject({ signaling: 'up', doubtful: true });
    await bench.clock.advance(kProbeMs - kDoubtMs);
    expect(bench.state).toMatchObject({ signaling: 'down', doubtful: false });
    expect(kCutMs + kFlowMs + kDoubtMs).toBeLessThan(3_000);
  });

  it('asks, and says nothing, when only the media of the others stopped', async () => {
    const { bench, stop } = await talking();
    stop();
    await bench.clock.advance(kCutMs + kFlowMs);
    bench.socket.say({ type: 'pong', t: 0 });
    await bench.clock.advance(kDoubtMs / 2);
    expect(bench.state).toMatchObject({ signaling: 'up', doubtful: false });
  });

  it('calls a connection weak and then lost before the browser does', async () => {
    const { bench, stop } = await talking();
    stop();
    const pong = setPong(bench);
    await bench.clock.advance(2_500);
    expect(bench.state.peers[0]?.link).toBe('unstable');
    await bench.clock.advance(6_000);
    expect(bench.state.peers[0]?.link).toBe('lost');
    pong.stop();
  });

  it('expects no packets of a muted person whose picture it does not show', async () => {
    const { bench, stop } = await talking();
    const quiet = peer('ada', 'ada-1', false);
    bench.say({ type: 'peer-updated', peer: { ...quiet, media: { ...kMedia, audio: false } } });
    bench.call.want('ada', 0, 0);
    stop();
    const pong = setPong(bench);
    await bench.clock.advance(30_000);
    expect(bench.state.peers[0]?.link).toBe('connected');
    pong.stop();
  });

  it('shows at once that the system has no network', async () => {
    const { bench } = await talking();
    bench.call.networkLost();
    expect(bench.state.doubtful).toBe(true);
    bench.socket.say({ type: 'pong', t: 0 });
    expect(bench.state.doubtful).toBe(false);
  });

  it('asks after sleep whether the line is alive, before the next ping is due', async () => {
    const { bench } = await talking();
    const pings = (): number => bench.socket.types().filter((type) => type === 'ping').length;
    const before = pings();
    bench.call.retryNow();
    expect(pings()).toBe(before + 1);
  });

  it('looks for new ways to everybody on another network', async () => {
    const { bench } = await talking();
    const [pc] = bench.connections;
    if (pc) Object.assign(pc, { remoteDescription: { type: 'answer', sdp: 'x' } });
    bench.call.networkChanged();
    bench.say({
      ...{ type: 'ice-servers', iceServers: [], ttl: 3600 },
      re: bench.socket.last('ice-refresh')['id'],
    });
    await settle();
    expect(pc?.restarts).toBe(1);
  });

  it('keeps somebody without signaling for as long as the media flows', async () => {
    const { bench } = await talking();
    bench.say({
      type: 'peer-left',
      peer: peer('ada', 'ada-1', false),
      reason: 'disconnected',
    });
    const pong = setPong(bench);
    await bench.clock.advance(10 * 60_000);
    expect(bench.state.peers).toMatchObject([{ userId: 'ada', away: true }]);
    pong.stop();
  });
});

/** A server that answers every ping. */
function setPong(bench: Bench): { stop(): void } {
  let running = true;
  const next = (): void => {
    bench.clock.after(500, () => {
      if (!running) return;
      bench.socket.say({ type: 'pong', t: 0 });
      next();
    });
  };
  next();
  return {
    stop: () => {
      running = false;
    },
  };
}
