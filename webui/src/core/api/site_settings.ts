// SPDX-License-Identifier: MIT
// What administrators set while the server runs (docs/administration.md).
import type { Fields } from '../protocol/fields';
import type { Answer, ApiClient } from './client';

export const kSettings = {
  name: 'site.name',
  contact: 'site.contact',
  language: 'site.language',
  registration: 'auth.registration',
  recordings: 'recordings.enabled',
  largest: 'recordings.largest',
  personQuota: 'recordings.quota_per_person',
  quota: 'recordings.quota',
  retention: 'recordings.retention',
  color: 'branding.color',
  nightColor: 'branding.night_color',
  firstRun: 'first_run',
} as const;
export type SettingName = (typeof kSettings)[keyof typeof kSettings];
export type SettingValue = string | number | boolean | null;

export interface Setting {
  readonly value: SettingValue;
  /** The configuration of the server sets it. */
  readonly fixed: boolean;
}

export interface SiteSettings {
  readonly settings: Readonly<Partial<Record<string, Setting>>>;
  readonly logo: { readonly url: string; readonly width: number; readonly height: number } | null;
  readonly publicUrl: string | null;
}

function readSetting(f: Fields): [string, Setting] {
  const raw = f.isNull('value') ? null : f.raw('value');
  const known = raw === null || ['string', 'number', 'boolean'].includes(typeof raw);
  const value = known ? (raw as SettingValue) : f.fail<SettingValue>('value', null);
  return [f.string('name'), { value, fixed: f.boolean('fixed') }];
}

export function readSettings(f: Fields): SiteSettings {
  const logo = f.isNull('logo') ? null : f.child('logo');
  return {
    settings: Object.fromEntries(f.list('settings', readSetting)),
    logo: logo && {
      url: logo.string('url'),
      width: logo.number('width'),
      height: logo.number('height'),
    },
    publicUrl: f.optionalString('public_url') ?? null,
  };
}

const none = (): null => null;

export function siteSettings(api: ApiClient): Answer<SiteSettings> {
  return api.call('GET', '/api/admin/settings/', undefined, readSettings);
}

/** Null takes a setting back. */
export function changeSettings(
  api: ApiClient,
  change: Readonly<Partial<Record<SettingName, SettingValue>>>,
): Answer<null> {
  return api.call('PATCH', '/api/admin/settings/', change, none);
}

export function removeLogo(api: ApiClient): Answer<null> {
  return api.call('DELETE', '/api/admin/settings/logo/', undefined, none);
}

export function putLogo(api: ApiClient, picture: Blob): Answer<null> {
  return api.call('PUT', '/api/admin/settings/logo/', picture, none);
}

export interface TestMail {
  readonly entry: number;
  readonly to: string;
}

export function sendTestMail(api: ApiClient): Answer<TestMail> {
  return api.call('POST', '/api/admin/mail/test/', undefined, (f) => ({
    entry: f.number('entry_id'),
    to: f.string('to'),
  }));
}
