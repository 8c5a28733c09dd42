// SPDX-License-Identifier: MIT
// Adaptation over a model of links: speech never breaks, pictures get what is left and come back,
// one weak person takes nothing from the others, and the meter is honest.
import { describe, expect, it } from 'vitest';
import { Adaptation } from '../../src/core/rtc/adaptation';
import { capacityOf, type Load } from '../../src/core/rtc/capacity';
import {
  kFreshCpu,
  kGoodMs,
  newLadder,
  nextCpu,
  nextLadder,
  wantsRedundancy,
  type Sample,
} from '../../src/core/rtc/ladder';
import { countersOf, sampleOf } from '../../src/core/rtc/samples';
import { FakeClock, settle } from '../support/fake_clock';
import { ModelLink, Uplink, type Moment } from '../support/link_model';

const kMbit = 1_000_000;

interface Model {
  readonly uplink: Uplink;
  readonly links: readonly ModelLink[];
  readonly adaptation: Adaptation<ModelLink>;
}

function model(uplinkBits: number, downBits: readonly number[]): Model {
  const clock = new FakeClock();
  const links = downBits.map((bits) => new ModelLink(bits));
  const adaptation = new Adaptation(clock, () => links, 4);
  const uplink = new Uplink(uplinkBits, links, clock, settle);
  adaptation.changed();
  return { uplink, links, adaptation };
}

/** The part of the time in which speech was understood. */
function understood(moments: readonly Moment[]): number {
  const good = moments.filter(({ loss, rttMs }) => loss < 0.05 && rttMs < 500).length;
  return good / moments.length;
}

const pictures = (moments: readonly Moment[], link: number): number =>
  moments.reduce((sum, moment) => sum + (moment.pictures[link] ?? 0), 0) / moments.length;

const kShown = { height: 180, rate: 15, screen: 720 };

describe('adaptation', () => {
  it('lets speech never break at 300 kbit/s up with three people', async () => {
    const { uplink } = model(300_000, [5 * kMbit, 5 * kMbit]);
    const start = await uplink.run(12);
    const rest = await uplink.run(180);
    expect(understood(start)).toBeGreaterThan(0.6);
    expect(understood(rest)).toBeGreaterThan(0.97);
  });

  it('sends speech alone where not even a small picture fits', async () => {
    const { uplink, links, adaptation } = model(130_000, [5 * kMbit, 5 * kMbit]);
    await uplink.run(30);
    const rest = await uplink.run(180);
    expect(understood(rest)).toBeGreaterThan(0.9);
    expect(pictures(rest, 0)).toBeLessThan(40_000);
    expect(adaptation.capacity()).toMatchObject({ more: 0, limit: 'line' });
    expect(links.some(({ plan }) => plan?.camera.active === false)).toBe(true);
  });

  it('gives a fast line good pictures, and does not move without cause', async () => {
    const { uplink, links } = model(10 * kMbit, [10 * kMbit, 10 * kMbit]);
    await uplink.run(30);
    const plans = new Set<string>();
    for (let second = 0; second < 60; second += 2) {
      await uplink.run(2);
      plans.add(JSON.stringify(links.map(({ plan }) => plan)));
    }
    expect(plans.size).toBe(1);
    expect(links[0]?.plan?.camera).toMatchObject({ maxBitrate: 1_000_000, active: true });
  });

  it('comes back after a bad minute', async () => {
    const { uplink, links } = model(3 * kMbit, [5 * kMbit, 5 * kMbit]);
    await uplink.run(30);
    uplink.pipe.bits = 250_000;
    await uplink.run(10);
    const bad = await uplink.run(60);
    expect(understood(bad)).toBeGreaterThan(0.93);
    uplink.pipe.bits = 3 * kMbit;
    await uplink.run(150);
    const after = await uplink.run(20);
    expect(understood(after)).toBe(1);
    for (const link of [0, 1]) expect(pictures(after, link)).toBeGreaterThan(700_000);
    expect(links.every(({ plan }) => plan?.camera.active)).toBe(true);
  });

  it('lets one weak receiver take nothing from the others', async () => {
    const { uplink, links } = model(6 * kMbit, [6 * kMbit, 180_000, 6 * kMbit]);
    await uplink.run(40);
    const rest = await uplink.run(60);
    expect(pictures(rest, 0)).toBeGreaterThan(600_000);
    expect(pictures(rest, 2)).toBeGreaterThan(600_000);
    expect(pictures(rest, 1)).toBeLessThan(170_000);
    const weak = links[1];
    expect(weak?.rttMs).toBeLessThan(600);
  });

  it('sends nothing to who shows nothing, and gives its share to the others', async () => {
    const { links, adaptation, uplink } = model(10 * kMbit, [9 * kMbit, 9 * kMbit, 9 * kMbit]);
    const [shown, hidden, small] = links;
    if (!shown || !hidden || !small) throw new Error('three links');
    hidden.want = { height: 0, rate: 0 };
    small.want = { height: 180, rate: 15 };
    shown.want = { height: 720, rate: 30 };
    adaptation.changed();
    expect(hidden.plan?.camera.active).toBe(false);
    expect(small.plan?.camera).toMatchObject({ scaleResolutionDownBy: 4, maxFramerate: 12 });
    // Alike, each would get 700 kbit/s.
    expect(shown.plan?.camera.maxBitrate).toBeGreaterThan(1_400_000);
    await uplink.run(20);
    expect(hidden.pictures).toBe(0);
    hidden.want = { height: 360, rate: 30 };
    adaptation.changed();
    expect(hidden.plan?.camera.active).toBe(true);
  });

  it('keeps a shared screen legible, and makes the face beside it small', async () => {
    const { links, adaptation, uplink } = model(1.2 * kMbit, [9 * kMbit, 9 * kMbit]);
    for (const link of links) link.screen = true;
    adaptation.changed();
    expect(links[0]?.plan?.screen).toMatchObject({ maxBitrate: 1_800_000, maxFramerate: 15 });
    expect(links[0]?.plan?.camera.maxBitrate).toBeLessThanOrEqual(150_000);
    await uplink.run(40);
    const rest = await uplink.run(60);
    expect(understood(rest)).toBeGreaterThan(0.95);
    for (const { plan } of links)
      expect(plan?.screen).toMatchObject({ active: true, scaleResolutionDownBy: 1 });
  });

  it('sends no screen that nobody sees, and gives its share to the faces', async () => {
    const { uplink, links, adaptation } = model(3 * kMbit, [5 * kMbit, 5 * kMbit]);
    for (const link of links) Object.assign(link, { screen: true, want: kShown });
    adaptation.changed();
    const both = await uplink.run(60);
    Object.assign(links[0] as ModelLink, { want: { ...kShown, screen: 0 } });
    adaptation.changed();
    expect(links[0]?.plan?.screen.active).toBe(false);
    expect(links[1]?.plan?.screen.active).toBe(true);
    const one = await uplink.run(60);
    expect(pictures(one.slice(-100), 0)).toBeLessThan(200_000);
    expect(pictures(one.slice(-100), 1)).toBeGreaterThanOrEqual(pictures(both.slice(-100), 1));
    // Seen again, it comes at once.
    Object.assign(links[0] as ModelLink, { want: kShown });
    adaptation.changed();
    expect(links[0]?.plan?.screen.active).toBe(true);
  });

  it.each([
    [0.5 * kMbit, 1, 8],
    [1 * kMbit, 2, 12],
    [2 * kMbit, 4, 16],
    [8 * kMbit, 12, 40],
  ])('lets in as many listeners as a line of %i bit/s carries', async (bits, least, most) => {
    const { uplink, links, adaptation } = model(bits, [5 * kMbit]);
    const crowd = links as ModelLink[];
    const what = { video: true, speakers: 0 };
    // They come one a second while the door is open.
    const coming: Moment[] = [];
    for (let second = 0; second < 120; second += 1) {
      if (crowd.length < adaptation.audience(what)) crowd.push(new ModelLink(5 * kMbit));
      adaptation.changed();
      coming.push(...(await uplink.run(1)));
    }
    expect(crowd.length).toBeGreaterThanOrEqual(least);
    expect(crowd.length).toBeLessThanOrEqual(most);
    expect(understood(coming)).toBeGreaterThan(0.8);
    const rest = await uplink.run(120);
    expect(understood(rest)).toBeGreaterThan(0.95);
  });

  it('spares a slow computer, and tries again when it is quiet', async () => {
    const { links, uplink, adaptation } = model(10 * kMbit, [9 * kMbit, 9 * kMbit]);
    await uplink.run(10);
    for (const link of links) link.slow = true;
    await uplink.run(16);
    expect(links[0]?.plan?.camera.maxFramerate).toBeLessThanOrEqual(15);
    expect(adaptation.capacity()).toMatchObject({ more: 0, limit: 'computer' });
    for (const link of links) link.slow = false;
    await uplink.run(160);
    expect(links[0]?.plan?.camera.maxFramerate).toBe(24);
  });

  it('measures nothing any more when everybody has left, or the call is over', async () => {
    const clock = new FakeClock();
    const links = [new ModelLink(kMbit)];
    const adaptation = new Adaptation(clock, () => links, 4);
    adaptation.changed();
    links.length = 0;
    adaptation.changed();
    clock.advance(2_000);
    await settle();
    expect(adaptation.capacity()).toEqual({ more: null, limit: null, paused: 0 });
    links.push(new ModelLink(kMbit));
    adaptation.changed();
    expect(links[0]?.plan?.camera.active).toBe(true);
    adaptation.stop();
  });
});

const kCalm: Sample = {
  available: 5 * kMbit,
  loss: 0,
  rttMs: 40,
  limited: 'none',
  sent: kMbit,
  encodeSeconds: 0.04,
  seconds: 2,
};

describe('the ladder', () => {
  const step = (samples: readonly Partial<Sample>[], given = kMbit, startAt = 20_000) =>
    samples.reduce(
      (ladder, sample, index) =>
        nextLadder(ladder, { ...kCalm, ...sample }, given, startAt + index * 2_000),
      newLadder(0),
    );

  it('does not mind one bad moment', () => {
    const before = step([{}]);
    expect(step([{}, { loss: 0.3 }, {}, { loss: 0.3 }]).cap).toBe(before.cap);
    expect(step([{}, { loss: 0.3 }, { loss: 0.3 }]).cap).toBe(600_000);
  });

  it('does not take radio for a full link', () => {
    expect(step([{}, { loss: 0.1 }, { loss: 0.1 }]).up).toBe(true);
    const full = { loss: 0.1, available: 1.2 * kMbit };
    expect(step([{}, full, full]).up).toBe(false);
  });

  it.each([
    ['loss', { loss: 0.07, available: kMbit }],
    ['a queue', { rttMs: 400 }],
    ['a browser that holds back', { limited: 'bandwidth', available: 600_000 } as const],
  ])('goes down by %s', (_what, sample) => {
    expect(step([{}, sample, sample]).cap).toBeLessThan(kMbit);
  });

  it('does not take a long way for a queue', () => {
    expect(step([{ rttMs: 600 }, { rttMs: 600 }, { rttMs: 640 }]).up).toBe(true);
  });

  it('lets a new link find its speed first', () => {
    const held = { limited: 'bandwidth', available: 300_000 } as const;
    expect(step([held, held], kMbit, 0).up).toBe(true);
    expect(step([held, held], kMbit, 20_000).up).toBe(false);
  });

  it('takes a silent browser (Firefox) at its loss', () => {
    const silent = { available: null, limited: null };
    expect(step([silent, { ...silent, loss: 0.2 }, { ...silent, loss: 0.2 }]).cap).toBe(600_000);
    expect(step([{ available: null, limited: null, loss: null, rttMs: null }]).up).toBe(true);
  });

  it('pauses the picture below what is of use, and waits longer after each failed try', () => {
    let ladder = { ...newLadder(0), cap: 70_000, up: false };
    const bad = { ...kCalm, loss: 0.2 };
    ladder = nextLadder(nextLadder(ladder, bad, 70_000, 2_000), bad, 70_000, 4_000);
    expect(ladder.cap).toBe(0);
    const calm = (now: number): void => {
      ladder = nextLadder(ladder, kCalm, ladder.cap, now);
    };
    calm(23_999);
    expect(ladder.cap).toBe(0);
    calm(24_000);
    expect(ladder.cap).toBe(60_000);
    ladder = nextLadder(nextLadder(ladder, bad, 60_000, 26_000), bad, 60_000, 28_000);
    expect(ladder).toMatchObject({ cap: 0, waitMs: 40_000 });
  });

  it('climbs to no limit at all', () => {
    let ladder = { ...newLadder(0), cap: 300_000, up: false };
    for (let now = 0; now < 200_000; now += 2_000) ladder = nextLadder(ladder, kCalm, kMbit, now);
    expect(ladder.cap).toBeGreaterThan(5 * kMbit);
    expect(ladder.waitMs).toBe(kGoodMs);
  });
});

describe('the computer', () => {
  const busy = { ...kCalm, limited: 'cpu' } as const;

  it('goes down after six seconds, and up after half a minute, one level at a time', () => {
    let cpu = kFreshCpu;
    for (const now of [2, 4, 6]) cpu = nextCpu(cpu, [kCalm, busy], now * 1000);
    expect(cpu.level).toBe(1);
    cpu = nextCpu(cpu, [kCalm], 35_000);
    expect(cpu.level).toBe(1);
    cpu = nextCpu(cpu, [kCalm], 36_000);
    expect(cpu.level).toBe(0);
    for (let now = 0; now < 200; now += 2) cpu = nextCpu(cpu, [busy], 40_000 + now * 1000);
    expect(cpu.level).toBe(4);
  });
});

describe('speech twice', () => {
  it('begins at three percent and ends below one', () => {
    const at = (now: boolean, loss: number | null): boolean =>
      wantsRedundancy(now, { ...kCalm, loss }, newLadder(0));
    expect([at(false, 0.02), at(false, 0.03), at(true, 0.01), at(true, 0.005)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([at(true, null), at(false, null)]).toEqual([true, false]);
  });

  it('never on a link that is full', () => {
    const full = { ...newLadder(0), cap: 150_000 };
    expect(wantsRedundancy(true, { ...kCalm, loss: 0.2 }, full)).toBe(false);
  });
});

describe('the meter', () => {
  const load = (change: Partial<Load>): Load => ({
    samples: [kCalm, kCalm],
    cpuLevel: 0,
    cores: 4,
    paused: 0,
    ...change,
  });

  it('counts by the line and by the computer', () => {
    const tight = { ...kCalm, available: 2 * kMbit };
    expect(capacityOf(load({ samples: [tight, tight] }))).toEqual({
      more: 3,
      limit: 'line',
      paused: 0,
    });
    const slow = { ...kCalm, encodeSeconds: 0.5 };
    expect(capacityOf(load({ samples: [slow, slow] }))).toMatchObject({
      more: 6,
      limit: 'computer',
    });
    expect(capacityOf(load({}))).toMatchObject({ more: 12, limit: null });
  });

  it('says nothing where the browser does not tell, and no where it is full', () => {
    expect(capacityOf(load({ samples: [{ ...kCalm, available: null }] })).more).toBeNull();
    expect(capacityOf(load({ samples: [] })).more).toBeNull();
    expect(capacityOf(load({ paused: 1 }))).toEqual({ more: 0, limit: 'line', paused: 1 });
    expect(capacityOf(load({ cpuLevel: 1 }))).toMatchObject({ more: 0, limit: 'computer' });
  });
});

describe('samples', () => {
  it('are the difference of two statistics', () => {
    const rows = (bytes: number): [string, unknown][] => [
      ['x', { type: 'candidate-pair', nominated: false, availableOutgoingBitrate: 9 }],
      [
        'p',
        {
          type: 'candidate-pair',
          nominated: true,
          state: 'succeeded',
          availableOutgoingBitrate: 1000,
          currentRoundTripTime: 0.05,
        },
      ],
      [
        'v',
        {
          type: 'outbound-rtp',
          kind: 'video',
          bytesSent: bytes,
          totalEncodeTime: bytes / 1000,
          qualityLimitationReason: 'bandwidth',
        },
      ],
      ['s', { type: 'outbound-rtp', kind: 'video', bytesSent: 0, qualityLimitationReason: 'none' }],
      ['a', { type: 'outbound-rtp', kind: 'audio', bytesSent: 999 }],
      ['r', { type: 'remote-inbound-rtp', fractionLost: 0.02 }],
      ['q', { type: 'remote-inbound-rtp', fractionLost: 0.05 }],
    ];
    expect(sampleOf(countersOf(rows(500), 3_000), countersOf(rows(250), 1_000))).toEqual({
      available: 1000,
      loss: 0.05,
      rttMs: 50,
      limited: 'bandwidth',
      sent: 1000,
      encodeSeconds: 0.25,
      seconds: 2,
    });
    expect(countersOf([], 0)).toMatchObject({ available: null, loss: null, limited: null });
  });
});
