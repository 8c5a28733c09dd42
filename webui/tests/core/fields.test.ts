// SPDX-License-Identifier: MIT
// Reading fields of untrusted JSON: the harmless defaults, and the first error that stays.
import { describe, expect, it } from 'vitest';
import { Fields } from '../../src/core/protocol/fields';

describe('Fields', () => {
  it('reads what is there', () => {
    const f = new Fields({ s: 'x', n: 1.5, b: true, c: 'two', l: ['a'], none: null });
    expect([f.string('s'), f.number('n'), f.boolean('b')]).toEqual(['x', 1.5, true]);
    expect(f.oneOf('c', ['one', 'two'])).toBe('two');
    expect(f.strings('l')).toEqual(['a']);
    expect([f.optionalString('none'), f.optionalNumber('none')]).toEqual([undefined, undefined]);
    expect([f.optionalBoolean('none'), f.optionalBoolean('absent')]).toEqual([false, false]);
    expect([f.has('none'), f.has('absent'), f.isNull('none')]).toEqual([true, false, true]);
    expect(f.failedAt).toBeNull();
  });

  it.each([
    ['string', (f: Fields) => f.string('x'), ''],
    ['number', (f: Fields) => f.number('x'), 0],
    ['boolean', (f: Fields) => f.boolean('x'), false],
    ['choice', (f: Fields) => f.oneOf('x', ['least', 'most']), 'least'],
    ['list', (f: Fields) => f.list('x', () => 1), []],
    ['nullable list', (f: Fields) => f.nullableList('x', () => 1), []],
    ['list of strings', (f: Fields) => f.strings('x'), []],
  ])('reads a missing or ill-typed %s as the harmless value', (_what, read, harmless) => {
    for (const object of [{}, { x: null }, { x: { y: 1 } }]) {
      const f = new Fields(object);
      expect(read(f)).toEqual(harmless);
      expect(f.failedAt).toBe('x');
    }
  });

  it.each([NaN, Infinity, -Infinity, '1', true])('takes %s for no number', (value) => {
    const f = new Fields({ x: value });
    expect(f.number('x')).toBe(0);
    expect(f.failedAt).toBe('x');
  });

  it('refuses a list of strings with anything else in it', () => {
    const f = new Fields({ x: ['a', 1] });
    expect(f.strings('x')).toEqual([]);
    expect(f.failedAt).toBe('x');
  });

  it('keeps the first error, with its path through objects and lists', () => {
    const f = new Fields({ o: { l: [{ a: 'x' }, 7] } });
    const list = f.child('o').list('l', (item) => item.string('a'));
    expect(list).toEqual(['x', '']);
    expect(f.failedAt).toBe('o.l[1]');
    f.string('absent');
    expect(f.failedAt).toBe('o.l[1]');
  });

  it('lets a list have null entries only where that is allowed', () => {
    const object = { x: [null, { a: 'b' }] };
    const free = new Fields(object);
    expect(free.nullableList('x', (item) => item.string('a'))).toEqual([null, 'b']);
    expect(free.failedAt).toBeNull();
    const strict = new Fields(object);
    strict.list('x', (item) => item.optionalString('a'));
    expect(strict.failedAt).toBe('x[0]');
  });
});
