// SPDX-License-Identifier: MIT
// The sentences that load with the pages that say them, so that the first page stays small.
import type { account } from './en/account';
import type { admin } from './en/admin';
import type { asking } from './en/asking';
import type { calendar } from './en/calendar';
import type { planning } from './en/planning';
import type { recording } from './en/recording';
import type { recordings } from './en/recordings';
import type { settings } from './en/settings';
import type { testing } from './en/testing';

type Sentences = Readonly<Record<string, string>>;
type Load = () => Promise<Sentences>;

export const kAreas = {
  account: {
    en: () => import('./en/account').then((file) => file.account),
    de: () => import('./de/account').then((file) => file.account),
  },
  calendar: {
    en: () => import('./en/calendar').then((file) => file.calendar),
    de: () => import('./de/calendar').then((file) => file.calendar),
  },
  planning: {
    en: () => import('./en/planning').then((file) => file.planning),
    de: () => import('./de/planning').then((file) => file.planning),
  },
  asking: {
    en: () => import('./en/asking').then((file) => file.asking),
    de: () => import('./de/asking').then((file) => file.asking),
  },
  recording: {
    en: () => import('./en/recording').then((file) => file.recording),
    de: () => import('./de/recording').then((file) => file.recording),
  },
  recordings: {
    en: () => import('./en/recordings').then((file) => file.recordings),
    de: () => import('./de/recordings').then((file) => file.recordings),
  },
  settings: {
    en: () => import('./en/settings').then((file) => file.settings),
    de: () => import('./de/settings').then((file) => file.settings),
  },
  admin: {
    en: () => import('./en/admin').then((file) => file.admin),
    de: () => import('./de/admin').then((file) => file.admin),
  },
  testing: {
    en: () => import('./en/testing').then((file) => file.testing),
    de: () => import('./de/testing').then((file) => file.testing),
  },
} satisfies Record<string, Record<'en' | 'de', Load>>;

export type Area = keyof typeof kAreas;

/** The keys of all areas; types only, which weigh nothing. */
export type AreaKey =
  | keyof typeof account
  | keyof typeof calendar
  | keyof typeof planning
  | keyof typeof recording
  | keyof typeof recordings
  | keyof typeof asking
  | keyof typeof settings
  | keyof typeof admin
  | keyof typeof testing;
