// SPDX-License-Identifier: MIT
// Packets that cease tell of a cut line before the browser does.
import { describe, expect, it } from 'vitest';
import {
  Flow,
  FlowWatch,
  kCutMs,
  kFlowMs,
  kLostMs,
  kWeakMs,
  type Arrival,
} from '../../src/core/call/flow';
import { FakeClock } from '../support/fake_clock';

const ada = (newest: number | null, more: Partial<Arrival> = {}): Arrival => ({
  userId: 'ada',
  link: 'connected',
  sends: true,
  newest,
  ...more,
});

describe('Flow', () => {
  it('calls a connection weak and then lost when its packets cease', () => {
    const flow = new Flow();
    const at = (now: number): unknown => flow.look([ada(7)], now).get('ada');
    expect(at(0)).toBe('connected');
    expect(at(kWeakMs - 1)).toBe('connected');
    expect(at(kWeakMs)).toBe('unstable');
    expect(at(kLostMs)).toBe('lost');
    expect(flow.look([ada(8)], kLostMs + 1).get('ada')).toBe('connected');
  });

  it('expects nothing of somebody who sends nothing, or of whom the browser tells nothing', () => {
    const flow = new Flow();
    flow.look([ada(7)], 0);
    expect(flow.look([ada(7, { sends: false })], 60_000).get('ada')).toBe('connected');
    const other = new Flow();
    other.look([ada(null)], 0);
    expect(other.look([ada(null)], 60_000).get('ada')).toBe('connected');
  });

  it('leaves it to the browser what is connecting or lost', () => {
    const flow = new Flow();
    flow.look([ada(7)], 0);
    expect(flow.look([ada(7, { link: 'connecting' })], 60_000).get('ada')).toBe('connecting');
    expect(flow.look([ada(7, { link: 'lost' })], 10).get('ada')).toBe('lost');
  });

  it('takes the line for cut when nobody’s packets come any more', () => {
    const flow = new Flow();
    const bob = { ...ada(5), userId: 'bob' };
    flow.look([ada(7), bob], 0);
    expect(flow.isCut([ada(7), bob], kCutMs - 1)).toBe(false);
    expect(flow.isCut([ada(7), bob], kCutMs)).toBe(true);
    flow.look([ada(8), bob], kCutMs);
    expect(flow.isCut([ada(8), bob], kCutMs)).toBe(false);
  });

  it('knows nothing of a line over which nobody sends', () => {
    const flow = new Flow();
    expect(flow.isCut([], 60_000)).toBe(false);
    flow.look([ada(7, { sends: false })], 0);
    expect(flow.isCut([ada(7, { sends: false })], 60_000)).toBe(false);
  });
});

describe('FlowWatch', () => {
  it('tells within two seconds that the line is cut, and stops with the call', async () => {
    const clock = new FakeClock();
    let cuts = 0;
    const watch = new FlowWatch({
      clock,
      arrivals: () => [ada(Math.min(clock.now(), 3_000))],
      onLink: () => undefined,
      onCut: () => (cuts += 1),
    });
    watch.start();
    await clock.advance(3_500);
    expect(cuts).toBe(0);
    await clock.advance(kCutMs);
    expect(cuts).toBeGreaterThan(0);
    watch.stop();
    const seen = cuts;
    await clock.advance(10 * kFlowMs);
    expect(cuts).toBe(seen);
  });

  it('does not call lost what came while the page did not run', async () => {
    const clock = new FakeClock();
    const links: string[] = [];
    let cuts = 0;
    const watch = new FlowWatch({
      clock,
      arrivals: () => [ada(7)],
      onLink: (_, link) => links.push(link),
      onCut: () => (cuts += 1),
    });
    watch.start();
    await clock.advance(kFlowMs);
    await clock.stall(60_000);
    expect([links.at(-1), cuts]).toEqual(['connected', 0]);
    // It runs again, and still nothing comes.
    await clock.advance(kWeakMs);
    expect([links.at(-1), cuts > 0]).toEqual(['unstable', true]);
    watch.stop();
  });
});
