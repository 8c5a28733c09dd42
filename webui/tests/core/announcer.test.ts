// SPDX-License-Identifier: MIT
// A state that changes faster than the server takes it.
import { describe, expect, it } from 'vitest';
import { Announcer } from '../../src/core/call/announcer';
import { FakeClock } from '../support/fake_clock';

class Bench {
  readonly clock = new FakeClock();
  state = 'off';
  readonly sent: string[] = [];
  readonly times: number[] = [];
  readonly announcer = new Announcer(
    this.clock,
    () => this.state,
    () => {
      this.sent.push(this.state);
      this.times.push(this.clock.now());
    },
  );

  set(state: string): void {
    this.state = state;
    this.announcer.changed();
  }
}

describe('Announcer', () => {
  it('tells a change at once', () => {
    const bench = new Bench();
    bench.set('on');
    expect(bench.sent).toEqual(['on']);
  });

  it('tells the same state once', async () => {
    const bench = new Bench();
    bench.set('on');
    bench.set('on');
    await bench.clock.advance(10_000);
    expect(bench.sent).toEqual(['on']);
  });

  it('keeps to the server’s limits under endless presses, the last state last', async () => {
    const bench = new Bench();
    for (let press = 0; press < 400; press += 1) {
      bench.set(`press ${press}`);
      await bench.clock.advance(50);
    }
    await bench.clock.advance(1_000);
    expect(bench.sent.at(-1)).toBe('press 399');
    // Five a second, twenty at once: a bucket that is never empty.
    let tokens = 20;
    let at = 0;
    for (const time of bench.times) {
      tokens = Math.min(20, tokens + ((time - at) * 5) / 1000) - 1;
      at = time;
      expect(tokens).toBeGreaterThanOrEqual(0);
    }
  });

  it('says nothing when the state is the old one again', async () => {
    const bench = new Bench();
    for (let press = 0; press < 8; press += 1) bench.set(`press ${press}`);
    bench.set('other');
    bench.set('press 7');
    await bench.clock.advance(1_000);
    expect(bench.sent).toHaveLength(8);
  });

  it('tells a newcomer at once, and a refused state again', async () => {
    const bench = new Bench();
    bench.set('on');
    bench.announcer.now();
    expect(bench.sent).toEqual(['on', 'on']);
    bench.announcer.refused(3);
    bench.state = 'off';
    await bench.clock.advance(2_999);
    expect(bench.sent).toHaveLength(2);
    await bench.clock.advance(1);
    expect(bench.sent).toEqual(['on', 'on', 'off']);
  });

  it('is silent after its end', async () => {
    const bench = new Bench();
    bench.announcer.refused(1);
    bench.announcer.stop();
    await bench.clock.advance(5_000);
    expect(bench.sent).toEqual([]);
  });
});
