// SPDX-License-Identifier: MIT
// The sentences: all languages have the same ones with the same gaps, in all forms that their
// numbers need; each is said somewhere, and is there when its page says it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kAreas, type Area as AreaName } from '../../src/ui/i18n/areas';
import { en } from '../../src/ui/i18n/en';
import { kLanguages, kPacks, type Language } from '../../src/ui/i18n/languages';
import { pagesOf, sourcesOf } from '../support/sources';

type File = Record<string, Record<string, string>>;

const all = import.meta.glob<File>('../../src/ui/i18n/*/*.ts', { eager: true });
const kSource = join(__dirname, '../../src');

function sentencesOf(language: Language): [string, string][] {
  return Object.entries(all)
    .filter(([path]) => path.includes(`/${language}/`) && !path.endsWith('/in_room.ts'))
    .flatMap(([, file]) => Object.values(file).flatMap(Object.entries));
}

const english = new Map(sentencesOf('en'));

/** What is said of numbers. */
const counted = [...english.keys()]
  .filter((key) => key.endsWith('.other'))
  .map((key) => key.slice(0, -'.other'.length))
  .filter((base) => english.has(`${base}.one`));

const formsOf = (language: Language): string[] =>
  new Intl.PluralRules(language).resolvedOptions().pluralCategories;

/** The base of a form of a number, else the key. */
function baseOf(key: string): string {
  const base = /^(.*)\.(?:zero|one|two|few|many|other)$/.exec(key)?.[1];
  return base !== undefined && counted.includes(base) ? base : key;
}

const gapsOf = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

async function loadedBy(language: Language): Promise<{ first: string[]; later: string[] }> {
  const pack = language === 'en' ? { first: en, areas: kAreas } : await kPacks[language]();
  const later = await Promise.all(Object.values(pack.areas).map((load) => load()));
  return { first: Object.keys(pack.first), later: later.flatMap((area) => Object.keys(area)) };
}

describe.each(kLanguages)('the sentences in %s', (language) => {
  const sentences = new Map(sentencesOf(language));
  const keys = [...sentences.keys()];

  it('are those of the English, none missing and none more', () => {
    const missing = [...english.keys()].filter((key) => !sentences.has(key));
    const surplus = keys.filter((key) => !english.has(key) && !counted.includes(baseOf(key)));
    expect({ missing, surplus }).toEqual({ missing: [], surplus: [] });
  });

  it('have every form of a number that the language has, and no other', () => {
    for (const base of counted) {
      const forms = keys.filter((key) => baseOf(key) === base && key !== base);
      expect(forms.sort()).toEqual(formsOf(language).map((form) => `${base}.${form}`).sort());
    }
  });

  it('have the gaps of the English', () => {
    for (const [key, text] of sentences) {
      const base = baseOf(key);
      const wanted = gapsOf(english.get(key) ?? english.get(`${base}.other`) ?? '');
      if (base === key) expect([key, gapsOf(text)]).toEqual([key, wanted]);
      // "One person", "two people" need no number; a form for many numbers does.
      const all = new Set([wanted, gapsOf(english.get(`${base}.one`) ?? '')].flat());
      expect([key, gapsOf(text).filter((gap) => !all.has(gap))]).toEqual([key, []]);
      const many = /\.(?:few|many|other)$/.test(key) && base !== key;
      if (many && gapsOf(english.get(`${base}.other`) ?? '').includes('{count}'))
        expect([key, text]).toEqual([key, expect.stringContaining('{count}')]);
    }
  });

  it('are each in one file, and each in what is loaded', async () => {
    const { first, later } = await loadedBy(language);
    expect([...first, ...later].sort()).toEqual([...keys].sort());
    expect(new Set(keys).size).toBe(sentencesOf(language).length);
  });

  it('are words: not empty, without blanks at their ends, closed, of their own language', () => {
    for (const [key, text] of sentences) {
      expect([key, text === text.trim() || key === 'app.comma']).toEqual([key, true]);
      expect([key, text.length > 0, /[{}]/.test(text.replace(/\{\w+\}/g, ''))]).toEqual([
        key,
        true,
        false,
      ]);
    }
    const same = keys.filter((key) => {
      const text = sentences.get(key) ?? '';
      // Names of gaps and of one word ("Chat", "Code", "Menu") may be the same in two languages.
      // So may a term that is English everywhere.
      if (['home.join.placeholder', 'meeting.qr'].includes(key)) return false;
      const words = text.replace(/\{\w+\}/g, '').match(/\p{L}{2,}/gu) ?? [];
      return language !== 'en' && words.length > 1 && text === english.get(key);
    });
    expect(same).toEqual([]);
  });
});

/** Names of programs, keys and techniques, and the code that is an example. */
const kNamed = (
  'CSV QR Enter Safari Chrome Edge Firefox IPv TCP TLS UDP WebSocket https PNG PDF JPEG TeX ' +
  'kabo rine tuda'
).split(' ');

describe('Arabic', () => {
  it('is written in Arabic letters, but for what is named', () => {
    const foreign = sentencesOf('ar').flatMap(
      ([, text]) => text.replace(/\{\w+\}/g, '').match(/[A-Za-z]{2,}/g) ?? [],
    );
    expect(foreign.filter((word) => !kNamed.includes(word))).toEqual([]);
  });
});

describe('the pages', () => {
  const source = sourcesOf(kSource)
    .filter((path) => !/i18n\/[a-z]{2}(?:\/|\.ts)/.test(path))
    .map((path) => readFileSync(path, 'utf8'));

  it('say every sentence', () => {
    const literals = new Set(
      source.flatMap((text) => text.match(/'[a-z][\w-]*(?:\.[\w-]+)+'/g) ?? []),
    );
    const starts = source.flatMap((text) =>
      [...text.matchAll(/`([a-z][\w-]*\.[\w.-]*)\$\{/g)].map((found) => found[1] ?? ''),
    );
    const said = (key: string): boolean =>
      literals.has(`'${key}'`) ||
      literals.has(`'${baseOf(key)}'`) ||
      starts.some((start) => key.startsWith(start));
    expect([...english.keys()].filter((key) => !said(key))).toEqual([]);
  });

  it('have loaded what they say', async () => {
    // A translation shows where an area is missing: English has the room's from the start.
    const pack = await kPacks.de();
    const areas = new Map<string, readonly string[]>();
    for (const [name, load] of Object.entries(pack.areas))
      areas.set(name, Object.keys(await load()));
    const late = new Set([...areas.values()].flat());
    const room = { entry: join(kSource, 'ui/room/room_view.tsx'), areas: ['room'] };
    const first = { entry: join(kSource, 'main.tsx'), areas: [] };
    for (const page of [first, room, ...pagesOf(kSource)]) {
      const known = new Set(page.areas.flatMap((area) => areas.get(area as AreaName) ?? []));
      const text = sourcesOf(kSource, page.entry).map((path) => readFileSync(path, 'utf8'));
      const unknown = text
        .flatMap((one) => [...one.matchAll(/\b(?:t|plural)\(\s*'([\w.:-]+)'/g)])
        .map((found) => found[1] ?? '')
        .filter((key) => [key, `${key}.other`].some((one) => late.has(one) && !known.has(one)));
      expect([page.entry, unknown]).toEqual([page.entry, []]);
    }
  });
});

describe('the folders', () => {
  it('are those of the languages', () => {
    const folders = readdirSync(join(kSource, 'ui/i18n'), { withFileTypes: true });
    const names = folders.filter((one) => one.isDirectory()).map((one) => one.name);
    expect(names.sort()).toEqual([...kLanguages].sort());
  });
});
