// SPDX-License-Identifier: MIT
// The sentences that load with the pages that say them, so that the first page stays small.
import type { account } from './en/account';
import type { activities } from './en/activities';
import type { admin } from './en/admin';
import type { asking } from './en/asking';
import type { auditKinds } from './en/audit_kinds';
import type { board } from './en/board';
import type { branding } from './en/branding';
import type { calendar } from './en/calendar';
import type { files } from './en/files';
import type { groups } from './en/groups';
import type { operations } from './en/operations';
import type { planning } from './en/planning';
import type { recording } from './en/recording';
import type { recordings } from './en/recordings';
import type { settings } from './en/settings';
import type { sound } from './en/sound';
import type { testing } from './en/testing';

export type Sentences = Readonly<Record<string, string>>;
export type Load = () => Promise<Sentences>;

/** In English; the other languages have theirs in their own files. */
export const kAreas = {
  activities: () => import('./en/activities').then((file) => file.activities),
  account: () => import('./en/account').then((file) => file.account),
  calendar: () => import('./en/calendar').then((file) => file.calendar),
  planning: () => import('./en/planning').then((file) => file.planning),
  asking: () => import('./en/asking').then((file) => file.asking),
  files: () => import('./en/files').then((file) => file.files),
  groups: () => import('./en/groups').then((file) => file.groups),
  board: () => import('./en/board').then((file) => file.board),
  recording: () => import('./en/recording').then((file) => file.recording),
  recordings: () => import('./en/recordings').then((file) => file.recordings),
  sound: () => import('./en/sound').then((file) => file.sound),
  settings: () => import('./en/settings').then((file) => file.settings),
  admin: () => import('./en/admin').then((file) => file.admin),
  auditKinds: () => import('./en/audit_kinds').then((file) => file.auditKinds),
  branding: () => import('./en/branding').then((file) => file.branding),
  operations: () => import('./en/operations').then((file) => file.operations),
  testing: () => import('./en/testing').then((file) => file.testing),
  // English is there from the start; of a translation, the room's sentences are a good third.
  room: () => Promise.resolve({}),
} satisfies Record<string, Load>;

export type Area = keyof typeof kAreas;

/** The keys of all areas; types only, which weigh nothing. */
export type AreaKey =
  | keyof typeof account
  | keyof typeof activities
  | keyof typeof calendar
  | keyof typeof files
  | keyof typeof groups
  | keyof typeof planning
  | keyof typeof board
  | keyof typeof recording
  | keyof typeof recordings
  | keyof typeof asking
  | keyof typeof settings
  | keyof typeof sound
  | keyof typeof admin
  | keyof typeof operations
  | keyof typeof auditKinds
  | keyof typeof branding
  | keyof typeof testing;
