// SPDX-License-Identifier: MIT
// The German sentences that are only said in the room.
import { chat } from './chat';
import { check } from './check';
import { host } from './host';
import { lecture } from './lecture';
import { notices } from './notices';
import { people } from './people';
import { room } from './room';
import { stage } from './stage';

export const inRoom = {
  ...room,
  ...stage,
  ...notices,
  ...chat,
  ...people,
  ...host,
  ...lecture,
  ...check,
} as const;
