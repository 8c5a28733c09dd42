// SPDX-License-Identifier: MIT
// The settings of the site as the texts of a form, and what of them has changed.
import {
  kSettings,
  type SettingName,
  type SettingValue,
  type SiteSettings,
} from '../../core/api/site_settings';

export type Texts = Readonly<Partial<Record<SettingName, string>>>;

const kGigabyte = 1e9;
const kSizes: readonly SettingName[] = [
  kSettings.largest,
  kSettings.personQuota,
  kSettings.quota,
];

const isSize = (name: SettingName): boolean => kSizes.includes(name);

/** As the form shows it: sizes in gigabytes. */
export function textOf(name: SettingName, value: SettingValue): string {
  if (value === null) return '';
  if (isSize(name) && typeof value === 'number')
    return String(Math.round((value / kGigabyte) * 100) / 100);
  return String(value);
}

export function textsOf(site: SiteSettings): Texts {
  return Object.fromEntries(
    Object.values(kSettings).map((name) => [
      name,
      textOf(name, site.settings[name]?.value ?? null),
    ]),
  );
}

/** What the server gets; undefined: the text is no such value. */
export function valueOf(name: SettingName, text: string): SettingValue | undefined {
  const clean = text.trim();
  if (clean === '') return null;
  if (name === kSettings.recordings) return clean === 'true';
  if (isSize(name)) {
    const size = Number(clean.replace(',', '.'));
    return Number.isFinite(size) && size > 0 ? Math.round(size * kGigabyte) : undefined;
  }
  if (name === kSettings.retention) return /^\d{1,4}$/.test(clean) ? Number(clean) : undefined;
  return clean;
}

export type Change = Partial<Record<SettingName, SettingValue>>;

/** What differs from `before`; null where a text is no value. */
export function changeOf(before: Texts, now: Texts): Change | null {
  const change: Change = {};
  for (const name of Object.values(kSettings)) {
    const text = now[name];
    if (text === undefined || text === before[name]) continue;
    const value = valueOf(name, text);
    if (value === undefined) return null;
    change[name] = value;
  }
  return change;
}
