// SPDX-License-Identifier: MIT
// Every sentence of the UI in French, by area.
import { app } from './fr/app';
import { devices } from './fr/devices';
import { doors } from './fr/doors';
import { errors } from './fr/errors';
import { home } from './fr/home';
import { left } from './fr/left';
import { lobby } from './fr/lobby';
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
    activities: () => import('./fr/activities').then((file) => file.activities),
    account: () => import('./fr/account').then((file) => file.account),
    calendar: () => import('./fr/calendar').then((file) => file.calendar),
    planning: () => import('./fr/planning').then((file) => file.planning),
    asking: () => import('./fr/asking').then((file) => file.asking),
    files: () => import('./fr/files').then((file) => file.files),
    groups: () => import('./fr/groups').then((file) => file.groups),
    board: () => import('./fr/board').then((file) => file.board),
    recording: () => import('./fr/recording').then((file) => file.recording),
    recordings: () => import('./fr/recordings').then((file) => file.recordings),
    sound: () => import('./fr/sound').then((file) => file.sound),
    settings: () => import('./fr/settings').then((file) => file.settings),
    admin: () => import('./fr/admin').then((file) => file.admin),
    operations: () => import('./fr/operations').then((file) => file.operations),
    auditKinds: () => import('./fr/audit_kinds').then((file) => file.auditKinds),
    branding: () => import('./fr/branding').then((file) => file.branding),
    testing: () => import('./fr/testing').then((file) => file.testing),
    room: () => import('./fr/in_room').then((file) => file.inRoom),
  },
};
