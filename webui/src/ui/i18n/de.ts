// SPDX-License-Identifier: MIT
// Every sentence of the UI in German, by area.
import { app } from './de/app';
import { devices } from './de/devices';
import { doors } from './de/doors';
import { errors } from './de/errors';
import { home } from './de/home';
import { left } from './de/left';
import { lobby } from './de/lobby';
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
    activities: () => import('./de/activities').then((file) => file.activities),
    account: () => import('./de/account').then((file) => file.account),
    calendar: () => import('./de/calendar').then((file) => file.calendar),
    planning: () => import('./de/planning').then((file) => file.planning),
    asking: () => import('./de/asking').then((file) => file.asking),
    files: () => import('./de/files').then((file) => file.files),
    groups: () => import('./de/groups').then((file) => file.groups),
    board: () => import('./de/board').then((file) => file.board),
    recording: () => import('./de/recording').then((file) => file.recording),
    recordings: () => import('./de/recordings').then((file) => file.recordings),
    sound: () => import('./de/sound').then((file) => file.sound),
    settings: () => import('./de/settings').then((file) => file.settings),
    admin: () => import('./de/admin').then((file) => file.admin),
    operations: () => import('./de/operations').then((file) => file.operations),
    auditKinds: () => import('./de/audit_kinds').then((file) => file.auditKinds),
    branding: () => import('./de/branding').then((file) => file.branding),
    testing: () => import('./de/testing').then((file) => file.testing),
    room: () => import('./de/in_room').then((file) => file.inRoom),
  },
};
