// SPDX-License-Identifier: MIT
// The German sentences that are only said in the room.
import { chat } from './chat';
import { check } from './check';
import { host } from './host';
import { lecture } from './lecture';
import { people } from './people';
import { stage } from './stage';

export const inRoom = {
  ...stage,
  ...chat,
  ...people,
  ...host,
  ...lecture,
  ...check,
} as const;
