// SPDX-License-Identifier: MIT
// Every sentence of the UI in English, by area. Short, friendly, no jargon; errors say what
// happened and what to do.
import { app } from './en/app';
import { chat } from './en/chat';
import { check } from './en/check';
import { devices } from './en/devices';
import { doors } from './en/doors';
import { errors } from './en/errors';
import { home } from './en/home';
import { host } from './en/host';
import { lecture } from './en/lecture';
import { left } from './en/left';
import { lobby } from './en/lobby';
import { notices } from './en/notices';
import { people } from './en/people';
import { room } from './en/room';
import { stage } from './en/stage';

export const en = {
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
} as const;

export type Key = keyof typeof en;
