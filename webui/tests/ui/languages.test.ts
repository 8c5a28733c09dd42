// SPDX-License-Identifier: MIT
// Languages at work: which one a reader gets, the forms of numbers, and how dates are written.
import { describe, expect, it, vi } from 'vitest';
import { chooseLanguage, loadArea, locale, plainly, plural, t } from '../../src/ui/i18n';
import { kAreas, type Area } from '../../src/ui/i18n/areas';
import { formatLocaleOf, languageOf, localeOf, wishesOf } from '../../src/ui/i18n/languages';
import { formatDay, timeSpan } from '../../src/ui/i18n/times';
import { readUser } from '../../src/core/api/types';
import { Fault, Fields } from '../../src/core/protocol/fields';
import { addressesIn } from '../../src/ui/create/draft';

const page = { lang: '', dir: '' };

async function speak(...wanted: string[]): Promise<void> {
  vi.stubGlobal('document', { documentElement: page });
  vi.stubGlobal('navigator', { languages: wanted });
  await chooseLanguage(wanted);
  await Promise.all((Object.keys(kAreas) as Area[]).map(loadArea));
}

describe('the language of a reader', () => {
  it.each([
    [['fr-CA', 'en'], 'fr'],
    [['pt-BR', 'es-MX'], 'es'],
    [['AR'], 'ar'],
    [['xx', 'zz'], 'en'],
    [[], 'en'],
  ] as const)('of %j is %s', (wanted, language) => {
    expect(languageOf(wanted)).toBe(language);
  });

  it('is chosen here, else that of the account, else one that the browser asks for', () => {
    expect(languageOf(wishesOf('es', 'fr', ['de']))).toBe('es');
    expect(languageOf(wishesOf(null, 'fr', ['de']))).toBe('fr');
    expect(languageOf(wishesOf('', undefined, ['xx', 'de-AT']))).toBe('de');
  });

  it('is read from the account', () => {
    const user = { id: 'u', name: 'Ada', role: 'user', email: null };
    const read = (more: object): unknown =>
      readUser(new Fields({ ...user, ...more }, new Fault())).language;
    expect(read({ language: 'ar' })).toBe('ar');
    expect(read({ language: null })).toBeUndefined();
    expect(read({})).toBeUndefined();
  });

  it('is that of the document, and so is its direction', async () => {
    await speak('ar-EG');
    expect(page).toEqual({ lang: 'ar', dir: 'rtl' });
    await speak('fr');
    expect(page).toEqual({ lang: 'fr', dir: 'ltr' });
  });
});

describe('numbers', () => {
  it.each([
    ['de-CH', 0, '0 Stunden'],
    ['de-CH', 1, '1 Stunde'],
    ['de-CH', 2, '2 Stunden'],
    ['fr', 0, '0 cours'],
    ['es', 1, '1 clase'],
    ['es', 1_000_000, '1.000.000 clases'],
    ['ar', 0, 'لا حصص'],
    ['ar', 1, 'حصة واحدة'],
    ['ar', 2, 'حصتان'],
    ['ar', 3, '3 حصص'],
    ['ar', 10, '10 حصص'],
    ['ar', 11, '11 حصة'],
    ['ar', 100, '100 حصة'],
    ['ar', 103, '103 حصص'],
  ])('in %s: %d', async (tag, count, words) => {
    await speak(tag);
    expect(plural('calendar.lessons', count)).toBe(words);
  });

  it('leave no gap that has a value', async () => {
    await speak('de');
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

  it('with the digits of codes and the calendar of plans', async () => {
    for (const tag of ['ar', 'ar-EG', 'ar-SA', 'ar-MA']) {
      await speak(tag);
      expect(locale()).toBe(`${tag}-u-ca-gregory-nu-latn`);
      expect(formatDay('2026-12-03', 'year')).toMatch(/^3 .* 2026$/);
      const start = Date.parse('2026-12-03T15:00Z');
      expect(timeSpan(start, start + 5_400_000)).not.toMatch(/[٠-٩]/);
    }
    expect(formatLocaleOf('no such tag')).toBe('no such tag');
  });
});

describe('a value that is read the other way than its sentence', () => {
  it('is isolated on the page, once, and not in what leaves it', async () => {
    await speak('ar');
    expect(t('lobby.host', { name: 'Ada' })).toBe('مع \u2068Ada\u2069');
    expect(t('lobby.host', { name: '\u2068Ada\u2069' })).toBe('مع \u2068Ada\u2069');
    expect(t('lobby.host', { name: 'ليلى' })).toBe('مع ليلى');
    expect(plainly('invitation.join', { link: 'https://x.example/j/a' })).toBe(
      'الانضمام: https://x.example/j/a',
    );
    await speak('fr');
    expect(t('lobby.host', { name: 'Ada' })).toBe('avec Ada');
    expect(t('lobby.host', { name: 'ليلى' })).toBe('avec \u2068ليلى\u2069');
  });
});

describe('addresses', () => {
  it('may stand between Arabic commas', () => {
    expect(addressesIn('a@example.org، b@example.org؛c@example.org').good).toEqual([
      'a@example.org',
      'b@example.org',
      'c@example.org',
    ]);
  });
});
