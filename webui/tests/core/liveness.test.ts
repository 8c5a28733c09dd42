// SPDX-License-Identifier: MIT
// Whether anybody is at the other end, and how soon people are told that nobody is.
import { describe, expect, it } from 'vitest';
import { kDoubtMs, kPongMs, kProbeMs, Liveness } from '../../src/core/signaling/liveness';
import { kGraceMs, kMostGraces } from '../../src/core/patience';
import { FakeClock } from '../support/fake_clock';

class Bench {
  readonly clock = new FakeClock();
  pings: number[] = [];
  readonly doubts: boolean[] = [];
  dead = 0;
  readonly liveness = new Liveness({
    clock: this.clock,
    ping: (now) => this.pings.push(now),
    onDoubt: (doubtful) => this.doubts.push(doubtful),
    onDead: () => (this.dead += 1),
  });

  constructor() {
    this.liveness.start(20_000);
  }
}

describe('Liveness', () => {
  it('pings per interval, and doubts a ping that has no answer within a second', async () => {
    const bench = new Bench();
    await bench.clock.advance(20_000 + kDoubtMs - 1);
    expect([bench.pings, bench.doubts]).toEqual([[20_000], []]);
    await bench.clock.advance(1);
    expect(bench.doubts).toEqual([true]);
    await bench.clock.advance(kPongMs - kDoubtMs);
    expect(bench.dead).toBe(1);
  });

  it('takes any message for life, and pings again an interval later', async () => {
    const bench = new Bench();
    await bench.clock.advance(20_000 + kDoubtMs);
    bench.liveness.heard();
    expect(bench.doubts).toEqual([true, false]);
    await bench.clock.advance(20_000);
    expect(bench.pings).toEqual([20_000, 41_000]);
    expect(bench.dead).toBe(0);
  });

  it('asks at once when media falls silent, once, and gives that less time', async () => {
    const bench = new Bench();
    await bench.clock.advance(3_000);
    bench.liveness.probe();
    bench.liveness.probe();
    expect(bench.pings).toEqual([3_000]);
    await bench.clock.advance(kDoubtMs);
    bench.liveness.probe();
    expect(bench.doubts).toEqual([true]);
    await bench.clock.advance(kProbeMs - kDoubtMs);
    expect([bench.pings, bench.dead]).toEqual([[3_000], 1]);
  });

  it('doubts at once when the system says that the network is gone', () => {
    const bench = new Bench();
    bench.liveness.suspect();
    expect([bench.doubts, bench.pings]).toEqual([[true], [0]]);
    bench.liveness.heard();
    expect(bench.doubts).toEqual([true, false]);
  });

  it('does not blame the line when the page itself did not run', async () => {
    const bench = new Bench();
    await bench.clock.advance(3_000);
    bench.liveness.probe();
    // Busy for longer than any deadline; the answer waits behind the timers.
    await bench.clock.stall(9_000);
    expect([bench.doubts, bench.dead]).toEqual([[], 0]);
    bench.liveness.heard();
    await bench.clock.advance(kGraceMs);
    expect([bench.doubts, bench.dead]).toEqual([[], 0]);
  });

  it('has more patience on a machine on which every timer is late', async () => {
    const bench = new Bench();
    bench.liveness.probe();
    // An answer after two and a half seconds, of which the page ran for a few moments.
    for (let turn = 0; turn < 2; turn += 1) await bench.clock.stall(1_250);
    expect(bench.doubts).toEqual([]);
    bench.liveness.heard();
    await bench.clock.advance(5_000);
    expect([bench.doubts, bench.dead]).toEqual([[], 0]);
  });

  it('doubts in the end, though the page never runs in time', async () => {
    const bench = new Bench();
    bench.liveness.probe();
    for (let turn = 0; turn <= kMostGraces; turn += 1) await bench.clock.stall(1_700);
    expect(bench.doubts).toEqual([true]);
    for (let turn = 0; turn <= kMostGraces; turn += 1) await bench.clock.stall(1_700);
    expect(bench.dead).toBe(1);
  });

  it('doubts a second after the page runs again, if still nothing comes', async () => {
    const bench = new Bench();
    bench.liveness.probe();
    await bench.clock.stall(1_500);
    expect(bench.doubts).toEqual([]);
    await bench.clock.advance(kGraceMs);
    expect(bench.doubts).toEqual([true]);
  });

  it('does nothing any more without a socket', async () => {
    const bench = new Bench();
    bench.liveness.suspect();
    bench.liveness.stop();
    expect(bench.doubts).toEqual([true, false]);
    await bench.clock.advance(60_000);
    expect([bench.dead, bench.pings.length, bench.clock.pending]).toEqual([0, 1, 0]);
  });
});
