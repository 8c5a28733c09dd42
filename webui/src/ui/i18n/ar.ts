// SPDX-License-Identifier: MIT
// Every sentence of the UI in Arabic, by area.
import { app } from './ar/app';
import { devices } from './ar/devices';
import { doors } from './ar/doors';
import { errors } from './ar/errors';
import { home } from './ar/home';
import { left } from './ar/left';
import { lobby } from './ar/lobby';
import type { Pack } from './catalogue';

export const pack: Pack = {
  first: {
    ...app,
    ...home,
    ...doors,
    ...lobby,
    ...devices,
    ...left,
    ...errors,
  },
  areas: {
    activities: () => import('./ar/activities').then((file) => file.activities),
    account: () => import('./ar/account').then((file) => file.account),
    calendar: () => import('./ar/calendar').then((file) => file.calendar),
    planning: () => import('./ar/planning').then((file) => file.planning),
    asking: () => import('./ar/asking').then((file) => file.asking),
    files: () => import('./ar/files').then((file) => file.files),
    groups: () => import('./ar/groups').then((file) => file.groups),
    board: () => import('./ar/board').then((file) => file.board),
    recording: () => import('./ar/recording').then((file) => file.recording),
    recordings: () => import('./ar/recordings').then((file) => file.recordings),
    sound: () => import('./ar/sound').then((file) => file.sound),
    settings: () => import('./ar/settings').then((file) => file.settings),
    admin: () => import('./ar/admin').then((file) => file.admin),
    operations: () => import('./ar/operations').then((file) => file.operations),
    auditKinds: () => import('./ar/audit_kinds').then((file) => file.auditKinds),
    branding: () => import('./ar/branding').then((file) => file.branding),
    testing: () => import('./ar/testing').then((file) => file.testing),
    room: () => import('./ar/in_room').then((file) => file.inRoom),
  },
};
