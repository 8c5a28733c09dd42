// SPDX-License-Identifier: MIT
// Every sentence of the UI in German, by area.
import { app } from './de/app';
import { chat } from './de/chat';
import { check } from './de/check';
import { devices } from './de/devices';
import { doors } from './de/doors';
import { errors } from './de/errors';
import { home } from './de/home';
import { host } from './de/host';
import { lecture } from './de/lecture';
import { left } from './de/left';
import { lobby } from './de/lobby';
import { notices } from './de/notices';
import { people } from './de/people';
import { room } from './de/room';
import { stage } from './de/stage';
import type { Catalogue } from './en';

export const de: Catalogue = {
  ...app,
  ...home,
  ...doors,
  ...lobby,
  ...devices,
  ...room,
  ...stage,
  ...notices,
  ...chat,
  ...people,
  ...host,
  ...lecture,
  ...check,
  ...left,
  ...errors,
};
