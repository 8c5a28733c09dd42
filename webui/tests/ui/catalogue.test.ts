// SPDX-License-Identifier: MIT
// The sentences: both languages have the same ones with the same gaps, each is said somewhere, and
// numbers have the forms that they need.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { chooseLanguage, loadArea, localeOf, plural, t } from '../../src/ui/i18n';
import { kAreas, type Area as AreaName } from '../../src/ui/i18n/areas';
import { de } from '../../src/ui/i18n/de';
import { en } from '../../src/ui/i18n/en';

type File = Record<string, Record<string, string>>;

const files = {
  en: import.meta.glob<File>('../../src/ui/i18n/en/*.ts', { eager: true }),
  de: import.meta.glob<File>('../../src/ui/i18n/de/*.ts', { eager: true }),
};

function entriesOf(all: Record<string, File>): [string, string][] {
  return Object.values(all).flatMap((file) => Object.values(file).flatMap(Object.entries));
}

const english = new Map(entriesOf(files.en));
const german = new Map(entriesOf(files.de));

/** All code that may say a sentence. */
function code(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'en' || entry.name === 'de' ? '' : code(path);
      return /\.tsx?$/.test(entry.name) ? readFileSync(path, 'utf8') : '';
    })
    .join('\n');
}

describe('the catalogues', () => {
  it('hold every sentence of every area, each key once', async () => {
    for (const [language, first, all] of [
      ['en', en, files.en],
      ['de', de, files.de],
    ] as const) {
      const keys = entriesOf(all).map(([key]) => key);
      const later = await Promise.all(
        Object.values(kAreas).map(async (area) => Object.keys(await area[language]())),
      );
      expect([...keys].sort()).toEqual([...Object.keys(first), ...later.flat()].sort());
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('have the same gaps in both languages', () => {
    const gaps = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
    for (const [key, text] of english)
      expect([key, gaps(german.get(key) ?? '')]).toEqual([key, gaps(text)]);
  });

  it('hold nothing that no page says', () => {
    const source = code(join(__dirname, '../../src'));
    const literals = new Set(source.match(/'[a-z][\w-]*(?:\.[\w-]+)+'/g) ?? []);
    const starts = [...source.matchAll(/`([a-z][\w-]*\.[\w.-]*)\$\{/g)].map(
      (found) => found[1] ?? '',
    );
    const said = (key: string): boolean =>
      literals.has(`'${key}'`) ||
      literals.has(`'${key.replace(/\.(?:one|other)$/, '')}'`) ||
      starts.some((start) => key.startsWith(start));
    expect([...english.keys()].filter((key) => !said(key))).toEqual([]);
  });
});

describe('numbers', () => {
  beforeAll(async () => {
    vi.stubGlobal('document', { documentElement: {} });
    await chooseLanguage(['de-CH']);
    await Promise.all((Object.keys(kAreas) as AreaName[]).map(loadArea));
  });

  it.each([
    [0, '0 Stunden'],
    [1, '1 Stunde'],
    [2, '2 Stunden'],
  ])('of %d are said in the language’s form', (count, words) => {
    expect(plural('calendar.lessons', count)).toBe(words);
  });

  it('leave no gap that has a value', () => {
    expect(t('home.present', { count: 3 })).toBe('3 im Raum');
  });
});

describe('how dates are written', () => {
  it.each([
    ['de', ['ar-EG', 'de-AT'], 'de-AT'],
    ['en', ['de-CH', 'fr'], 'en-CH'],
    ['en', ['ar'], 'en'],
    ['de', [], 'de'],
  ] as const)('%s words for a reader of %j: %s', (words, wanted, tag) => {
    expect(localeOf(words, wanted)).toBe(tag);
  });
});
