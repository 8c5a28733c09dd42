// SPDX-License-Identifier: MIT
// Files from page to page: whole and checked over cuts, reloads and damage, fair among receivers,
// within bounds, and only to whom they are for.
import { beforeEach, describe, expect, it } from 'vitest';
import { kMostOpen } from '../../../src/core/files/receiver';
import { kHighWater } from '../../../src/core/files/sender';
import { MemoryStore } from '../../../src/core/files/store';
import {
  encodePiece,
  encodeText,
  kBlockBytes,
  kMostFile,
  kMostOffers,
  type FileText,
} from '../../../src/core/files/wire';
import { FakeClock } from '../../support/fake_clock';
import { Net, randomBytes, seeded, sourceOf, type Person } from '../../support/file_net';

let clock: FakeClock;
let net: Net;
let ada: Person;
let bob: Person;

beforeEach(() => {
  clock = new FakeClock();
  net = new Net(clock);
  ada = net.add('ada');
  bob = net.add('bob');
});

/** Comparing a million numbers one by one takes a test runner seconds. */
const same = (one: Uint8Array, other: Uint8Array | undefined): boolean =>
  other !== undefined && Buffer.compare(one, other) === 0;

const kData = randomBytes(5 * kBlockBytes + 4_321, 7);

async function offer(from: Person, bytes = kData, to: string | null = null, name = 'a.bin') {
  return from.exchange.offer({ name, type: 'text/plain', source: sourceOf(bytes) }, to);
}

const knows = (person: Person, count = 1) => (): boolean =>
  person.exchange.incoming.length >= count;
const is = (person: Person, status: string) => (): boolean =>
  person.exchange.incoming[0]?.status === status;

async function done(person: Person, most?: number): Promise<void> {
  await net.run(is(person, 'done'), most);
}

describe('a file', () => {
  it('is offered with what it is, taken by a press, and is what was sent', async () => {
    expect(await offer(ada)).toBeNull();
    await net.run(knows(bob));
    expect(bob.first).toMatchObject({ from: 'ada', status: 'offered', bytes: 0, reachable: true });
    expect(bob.first.offer).toMatchObject({ name: 'a.bin', size: kData.length, private: false });
    expect(bob.heard).toHaveLength(1);
    await bob.exchange.take(bob.first.key);
    await done(bob);
    expect(same(await bob.bytes(), kData)).toBe(true);
    await net.run(() => ada.exchange.outgoing[0]?.given.get('bob')?.got === true);
    expect(ada.exchange.outgoing[0]?.given.get('bob')?.sent).toBe(kData.length);
  });

  it('never waits on a line with more than the limit, and passes in turn', async () => {
    const cyd = net.add('cyd');
    await offer(ada);
    await net.run(() => knows(bob)() && knows(cyd)());
    await bob.exchange.take(bob.first.key);
    await cyd.exchange.take(cyd.first.key);
    // The line to cyd is slow, and holds up nobody else.
    await net.run(is(bob, 'done'), (from, to) => (from === 'ada' && to === 'cyd' ? 1 : 64));
    expect(cyd.first.status).toBe('receiving');
    expect(net.mostWaiting).toBeLessThanOrEqual(kHighWater + 16 * 1024);
    await done(cyd);
    expect(same(await cyd.bytes(), kData)).toBe(true);
  });

  it('shares alike among those who are as fast', async () => {
    const cyd = net.add('cyd');
    await offer(ada);
    await net.run(() => knows(bob)() && knows(cyd)());
    await bob.exchange.take(bob.first.key);
    await cyd.exchange.take(cyd.first.key);
    await net.run(() => bob.first.bytes >= 2 * kBlockBytes, 4);
    expect(Math.abs(bob.first.bytes - cyd.first.bytes)).toBeLessThanOrEqual(kBlockBytes);
  });

  it('goes to one person alone, and nobody else learns of it', async () => {
    const cyd = net.add('cyd');
    await offer(ada, kData, 'bob');
    await net.run(knows(bob));
    expect(bob.first.offer.private).toBe(true);
    expect(cyd.exchange.incoming).toEqual([]);
    // Whoever has heard of its id gets nothing either.
    const { id } = bob.first.offer;
    cyd.lanes.send('ada', 'files', encodeText({ t: 'want', id, block: 0 }));
    await net.run(() => ada.exchange.refusals.get('cyd')?.get('gone') === 1);
  });

  it('is known to whoever comes late, and not when it was taken back', async () => {
    await offer(ada);
    const cyd = net.add('cyd');
    await net.run(knows(cyd));
    ada.exchange.withdraw(ada.exchange.outgoing[0]?.key ?? 0);
    await net.run(() => cyd.exchange.incoming.length === 0);
    const dan = net.add('dan');
    await net.run(() => false, 64).catch(() => undefined);
    expect(dan.exchange.incoming).toEqual([]);
  }, 30_000);

  it('stops, goes on, and is thrown away', async () => {
    await offer(ada);
    await net.run(knows(bob));
    const { key } = bob.first;
    await bob.exchange.take(key);
    await net.run(() => bob.first.bytes > 0, 4);
    await bob.exchange.pause(key);
    const { bytes } = bob.first;
    await net.run(() => net.deliver(64) === 0);
    expect(bob.first.status).toBe('paused');
    expect(bob.first.bytes - bytes).toBeLessThanOrEqual(kBlockBytes);
    await bob.exchange.take(key);
    await done(bob);
    expect(same(await bob.bytes(), kData)).toBe(true);
    await bob.exchange.drop(key);
    expect(bob.first).toMatchObject({ status: 'offered', bytes: 0 });
    expect(await bob.store.load(bob.first.offer.root)).toBeNull();
  });

  it('is taken back in the middle, and says so', async () => {
    await offer(ada);
    await net.run(knows(bob));
    await bob.exchange.take(bob.first.key);
    await net.run(() => bob.first.bytes > 0, 4);
    ada.exchange.withdraw(ada.exchange.outgoing[0]?.key ?? 0);
    await net.run(is(bob, 'withdrawn'));
  });

  it('that changed on the disk of its sender says so, and can be tried again', async () => {
    let broken = false;
    const source = sourceOf(kData);
    const read: typeof source.read = (start, end) =>
      broken ? Promise.reject(new Error('changed')) : source.read(start, end);
    await ada.exchange.offer({ name: 'a', type: '', source: { ...source, read } }, null);
    await net.run(knows(bob));
    broken = true;
    await bob.exchange.take(bob.first.key);
    await net.run(is(bob, 'unreadable'));
    broken = false;
    await bob.exchange.take(bob.first.key);
    await done(bob);
    expect(same(await bob.bytes(), kData)).toBe(true);
  });
});

describe('over a line that breaks', () => {
  it.each([1, 2, 3, 4, 5, 6])('every file arrives whole (seed %i)', async (seed) => {
    const random = seeded(seed);
    const cyd = net.add('cyd');
    const files = [kData, randomBytes(kBlockBytes * 3, seed), randomBytes(77, seed + 100)];
    for (const bytes of files) await offer(ada, bytes);
    const everybody = [bob, cyd];
    await net.run(() => everybody.every((person) => knows(person, 3)()));
    const wants = async (person: Person): Promise<void> => {
      for (const { key, status } of person.exchange.incoming)
        if (status === 'offered') await person.exchange.take(key);
    };
    for (const person of everybody) await wants(person);
    let turns = 0;
    const all = (person: Person): boolean =>
      person.exchange.incoming.filter(({ status }) => status === 'done').length === 3;
    const slow = (): number => Math.floor(random() * 12);
    for (let round = 0; round < 12 && !everybody.every(all); round += 1) {
      await net.run(() => ++turns % 20 === 0, slow);
      const victim = random() < 0.5 ? bob : cyd;
      if (random() < 0.4) victim.reload();
      else {
        net.cut('ada', victim.name);
        await net.settle();
        net.join('ada', victim.name);
      }
    }
    await net.run(() => everybody.every(all), 64);
    for (const person of everybody)
      for (const { key, offer: told } of person.exchange.incoming) {
        const bytes = files.find(({ length }) => length === told.size);
        expect(same(await person.bytes(key), bytes)).toBe(true);
      }
  }, 60_000);

  it('a receiver that is loaded anew asks only for what it lacks', async () => {
    await offer(ada);
    await net.run(knows(bob));
    await bob.exchange.take(bob.first.key);
    await net.run(() => bob.first.bytes >= 3 * kBlockBytes, 8);
    bob.reload();
    const before = net.sent;
    await done(bob);
    expect(net.sent - before).toBeLessThan(kData.length - 2 * kBlockBytes);
    expect(same(await bob.bytes(), kData)).toBe(true);
  });

  it('what was paused waits for a press after a reload', async () => {
    await offer(ada);
    await net.run(knows(bob));
    await bob.exchange.take(bob.first.key);
    await net.run(() => bob.first.bytes > 0, 4);
    await bob.exchange.pause(bob.first.key);
    bob.reload();
    await net.run(() => knows(bob)() && bob.first.bytes > 0);
    await net.settle();
    expect(bob.first.status).toBe('offered');
  });

  it('a sender that is loaded anew and offers the file again lets it go on', async () => {
    await offer(ada);
    await net.run(knows(bob));
    await bob.exchange.take(bob.first.key);
    await net.run(() => bob.first.bytes >= 2 * kBlockBytes, 4);
    ada.reload();
    await net.run(is(bob, 'withdrawn'));
    const { bytes } = bob.first;
    expect(bytes).toBeGreaterThanOrEqual(2 * kBlockBytes);
    const before = net.sent;
    await offer(ada);
    await done(bob);
    expect(net.sent - before).toBeLessThan(kData.length - bytes + kBlockBytes);
    expect(bob.exchange.incoming).toHaveLength(1);
    expect(same(await bob.bytes(), kData)).toBe(true);
  });

  it('a block that was damaged is asked for again, and a liar is found out', async () => {
    let damaged = 0;
    net.tamper = (from, _to, bytes) => {
      if (from !== 'ada' || bytes[0] !== 3 || damaged >= 2) return bytes;
      damaged += 1;
      const other = bytes.slice();
      other[100] = (other[100] ?? 0) ^ 1;
      return other;
    };
    await offer(ada);
    await net.run(knows(bob));
    await bob.exchange.take(bob.first.key);
    await done(bob);
    expect(same(await bob.bytes(), kData)).toBe(true);

    damaged = -1_000;
    await offer(ada, randomBytes(kBlockBytes, 9));
    await net.run(knows(bob, 2));
    const key = bob.exchange.incoming[1]?.key ?? 0;
    await bob.exchange.take(key);
    await net.run(() => bob.exchange.incoming[1]?.status === 'damaged');
    expect(await bob.exchange.file(key)).toBeNull();
    damaged = 10;
    await bob.exchange.take(key);
    await net.run(() => bob.exchange.incoming[1]?.status === 'done');
  });

  it('a list of hashes that is not the offered one ends it', async () => {
    net.tamper = (from, _to, bytes) => {
      if (from !== 'ada' || bytes[0] !== 2) return bytes;
      const other = bytes.slice();
      other[30] = (other[30] ?? 0) ^ 1;
      return other;
    };
    await offer(ada);
    await net.run(knows(bob));
    await bob.exchange.take(bob.first.key);
    await net.run(is(bob, 'damaged'));
  });
});

describe('bounds', () => {
  const stranger = (text: FileText): void => {
    ada.lanes.send('bob', 'files', encodeText(text));
  };
  const told = (count: number, change: object = {}): FileText => ({
    t: 'offer',
    id: count.toString(16).padStart(32, '0'),
    name: 'x',
    size: 10,
    type: '',
    root: '0'.repeat(64),
    private: false,
    ...change,
  });

  it('hold the offers of one person, and both sides know', async () => {
    for (let count = 0; count < kMostOffers + 5; count += 1) stranger(told(count));
    await net.run(() => bob.exchange.refusals.get('ada')?.get('many') === 5);
    expect(bob.exchange.incoming).toHaveLength(kMostOffers);
    await net.run(() => ada.exchange.declined.get('bob')?.get('many') === 5);
  });

  it('hold our own: empty, too large, too many, unreadable', async () => {
    expect(await offer(ada, new Uint8Array(0))).toBe('empty');
    const huge = { size: kMostFile + 1, read: () => Promise.reject(new Error()) };
    expect(await ada.exchange.offer({ name: 'h', type: '', source: huge }, null)).toBe('large');
    const gone = { size: 5, read: () => Promise.reject(new Error()) };
    expect(await ada.exchange.offer({ name: 'g', type: '', source: gone }, null)).toBe(
      'unreadable',
    );
    for (let count = 0; count < kMostOffers; count += 1)
      expect(await offer(ada, randomBytes(3, count))).toBeNull();
    expect(await offer(ada)).toBe('many');
  });

  it('refuse what is too large, what is not allowed, and what nobody asked for', async () => {
    stranger(told(1, { size: kMostFile + 1 }));
    await net.run(() => bob.exchange.refusals.get('ada')?.get('large') === 1);
    ada.writes = false;
    stranger(told(2));
    await net.run(() => bob.exchange.refusals.get('ada')?.get('not-allowed') === 1);
    const id = '3'.repeat(32);
    ada.lanes.send('bob', 'files', encodePiece(id, 0, 0, new Uint8Array(5)));
    ada.lanes.send('bob', 'files', new Uint8Array([9, 9, 9]));
    await net.run(() => bob.exchange.refusals.get('ada')?.get('broken') === 1);
    expect(bob.exchange.refusals.get('ada')?.get('unasked')).toBe(1);
    expect(bob.exchange.incoming).toEqual([]);
  });

  it('let no offer become another file', async () => {
    stranger(told(1));
    await net.run(knows(bob));
    stranger(told(1, { size: 11 }));
    await net.run(() => bob.exchange.refusals.get('ada')?.get('not-allowed') === 1);
    expect(bob.first.offer.size).toBe(10);
  });

  it('hold the files under way, and then serve the next ones', async () => {
    for (let count = 0; count < kMostOpen + 2; count += 1)
      await offer(ada, randomBytes(kBlockBytes + count, count));
    await net.run(knows(bob, kMostOpen + 2));
    for (const { key } of bob.exchange.incoming) await bob.exchange.take(key);
    const states = bob.exchange.incoming.map(({ status }) => status);
    expect(states.filter((one) => one === 'receiving')).toHaveLength(kMostOpen);
    expect(states.filter((one) => one === 'waiting')).toHaveLength(2);
    await net.run(() => bob.exchange.incoming.every(({ status }) => status === 'done'));
  });

  it('tell when this device has no room', async () => {
    const eve = net.add('eve', new MemoryStore(kBlockBytes));
    await offer(ada);
    await net.run(knows(eve));
    await eve.exchange.take(eve.first.key);
    expect(eve.first.status).toBe('room');
  });

  it('slow down whoever asks all the time, or wants everything at once', async () => {
    await offer(ada);
    await net.run(knows(bob));
    const { id } = bob.first.offer;
    for (let count = 0; count < 20; count += 1)
      bob.lanes.send('ada', 'files', encodeText({ t: 'ask' }));
    for (let count = 0; count < 80; count += 1)
      bob.lanes.send('ada', 'files', encodeText({ t: 'want', id, block: 0 }));
    for (let count = 0; count < 200; count += 1)
      bob.lanes.send('ada', 'files', encodeText({ t: 'list', id }));
    net.deliver(400);
    await net.settle();
    const refusals = ada.exchange.refusals.get('bob')?.get('busy') ?? 0;
    expect(refusals).toBeGreaterThan(17 + 40 + 150);
    expect(net.waiting('ada', 'bob')).toBeLessThan(kHighWater + 64 * 1024);
  });

  it('take small pictures by themselves where the page says so', async () => {
    bob.takes = ({ size }) => size < 100;
    await offer(ada, randomBytes(99, 1));
    await done(bob);
    await offer(ada, randomBytes(101, 1));
    await net.run(knows(bob, 2));
    expect(bob.exchange.incoming[1]?.status).toBe('offered');
  });

  it('whoever only listens to a lecture gets none', async () => {
    bob.gets = false;
    await offer(ada);
    const cyd = net.add('cyd');
    await net.run(knows(cyd));
    expect(bob.exchange.incoming).toEqual([]);
  });
});
