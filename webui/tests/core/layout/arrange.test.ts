// SPDX-License-Identifier: MIT
// What stands large, and in which order the others stand beside it.
import { describe, expect, it } from 'vitest';
import {
  arrange,
  kFocusMs,
  nextFocus,
  type StageInput,
  type Wishes,
} from '../../../src/core/layout/arrange';
import { handsInOrder } from '../../../src/core/layout/hands';
import { shownNames } from '../../../src/core/layout/names';

const kPlain: Wishes = { mode: 'grid', pinned: null, hideSelf: false, swapped: false };

function stage(others: string, change: Partial<StageInput> = {}, wishes = {}): StageInput {
  return {
    people: [...[...others].map((id) => ({ id, self: false })), { id: 'me', self: true }],
    shares: [],
    spotlight: null,
    speaker: null,
    ...change,
    wishes: { ...kPlain, ...wishes },
  };
}

/** `a` for a person, `a*` for a screen, in the order of the stage; `large|the others`. */
function drawn(input: StageInput): string {
  const result = arrange(input);
  const name = ({ kind, id }: { kind: string; id: string }): string =>
    kind === 'share' ? `${id}*` : id;
  if (result.kind === 'pair') return `pair ${name(result.main)}|${result.small?.id ?? ''}`;
  const items = result.items.map(name).join(' ');
  return result.kind === 'focus'
    ? `${result.why} ${name(result.main)}|${items}`
    : `${result.kind} ${items}`;
}

const share = (id: string, since: number, self = false): StageInput['shares'][number] => ({
  id,
  since,
  self,
});

describe('arrange', () => {
  it('shows oneself alone, one other large, and more in a grid', () => {
    expect(drawn(stage(''))).toBe('alone me');
    expect(drawn(stage('a'))).toBe('pair a|me');
    expect(drawn(stage('ab'))).toBe('grid a b me');
  });

  it('swaps and hides oneself', () => {
    expect(drawn(stage('a', {}, { swapped: true }))).toBe('pair me|a');
    expect(drawn(stage('a', {}, { hideSelf: true, swapped: true }))).toBe('pair a|');
    expect(drawn(stage('ab', {}, { hideSelf: true }))).toBe('grid a b');
    // Alone, there is nobody else to look at.
    expect(drawn(stage('', {}, { hideSelf: true }))).toBe('alone me');
  });

  it('shows the newest of several screens large, and the others beside it', () => {
    const shares = [share('a', 1), share('b', 2)];
    expect(drawn(stage('abc', { shares }))).toBe('share b*|a* a b c me');
    expect(drawn(stage('abc', { shares: [...shares].reverse() }))).toBe('share b*|a* a b c me');
  });

  it('lets a press swap the screens', () => {
    const shares = [share('a', 1), share('b', 2)];
    const pinned = { kind: 'share', id: 'a' } as const;
    expect(drawn(stage('abc', { shares }, { pinned }))).toBe('pinned a*|b* a b c me');
  });

  it('shows the own screen small, so that whoever shares knows what the others see', () => {
    const shares = [share('me', 9, true), share('a', 1)];
    expect(drawn(stage('ab', { shares }))).toBe('share a*|me* a b me');
    expect(drawn(stage('ab', { shares: [share('me', 9, true)] }))).toBe('grid a b me');
    const pinned = { kind: 'share', id: 'me' } as const;
    expect(drawn(stage('ab', { shares }, { pinned }))).toBe('pinned me*|a* a b me');
  });

  it('follows the speaker, the spotlight and the pin, the last one first', () => {
    const speaking = { speaker: 'b' };
    expect(drawn(stage('abc', speaking))).toBe('grid a b c me');
    expect(drawn(stage('abc', speaking, { mode: 'speaker' }))).toBe('speaker b|a c me');
    const lit = { ...speaking, spotlight: 'c' };
    expect(drawn(stage('abc', lit, { mode: 'speaker' }))).toBe('spotlight c|a b me');
    const pinned = { kind: 'person', id: 'a' } as const;
    expect(drawn(stage('abc', lit, { pinned }))).toBe('pinned a|c b me');
    // A screen is what the lesson is about; whoever is in the spotlight then stands first.
    expect(drawn(stage('abc', { ...lit, shares: [share('a', 1)] }))).toBe('share a*|c a b me');
  });

  it('forgets a pin of somebody who has left, and a speaker who has', () => {
    const pinned = { kind: 'person', id: 'gone' } as const;
    expect(drawn(stage('ab', {}, { pinned }))).toBe('grid a b me');
    expect(drawn(stage('ab', {}, { pinned: { kind: 'share', id: 'a' } }))).toBe('grid a b me');
    expect(drawn(stage('ab', { speaker: 'gone' }, { mode: 'speaker' }))).toBe('speaker a|b me');
  });

  it('shows nobody the own face large because a host put it in the spotlight', () => {
    expect(drawn(stage('ab', { spotlight: 'me' }))).toBe('grid a b me');
  });
});

describe('nextFocus', () => {
  it('waits before it follows another voice, and never shows oneself', () => {
    const a = nextFocus({ id: null, since: 0 }, 'a', 'me', 10);
    expect(a).toEqual({ id: 'a', since: 10 });
    expect(nextFocus(a, 'b', 'me', 10 + kFocusMs - 1)).toBe(a);
    expect(nextFocus(a, 'b', 'me', 10 + kFocusMs)).toEqual({ id: 'b', since: 10 + kFocusMs });
    expect(nextFocus(a, 'me', 'me', 99_999)).toBe(a);
    expect(nextFocus(a, null, 'me', 99_999)).toBe(a);
  });
});

describe('handsInOrder', () => {
  const people = (up: string): { userId: string; media: { hand: boolean } }[] =>
    [...'abc'].map((userId) => ({ userId, media: { hand: up.includes(userId) } }));

  it('keeps the order in which hands went up', () => {
    let order = handsInOrder([], people('b'));
    order = handsInOrder(order, people('ab'));
    expect(order).toEqual(['b', 'a']);
    order = handsInOrder(order, people('abc'));
    expect(handsInOrder(order, people('ac'))).toEqual(['a', 'c']);
    // Lowered and raised again: at the end.
    expect(handsInOrder(handsInOrder(order, people('ac')), people('abc'))).toEqual(['a', 'c', 'b']);
  });

  it('is that of the server for those who were up before we came', () => {
    const up = [
      { userId: 'a', media: { hand: true }, handOrder: 7 },
      { userId: 'me', media: { hand: true } },
      { userId: 'b', media: { hand: true }, handOrder: 3 },
    ];
    expect(handsInOrder([], up)).toEqual(['b', 'a', 'me']);
    // The own hand was up before a second one of the list came.
    expect(handsInOrder(['me'], up)).toEqual(['me', 'b', 'a']);
  });

  it('is the same value while nothing changes', () => {
    const order = handsInOrder([], people('ab'));
    expect(handsInOrder(order, people('ab'))).toBe(order);
  });
});

describe('shownNames', () => {
  const named = (userId: string, name: string, role = 'participant'): never =>
    ({ userId, name, role }) as never;

  it('numbers people of the same name; the host keeps the plain one', () => {
    const shown = shownNames([
      named('1', 'Leo'),
      named('2', 'Anna Weber'),
      named('3', 'Anna Weber', 'host'),
      named('4', 'leo '),
    ]);
    expect([...'1234'].map((id) => shown.get(id))).toEqual([
      'Leo',
      'Anna Weber (2)',
      'Anna Weber',
      'leo  (2)',
    ]);
  });

  it.each([
    ['Anna\u200b Weber', 'Anna Weber'],
    ['ＡＮＮＡ', 'anna'],
    ['Anna\u00a0Weber', 'anna weber'],
  ])('takes %j for %j', (a, b) => {
    expect(shownNames([named('1', a), named('2', b)]).get('2')).toMatch(/\(2\)$/);
  });
});
