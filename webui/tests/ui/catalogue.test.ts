// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { de } from '../../src/ui/i18n/de';
import { en } from '../../src/ui/i18n/en';

type Area = Record<string, Record<string, string>>;

const areas = {
  en: import.meta.glob<Area>('../../src/ui/i18n/en/*.ts', { eager: true }),
  de: import.meta.glob<Area>('../../src/ui/i18n/de/*.ts', { eager: true }),
};

function keysOf(files: Record<string, Area>): string[] {
  return Object.values(files).flatMap((file) => Object.values(file).flatMap(Object.keys));
}

describe('the catalogues', () => {
  it('hold every sentence of every area, each key once', () => {
    expect(keysOf(areas.en).sort()).toEqual(Object.keys(en).sort());
    expect(keysOf(areas.de).sort()).toEqual(Object.keys(de).sort());
  });
});
