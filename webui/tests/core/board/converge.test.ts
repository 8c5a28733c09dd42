// SPDX-License-Identifier: MIT
// Whatever happens to the lines between boards, in the end all show the same, and nobody's stroke
// is lost.
import { describe, expect, it } from 'vitest';
import { kFirstPage } from '../../../src/core/board/shapes';
import { picture, randomOf, Room, strokeOf } from './support';

const alike = (room: Room): void => {
  const [first, ...others] = [...room.members.values()].map(({ document }) => picture(document));
  for (const other of others) expect(other).toBe(first);
};

/** One thing that one of them does. */
function act(room: Room, random: () => number, userId: string): void {
  const member = room.members.get(userId);
  if (!member) return;
  const { document, exchange, history } = member;
  const there = document.on(kFirstPage);
  const one = there[Math.floor(random() * there.length)];
  const what = random();
  if (!one || what < 0.55) room.draw(userId, strokeOf(random, { count: 5 }));
  else if (what < 0.7) exchange.publish(history.record(() => document.erase([one.id])));
  else if (what < 0.8) {
    const place = { dx: Math.round(random() * 80), dy: 3, scale: 1 + Math.round(random() * 4) / 4 };
    exchange.publish(history.record(() => document.move([{ id: one.id, place }])));
  } else if (what < 0.92) exchange.publish(history.undo());
  else exchange.publish(history.redo());
}

describe('boards that are cut off, reloaded and joined again', () => {
  for (let seed = 1; seed <= 120; seed += 1)
    it(`converge, seed ${seed}`, async () => {
      const random = randomOf(seed);
      const room = new Room();
      const names = ['ann', 'ben', 'cleo', 'dan', 'eve'].slice(0, 3 + (seed % 3));
      for (const name of names) room.add(name);
      for (const a of names) for (const b of names) if (a < b) room.join(a, b);
      const pick = (): string => names[Math.floor(random() * names.length)] ?? 'ann';
      for (let round = 0; round < 150; round += 1) {
        const what = random();
        const [a, b] = [pick(), pick()];
        if (what < 0.5) act(room, random, a);
        else if (what < 0.9) room.step(random, random() < 0.1);
        else if (a !== b && what < 0.94) room.cut(a, b);
        else if (a !== b && what < 0.98) room.join(a, b);
        else if (what < 0.99) room.reload(a, random() < 0.7);
        else await room.clock.advance(2_000);
      }
      for (const a of names) for (const b of names) if (a < b) room.join(a, b);
      await room.settle(random);
      alike(room);
    });

  it('keeps what two drew who were cut off', async () => {
    const random = randomOf(7);
    const room = new Room();
    for (const name of ['ann', 'ben', 'cleo']) room.add(name);
    room.join('ann', 'ben');
    await room.settle(random);
    room.cut('ann', 'ben');
    for (let at = 0; at < 30; at += 1) {
      room.draw('ann', strokeOf(random));
      room.draw('ben', strokeOf(random));
    }
    room.join('ann', 'ben');
    await room.settle(random);
    expect(room.members.get('ann')?.document.on(kFirstPage)).toHaveLength(60);
    alike({ members: new Map([...room.members].slice(0, 2)) } as Room);
  });

  it('reaches somebody over a third one', async () => {
    const random = randomOf(8);
    const room = new Room();
    for (const name of ['ann', 'ben', 'cleo']) room.add(name);
    room.join('ann', 'ben');
    room.join('ben', 'cleo');
    await room.settle(random);
    room.draw('ann', strokeOf(random));
    room.draw('cleo', strokeOf(random));
    await room.settle(random);
    alike(room);
    expect(room.members.get('cleo')?.document.on(kFirstPage)).toHaveLength(2);
  });

  it('asks one person for everything, and the next one where that one is silent', async () => {
    const random = randomOf(9);
    const room = new Room();
    const names = ['ann', 'ben', 'cleo', 'dan'];
    for (const name of names) room.add(name);
    for (const a of names) for (const b of names) if (a < b) room.join(a, b);
    for (let at = 0; at < 500; at += 1) room.draw('ann', strokeOf(random, { count: 60 }));
    await room.settle(random);
    room.add('zoe');
    for (const name of names) room.join(name, 'zoe');
    // Whoever is asked first goes at once.
    while (!room.sent.get('zoe 1')) room.step(random);
    const silent = names.find((name) => room.isJoined(name, 'zoe')) ?? '';
    const stopped = room.members.get(silent)?.exchange;
    stopped?.stop();
    await room.settle(random);
    alike({ members: new Map([...room.members].filter(([id]) => id !== silent)) } as Room);
    expect(room.members.get('zoe')?.document.on(kFirstPage)).toHaveLength(500);
    // Of 500 strokes, about 150 kB, nobody sent more than one copy: 16 KiB a message.
    const answers = names.reduce((sum, name) => sum + (room.sent.get(`${name} 2`) ?? 0), 0);
    expect(answers).toBeLessThan(30);
  });

  it('keeps the board of a host who loads the page anew, alone', () => {
    const random = randomOf(10);
    const room = new Room();
    room.add('ann');
    for (let at = 0; at < 10; at += 1) room.draw('ann', strokeOf(random));
    const before = picture(room.members.get('ann')!.document);
    expect(picture(room.reload('ann', true).document)).toBe(before);
  });
});
