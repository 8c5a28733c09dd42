// SPDX-License-Identifier: MIT
// Every sentence of the UI in Spanish, by area.
import { app } from './es/app';
import { devices } from './es/devices';
import { doors } from './es/doors';
import { errors } from './es/errors';
import { home } from './es/home';
import { left } from './es/left';
import { lobby } from './es/lobby';
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
    activities: () => import('./es/activities').then((file) => file.activities),
    account: () => import('./es/account').then((file) => file.account),
    calendar: () => import('./es/calendar').then((file) => file.calendar),
    planning: () => import('./es/planning').then((file) => file.planning),
    asking: () => import('./es/asking').then((file) => file.asking),
    files: () => import('./es/files').then((file) => file.files),
    groups: () => import('./es/groups').then((file) => file.groups),
    board: () => import('./es/board').then((file) => file.board),
    recording: () => import('./es/recording').then((file) => file.recording),
    recordings: () => import('./es/recordings').then((file) => file.recordings),
    sound: () => import('./es/sound').then((file) => file.sound),
    settings: () => import('./es/settings').then((file) => file.settings),
    admin: () => import('./es/admin').then((file) => file.admin),
    operations: () => import('./es/operations').then((file) => file.operations),
    auditKinds: () => import('./es/audit_kinds').then((file) => file.auditKinds),
    branding: () => import('./es/branding').then((file) => file.branding),
    testing: () => import('./es/testing').then((file) => file.testing),
    room: () => import('./es/in_room').then((file) => file.inRoom),
  },
};
