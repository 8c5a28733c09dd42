// SPDX-License-Identifier: MIT
// What a board of 5,000 strokes weighs, beside its strokes (docs/adr/0019).
import { expect, it } from 'vitest';
import { BoardDocument } from '../../../src/core/board/document';
import { kFirstPage } from '../../../src/core/board/shapes';
import { encodeMessage } from '../../../src/core/board/wire';
import { randomOf, strokeOf } from './support';

it('costs a few bytes a stroke more than the strokes, and little when all is erased', () => {
  const random = randomOf(1);
  const document = new BoardDocument(2 ** 47);
  let traffic = 0;
  let since = 0;
  for (let at = 0; at < 5_000; at += 1) {
    const cells = document.put([{ id: document.newId(), body: strokeOf(random, { count: 60 }) }]);
    traffic += encodeMessage({ type: 'change', since, cells: cells ?? [] }).length;
    since = document.ownTime;
  }
  const whole = document.encode().length;
  expect((whole - document.bytes) / 5_000).toBeLessThan(10);
  expect((traffic - document.bytes) / 5_000).toBeLessThan(24);
  document.erase(document.on(kFirstPage).map(({ id }) => id));
  expect(document.encode().length / 5_000).toBeLessThan(10);
  expect(document.bytes).toBe(0);
  const again = new BoardDocument(3);
  expect(again.load(document.encode())).toBe(true);
  expect(again.digest).toBe(document.digest);
});
