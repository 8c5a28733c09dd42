// SPDX-License-Identifier: MIT
// What people do on a board: undo, touching, what is seen while one draws, tiles, pens on screens.
import { describe, expect, it } from 'vitest';
import { BoardDocument } from '../../../src/core/board/document';
import { encode, load } from '../../../src/core/board/file';
import { boxOf, hitAlong, isHit, thinned } from '../../../src/core/board/geometry';
import { History } from '../../../src/core/board/history';
import { encodeLive, LiveBoard } from '../../../src/core/board/live';
import { LiveSender } from '../../../src/core/board/live_sender';
import { mayDraw } from '../../../src/core/board/may_draw';
import { writePdf } from '../../../src/core/board/pdf';
import { hashOf, kindOf, Pictures } from '../../../src/core/board/pictures';
import { encodePen, kFadeMs, ScreenPens } from '../../../src/core/board/screen_pen';
import { kFirstPage, kHome, kSheet, type Drawn, type Form } from '../../../src/core/board/shapes';
import { Tiles } from '../../../src/core/board/tiles';
import { fit, pinched, toBox, toSheet, zoomed } from '../../../src/core/board/view';
import { FakeClock } from '../../support/fake_clock';
import { randomOf, Room, strokeOf } from './support';

const line = (x1: number, y1: number, x2: number, y2: number): Form => ({
  kind: 'line',
  page: kFirstPage,
  colour: 0,
  width: 4,
  x1,
  y1,
  x2,
  y2,
});

describe('undo', () => {
  const bench = () => {
    const document = new BoardDocument(1);
    const history = new History(document);
    const draw = (): string => {
      const id = document.newId();
      history.record(() => document.put([{ id, body: line(0, 0, 10, 10) }]));
      return id;
    };
    return { document, history, draw };
  };

  it('takes back own things only, the last one first', () => {
    const { document, history, draw } = bench();
    const [first, second] = [draw(), draw()];
    document.merge([
      {
        kind: 'body',
        id: '9.9',
        stamp: { time: 9, replica: 9 },
        bytes: document.get(first)!.bytes!,
      },
    ]);
    history.undo();
    expect(document.get(second)?.body).toBeNull();
    history.undo();
    expect(document.get(first)?.body).toBeNull();
    expect(document.get('9.9')?.body).not.toBeNull();
    expect(history.canUndo).toBe(false);
    history.redo();
    history.redo();
    expect(document.on(kFirstPage)).toHaveLength(3);
  });

  it('leaves what another one has erased or moved meanwhile', () => {
    const { document, history, draw } = bench();
    const id = draw();
    history.record(() => document.move([{ id, place: { dx: 5, dy: 0, scale: 1 } }]));
    document.merge([
      { kind: 'place', id, stamp: { time: 50, replica: 9 }, place: { dx: 70, dy: 0, scale: 1 } },
    ]);
    history.undo();
    expect(document.get(id)?.place.dx).toBe(70);
    document.merge([{ kind: 'gone', id, stamp: { time: 60, replica: 9 } }]);
    expect(history.undo()).toEqual([]);
  });

  it('takes a sweep of the eraser as one step', () => {
    const { document, history, draw } = bench();
    const ids = [draw(), draw(), draw()];
    const done = history.together();
    for (const id of ids) history.record(() => document.erase([id]));
    done();
    history.undo();
    expect(document.on(kFirstPage)).toHaveLength(3);
    history.undo();
    expect(document.on(kFirstPage)).toHaveLength(2);
  });

  it('brings back what was cleared; a clear leaves what is drawn meanwhile', async () => {
    const random = randomOf(1);
    const room = new Room();
    for (const name of ['ann', 'ben']) room.add(name);
    room.join('ann', 'ben');
    room.draw('ann', strokeOf(random));
    await room.settle(random);
    const [ann, ben] = [room.members.get('ann')!, room.members.get('ben')!];
    const mine = room.draw('ben', strokeOf(random));
    const all = ann.document.on(kFirstPage).map(({ id }) => id);
    ann.exchange.publish(ann.history.record(() => ann.document.erase(all)));
    await room.settle(random);
    expect(ann.document.on(kFirstPage).map(({ id }) => id)).toEqual([mine]);
    ann.exchange.publish(ann.history.undo());
    await room.settle(random);
    expect(ben.document.on(kFirstPage)).toHaveLength(2);
  });
});

describe('who may not draw', () => {
  it('is not listened to', async () => {
    const random = randomOf(1);
    const room = new Room();
    room.events.mayDraw = (userId) => userId !== 'eve';
    for (const name of ['ann', 'eve']) room.add(name);
    room.join('ann', 'eve');
    await room.settle(random);
    room.draw('ann', strokeOf(random));
    room.draw('eve', strokeOf(random));
    await room.settle(random);
    const ann = room.members.get('ann')!;
    expect(ann.document.on(kFirstPage)).toHaveLength(1);
    expect(ann.exchange.refused).toBeGreaterThan(0);
  });

  it('gives the board back to somebody who has nothing, and is alone with them', async () => {
    const random = randomOf(1);
    const room = new Room();
    room.events.mayDraw = (userId) => userId === 'ann';
    for (const name of ['ann', 'eve']) room.add(name);
    room.join('ann', 'eve');
    room.draw('ann', strokeOf(random));
    await room.settle(random);
    const again = room.reload('ann', false);
    await room.settle(random);
    expect(again.document.on(kFirstPage)).toHaveLength(1);
  });

  it('is told by the setting; listeners never may', () => {
    const settings = { whiteboard: 'hosts' } as Parameters<typeof mayDraw>[1];
    expect(mayDraw('host', settings)).toBe(true);
    expect(mayDraw('attendee' as Parameters<typeof mayDraw>[0], settings)).toBe(false);
    expect(mayDraw('listener', { ...settings!, whiteboard: 'everyone' })).toBe(false);
    expect(mayDraw('host', undefined)).toBe(false);
  });

  it('cannot speak for another one, nor flood', async () => {
    const random = randomOf(1);
    const room = new Room();
    for (const name of ['ann', 'eve']) room.add(name);
    room.join('ann', 'eve');
    await room.settle(random);
    const [ann, eve] = [room.members.get('ann')!, room.members.get('eve')!];
    const forged = { kind: 'gone', id: '5.5', stamp: { time: 3, replica: 5 } } as const;
    eve.exchange.publish([forged]);
    await room.settle(random);
    expect(ann.document.size).toBe(0);
    const before = ann.exchange.refused;
    for (let at = 0; at < 5_000; at += 1) ann.exchange.onBytes('eve', Uint8Array.from([255]));
    expect(ann.exchange.refused - before).toBe(5_000);
  });
});

describe('touching', () => {
  it('hits a line near it, and not its box', () => {
    const body = line(0, 0, 100, 100);
    expect(isHit({ body, place: kHome }, { x: 50, y: 52 }, 4)).toBe(true);
    expect(isHit({ body, place: kHome }, { x: 90, y: 10 }, 4)).toBe(false);
    const place = { dx: 10, dy: 0, scale: 2 };
    expect(isHit({ body, place }, { x: 110, y: 100 }, 4)).toBe(true);
    expect(boxOf(body, place)).toEqual({ x: 2, y: -8, w: 216, h: 216 });
  });

  it('hits the edge of an ellipse, and not its middle', () => {
    const body: Drawn = { ...line(0, 0, 100, 60), kind: 'ellipse' };
    expect(isHit({ body, place: kHome }, { x: 100, y: 30 }, 4)).toBe(true);
    expect(isHit({ body, place: kHome }, { x: 50, y: 30 }, 4)).toBe(false);
  });

  it('erases along the way of a fast hand', () => {
    const document = new BoardDocument(1);
    document.put([{ id: '1.1', body: line(50, 0, 50, 100) }]);
    const found = hitAlong(document.on(kFirstPage), { x: 0, y: 50 }, { x: 200, y: 50 }, 6);
    expect(found).toEqual(['1.1']);
  });

  it('keeps the ends and corners of what it thins', () => {
    const points = [0, 0, 0.5, 5, 0.01, 0.5, 10, 0, 0.5, 10, 10, 0.5];
    expect([...thinned(points, 0.3)]).toEqual([0, 0, 0.5, 10, 0, 0.5, 10, 10, 0.5]);
  });
});

describe('while one draws', () => {
  it('the others see it, though messages are lost and overtake each other', async () => {
    const clock = new FakeClock();
    const sent: Uint8Array<ArrayBuffer>[] = [];
    const sender = new LiveSender(clock, (bytes) => sent.push(bytes));
    const { points: _, kind: __, ...style } = strokeOf(randomOf(1));
    const points: number[] = [];
    sender.begin('7.5', style, points);
    for (let at = 0; at < 60; at += 1) {
      points.push(at, at * 2, 0.5);
      sender.grew();
      if (at % 5 === 4) await clock.advance(40);
    }
    const board = new LiveBoard();
    board.onPerson('ann', 7, 0);
    const order = sent.filter((_one, index) => index % 3 !== 1).reverse();
    for (const bytes of order) board.hear('ann', bytes, true, 1);
    const [thing] = board.things(2);
    expect(thing?.id).toBe('7.5');
    expect(thing?.body.kind === 'stroke' && thing.body.points.length).toBe(180);
    board.settle('7.5');
    expect(board.things(3)).toEqual([]);
    // A late one does not bring it back.
    board.hear('ann', sent[0]!, true, 4);
    expect(board.things(5)).toEqual([]);
  });

  it('what is forbidden, too much or old is not seen', () => {
    const board = new LiveBoard();
    board.onPerson('eve', 7, 0);
    const bytes = encodeLive({ type: 'body', time: 3, body: line(0, 0, 1, 1) });
    expect(board.hear('eve', bytes, false, 0)).toBe(false);
    for (let at = 0; at < 1_000; at += 1) board.hear('eve', bytes, true, 0);
    expect(board.refused).toBeGreaterThan(700);
    expect(board.things(0)).toHaveLength(1);
    expect(board.things(10_000)).toHaveLength(0);
  });
});

describe('tiles', () => {
  it('are painted where something changed, and freed when they are not seen', () => {
    let freed = 0;
    const tiles = new Tiles<object>(1, { make: () => ({}), free: () => (freed += 1) }, 6);
    const first = tiles.in({ x: 0, y: 0, w: 1024, h: 600 });
    expect(first).toHaveLength(4);
    for (const tile of first) [tile.dirty, tile.painted] = [[], true];
    tiles.soil({ x: 500, y: 10, w: 30, h: 5 });
    expect(first.filter(({ dirty }) => dirty.length > 0)).toHaveLength(2);
    let painted = 0;
    tiles.addOnTop({ x: 10, y: 10, w: 5, h: 5 }, () => (painted += 1));
    tiles.addOnTop({ x: 505, y: 11, w: 2, h: 2 }, () => (painted += 1));
    expect(painted).toBe(1);
    tiles.in({ x: 5_000, y: 0, w: 1024, h: 600 });
    expect(tiles.count).toBe(6);
    expect(freed).toBe(4);
  });
});

describe('the view', () => {
  it('keeps what is under a hand', () => {
    const box = { width: 800, height: 600 };
    const view = zoomed(fit(box), 4, { x: 400, y: 300 }, box);
    const at = { x: 300, y: 200 };
    const before = toSheet(view, at);
    const after = toSheet(zoomed(view, 1.5, at, box), at);
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
    const fingers = [
      { x: 300, y: 300 },
      { x: 400, y: 300 },
    ] as const;
    const apart = [
      { x: 280, y: 300 },
      { x: 420, y: 300 },
    ] as const;
    expect(pinched(view, fingers, apart, box).scale).toBeCloseTo(view.scale * 1.4);
    expect(toBox(fit(box), { x: kSheet.width / 2, y: 0 }).x).toBeCloseTo(400);
  });
});

describe('pens on a screen', () => {
  const may = () => ({ draw: true, clear: false });
  const drawn = (stays: boolean) =>
    encodePen({ type: 'line', owner: 'ann', number: 1, colour: 1, stays, points: [1, 2, 3, 4] });

  it('fade or stay, and end with the share', () => {
    const pens = new ScreenPens();
    pens.hear('ben', drawn(false), may, 0);
    pens.hear('cleo', drawn(true), may, 0);
    expect(pens.lines('ann', 100)).toHaveLength(2);
    expect(pens.lines('ann', kFadeMs + 1).map(({ userId }) => userId)).toEqual(['cleo']);
    expect(pens.pointers('ann', 100)).toHaveLength(2);
    pens.end('ann');
    expect(pens.lines('ann', 200)).toEqual([]);
  });

  it('erase their own lines; all of them only who may', () => {
    const pens = new ScreenPens();
    pens.hear('ben', drawn(true), may, 0);
    pens.hear('cleo', drawn(true), may, 0);
    const all = encodePen({ type: 'clear', owner: 'ann', all: true });
    expect(pens.hear('ben', all, may, 1)).toBeNull();
    pens.hear('ben', encodePen({ type: 'clear', owner: 'ann', all: false }), may, 1);
    expect(pens.lines('ann', 2)).toHaveLength(1);
    pens.hear('ann', all, () => ({ draw: true, clear: true }), 3);
    expect(pens.lines('ann', 4)).toHaveLength(0);
    expect(pens.hear('eve', drawn(true), () => ({ draw: false, clear: false }), 5)).toBeNull();
    expect(pens.refused).toBe(2);
  });
});

/** The head of a PNG; enough to tell its size. */
function pngOf(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return bytes;
}

describe('pictures', () => {
  it('are told by their bytes, and huge ones are refused before they are decoded', () => {
    expect(kindOf(pngOf(30, 20))).toEqual({ type: 'image/png', width: 30, height: 20 });
    expect(kindOf(pngOf(30_000, 30_000))).toBeNull();
    expect(kindOf(new TextEncoder().encode(`<svg onload="x()">${' '.repeat(50)}`))).toBeNull();
  });

  it('are refused under another hash', async () => {
    const pictures = new Pictures();
    expect(await pictures.take('00'.repeat(32), pngOf(3, 3))).toBe(false);
    expect(await pictures.take(await hashOf(pngOf(3, 3)), pngOf(3, 3))).toBe(true);
  });

  it('come from whoever has them', async () => {
    const random = randomOf(1);
    const room = new Room();
    for (const name of ['ann', 'ben', 'cleo']) room.add(name);
    room.join('ann', 'ben');
    room.join('ann', 'cleo');
    await room.settle(random);
    const hash = await room.members.get('cleo')!.pictures.add(pngOf(5, 5));
    const ann = room.members.get('ann')!;
    ann.exchange.pictures.want(hash!, 'ben');
    for (let turn = 0; turn < 5 && !ann.pictures.get(hash!); turn += 1) {
      await room.settle(random);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(ann.pictures.get(hash!)).toEqual(pngOf(5, 5));
  });

  it('are kept with the board', async () => {
    const [document, pictures] = [new BoardDocument(1), new Pictures()];
    const hash = (await pictures.add(pngOf(5, 5)))!;
    const body: Drawn = {
      kind: 'picture',
      page: kFirstPage,
      x: 0,
      y: 0,
      w: 5,
      h: 5,
      hash,
      text: '',
    };
    document.put([{ id: document.newId(), body }]);
    const [again, others] = [new BoardDocument(2), new Pictures()];
    expect(await load(encode(document, pictures), again, others)).toBe(true);
    expect(others.get(hash)).not.toBeNull();
    expect(again.digest).toBe(document.digest);
    expect(await load(Uint8Array.from([1, 2, 3]), again, others)).toBe(false);
  });
});

describe('a PDF', () => {
  it('has a table that tells where each object is', async () => {
    const image = { x: 0, y: 0, w: 9, h: 9, width: 1, height: 1 };
    const rgb = Uint8Array.from([1, 2, 3]);
    const pdf = await writePdf(
      [
        {
          width: kSheet.width,
          items: [
            { kind: 'path', outlines: [[0, 0, 10, 0, 10, 10]], colour: [255, 0, 0], opacity: 0.5 },
            { kind: 'image', image: { ...image, data: { rgb, alpha: Uint8Array.from([9]) } } },
          ],
        },
        { width: kSheet.width, items: [] },
      ],
      'Geometrie, Übung (1)',
      () => Promise.resolve(null),
    );
    const text = Buffer.from(pdf).toString('latin1');
    const start = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(start, start + 4)).toBe('xref');
    const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n/gm)].map(([, at]) =>
      Number(at),
    );
    offsets.forEach((at, index) =>
      expect(text.slice(at)).toMatch(new RegExp(`^${index + 1} 0 obj`)),
    );
    expect(text).toContain('/Count 2');
    expect(text).toContain('1 0 0 rg');
  });
});
