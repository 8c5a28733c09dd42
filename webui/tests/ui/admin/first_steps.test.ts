// SPDX-License-Identifier: MIT
// The test call of the first steps turns green by itself, and the icon of the tab is the site's.
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../src/core/connection_test/checks';
import { hasPassed, noteSummary, whenPassed } from '../../../src/ui/connection_test/passed';
import { inSquare, signOn } from '../../../src/ui/favicon';
import { storageOf } from '../../../src/ui/storage';

describe('the test call', () => {
  it.each<[Summary, boolean]>([
    ['good', true],
    ['relayed-slowly', true],
    ['rough', true],
    ['no-relay', false],
    ['no-server', false],
    ['unfinished', false],
  ])('that ends %s counts: %s', (summary, counts) => {
    const storage = storageOf(() => null);
    noteSummary(storage, summary);
    expect(hasPassed(storage)).toBe(counts);
  });

  it('stays passed after one that failed', () => {
    const storage = storageOf(() => null);
    noteSummary(storage, 'good');
    noteSummary(storage, 'no-relay');
    expect(hasPassed(storage)).toBe(true);
  });

  it('is heard of from another tab', () => {
    const page = new EventTarget();
    let heard = 0;
    const stop = whenPassed(page as unknown as Window, () => (heard += 1));
    const tell = (key: string, newValue: string | null): boolean =>
      page.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
    tell('lectern.account', 'worked');
    tell('lectern.test-call', null);
    expect(heard).toBe(0);
    tell('lectern.test-call', 'worked');
    stop();
    tell('lectern.test-call', 'worked');
    expect(heard).toBe(1);
  });
});

describe('the icon of the tab', () => {
  it('has the colour of the site', () => {
    expect(decodeURIComponent(signOn('#7a1f3d'))).toContain('rx="12" fill="#7a1f3d"');
    expect(signOn('#7a1f3d')).not.toContain('#');
  });

  it('shows a logo whole, in the middle of a square', () => {
    expect(inSquare(200, 50, 64)).toEqual({ x: 0, y: 24, width: 64, height: 16 });
    expect(inSquare(50, 100, 64)).toEqual({ x: 16, y: 0, width: 32, height: 64 });
    expect(inSquare(0, 0, 64)).toEqual({ x: 0, y: 0, width: 64, height: 64 });
  });
});
