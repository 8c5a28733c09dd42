// SPDX-License-Identifier: MIT
// Bytes of the board: everything comes back as it was, and what strangers send is refused.
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../../src/core/board/bytes';
import { CellWriter, readCells, type Cell } from '../../../src/core/board/cells';
import { BoardDocument } from '../../../src/core/board/document';
import { kMostMessage, kMostPages } from '../../../src/core/board/limits';
import { decodeLive, encodeLive } from '../../../src/core/board/live';
import { decodePen, encodePen } from '../../../src/core/board/screen_pen';
import {
  decodeBody,
  encodeBody,
  kFirstPage,
  objectId,
  settled,
  type Body,
} from '../../../src/core/board/shapes';
import {
  decodeMessage,
  encodeMessage,
  inMessages,
  type BoardMessage,
} from '../../../src/core/board/wire';
import { randomOf, strokeOf } from './support';

const kHash = 'ab'.repeat(32);
const kInk = { page: kFirstPage, colour: 2, width: 4 };
const kBodies: Body[] = [
  strokeOf(randomOf(1)),
  strokeOf(randomOf(2), { pressed: false, count: 1 }),
  { kind: 'arrow', ...kInk, x1: 1, y1: 2.5, x2: -30, y2: 4 },
  { kind: 'text', ...kInk, x: 5, y: 6, w: 70, h: 8, text: 'Ein Text, مرحبا' },
  { kind: 'formula', ...kInk, x: 5, y: 6, w: 70, h: 8, text: '\\sqrt 2' },
  { kind: 'picture', page: '3.7', x: 0, y: 0, w: 10, h: 20, hash: kHash, text: 'a cat' },
  { kind: 'page', rank: 0.5, ground: 'squares' },
];

describe('bodies', () => {
  it('come back as they were', () => {
    for (const body of kBodies) {
      const back = decodeBody(encodeBody(body));
      expect(back?.kind).toBe(body.kind);
      if (back?.kind === 'stroke' && body.kind === 'stroke') {
        expect([...back.points].map((at) => at.toFixed(3))).toEqual(
          [...body.points].map((at) => at.toFixed(3)),
        );
      } else expect(back).toEqual(body);
    }
  });

  it('of 60 points take less than 3.2 bytes a point with pressure', () => {
    const { length } = encodeBody(strokeOf(randomOf(3), { count: 60 }));
    expect(length / 60).toBeLessThan(3.2);
  });

  it('that are cut off, or longer than they say, are none', () => {
    for (const body of kBodies) {
      const bytes = encodeBody(body);
      for (let end = 0; end < bytes.length; end += 1)
        expect(decodeBody(bytes.subarray(0, end))).toBeNull();
      expect(decodeBody(Uint8Array.from([...bytes, 0]))).toBeNull();
    }
  });

  it('of noise do not throw', () => {
    const random = randomOf(4);
    for (let round = 0; round < 3000; round += 1) {
      const noise = Uint8Array.from({ length: Math.floor(random() * 60) }, () => random() * 256);
      decodeBody(noise);
      decodeMessage(noise);
      decodeLive(noise);
      decodePen(noise);
      new BoardDocument(1).load(noise);
    }
  });

  it('say no number of points that they do not have', () => {
    const to = new ByteWriter().u8(3).uint(0).uint(0).u8(1).uint(32).uint(2_000).u8(0);
    expect(decodeBody(to.take())).toBeNull();
  });
});

describe('numbers', () => {
  it('come back, of any size and sign', () => {
    const list = [0, 1, 127, 128, 300, 2 ** 32, Number.MAX_SAFE_INTEGER];
    const to = new ByteWriter();
    for (const one of list) to.uint(one);
    for (const one of list.slice(0, -1)) to.int(-one).int(one);
    const from = new ByteReader(to.take());
    for (const one of list) expect(from.uint()).toBe(one);
    for (const one of list.slice(0, -1)) {
      expect(from.int() + 0).toBe(-one + 0);
      expect(from.int()).toBe(one);
    }
    expect(from.done).toBe(true);
  });

  it('never end where the highest bit is always set', () => {
    const from = new ByteReader(new Uint8Array(20).fill(255));
    from.uint();
    expect(from.bad).toBe(true);
    expect(from.left).toBe(0);
  });
});

describe('messages', () => {
  const seen = new Map([
    [5, 9],
    [2 ** 47, 3],
  ]);
  const cells: Cell[] = [
    { kind: 'body', id: '5.1', stamp: { time: 2, replica: 5 }, bytes: encodeBody(kBodies[2]!) },
    { kind: 'gone', id: '5.1', stamp: { time: 3, replica: 7 } },
    {
      kind: 'place',
      id: '5.1',
      stamp: { time: 3, replica: 7 },
      place: settled({ dx: 1, dy: 2, scale: 3 }),
    },
  ];
  const all: BoardMessage[] = [
    { type: 'hello', replica: 77, shown: true, asks: true, digest: 5, seen },
    { type: 'want', number: 3, seen },
    { type: 'cells', cells },
    { type: 'authors', authors: [[5, { userId: 'u', name: 'Ann' }]] },
    { type: 'done', number: 3, digest: 9, seen },
    { type: 'change', since: 4, cells },
    { type: 'have', digest: 1, seen },
    { type: 'shown', shown: false },
    { type: 'here', page: '5.1' },
    { type: 'picture-want', hash: kHash },
    { type: 'picture-none', hash: kHash },
    { type: 'picture-part', hash: kHash, total: 10, offset: 4, bytes: Uint8Array.from([1, 2]) },
  ];

  it('come back as they were; cut off, they are none', () => {
    for (const message of all) {
      const bytes = encodeMessage(message);
      expect(decodeMessage(bytes)).toEqual(message);
      for (let end = 0; end < bytes.length; end += 1)
        expect(decodeMessage(bytes.subarray(0, end))).toBeNull();
    }
  });

  it('are at most 16 KiB long', () => {
    const random = randomOf(6);
    const many: Cell[] = Array.from({ length: 300 }, (_, at) => ({
      kind: 'body',
      id: objectId(9, at + 1),
      stamp: { time: at + 1, replica: 9 },
      bytes: encodeBody(strokeOf(random, { count: 100 })),
    }));
    let count = 0;
    for (const group of inMessages(many)) {
      const { length } = encodeMessage({ type: 'change', since: 0, cells: group });
      expect(length).toBeLessThanOrEqual(kMostMessage);
      count += group.length;
    }
    expect(count).toBe(300);
  });

  it('with a huge count of cells cost nothing', () => {
    const to = new ByteWriter().uint(0).uint(2 ** 40);
    const from = new ByteReader(to.take());
    expect(readCells(from)).toEqual([]);
    expect(from.bad).toBe(true);
  });

  it('name replicas once', () => {
    const writer = new CellWriter();
    for (let at = 1; at <= 100; at += 1)
      writer.add({
        kind: 'gone',
        id: objectId(2 ** 47, at),
        stamp: { time: at + 5, replica: 2 ** 47 },
      });
    expect(writer.length).toBeLessThan(600);
  });
});

describe('a document', () => {
  it('refuses what is over its limits, and counts it', () => {
    const document = new BoardDocument(1);
    const page = encodeBody({ kind: 'page', rank: 1, ground: 'plain' });
    const cells: Cell[] = Array.from({ length: kMostPages.others + 10 }, (_, at) => ({
      kind: 'body',
      id: objectId(9, at + 1),
      stamp: { time: at + 1, replica: 9 },
      bytes: page,
    }));
    expect(document.merge(cells)).toBe(10);
    expect(document.refused).toBe(10);
    expect(
      document.put([{ id: document.newId(), body: { kind: 'page', rank: 2, ground: 'plain' } }]),
    ).toBeNull();
  });

  it('does not follow a clock that runs away', () => {
    const document = new BoardDocument(1);
    const stamp = { time: 2 ** 39, replica: 9 };
    expect(document.merge([{ kind: 'gone', id: '9.1', stamp }])).toBe(1);
    expect(document.newId()).toBe('1.1');
  });

  it('keeps its first page', () => {
    const document = new BoardDocument(1);
    document.merge([{ kind: 'gone', id: kFirstPage, stamp: { time: 1, replica: 9 } }]);
    expect(document.pages()).toHaveLength(1);
    expect(document.refused).toBe(1);
  });

  it('comes back from its bytes', () => {
    const document = new BoardDocument(1);
    for (const body of kBodies) document.put([{ id: document.newId(), body }]);
    document.erase(['1.1']);
    document.setAuthor(1, { userId: 'u', name: 'Ann' });
    const back = new BoardDocument(2);
    expect(back.load(document.encode())).toBe(true);
    expect(back.digest).toBe(document.digest);
    expect(back.authorOf('1.3')?.name).toBe('Ann');
  });
});

describe('fleeting messages', () => {
  it('come back as they were', () => {
    const points = [1, 2, 0.5, 3, 4, 0.5];
    const { points: _, kind: __, ...style } = strokeOf(randomOf(1), { pressed: false });
    const stroke = decodeLive(encodeLive({ type: 'stroke', time: 4, style, from: 7, points }));
    expect(stroke).toMatchObject({ type: 'stroke', time: 4, style, from: 7 });
    for (const message of [
      { type: 'end', time: 3 },
      { type: 'away' },
      { type: 'point', page: '5.1', x: 1.5, y: -2, laser: true },
      { type: 'body', time: 2, body: kBodies[2]! },
    ] as const)
      expect(decodeLive(encodeLive(message))).toEqual(message);
    for (const message of [
      { type: 'point', owner: 'ann', x: 5, y: 65_535 },
      { type: 'line', owner: 'ann', number: 3, colour: 1, stays: true, points: [1, 2, 3, 1] },
      { type: 'clear', owner: 'ann', all: true },
      { type: 'ask', owner: '' },
    ] as const)
      expect(decodePen(encodePen(message))).toEqual(message);
  });
});
