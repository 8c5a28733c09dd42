// SPDX-License-Identifier: MIT
// What a page and the frame of a meeting in it say to each other (docs/embedding.md). Version 1.
// There is no command that turns a camera or a microphone on: that is the person's, in the frame.
import { isObject } from '../protocol/fields';

export const kVersion = 1;

export type Command =
  | { readonly do: 'join'; readonly name?: string }
  | { readonly do: 'leave' | 'mute' | 'stop-video' | 'raise-hand' | 'lower-hand' | 'tell' };

export type Where = 'loading' | 'lobby' | 'waiting' | 'room' | 'left';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

export type Told =
  /** First of all, and in answer to `tell`. */
  | { readonly event: 'state'; readonly where: Where; readonly people: number }
  | { readonly event: 'joined'; readonly self: Person }
  | { readonly event: 'person-joined' | 'person-left'; readonly person: Person }
  | {
      readonly event: 'media';
      readonly microphone: boolean;
      readonly camera: boolean;
      readonly screen: boolean;
      readonly hand: boolean;
    }
  /** The call is over for this frame; the page may take it away. */
  | { readonly event: 'left'; readonly reason: string }
  /** The answer to a command, under its id. */
  | { readonly event: 'done'; readonly id: string }
  | { readonly event: 'refused'; readonly id: string; readonly code: string };

const kPlain = ['leave', 'mute', 'stop-video', 'raise-hand', 'lower-hand', 'tell'] as const;
const kLongestId = 64;
const kLongestName = 80;

export interface Asked {
  readonly id: string;
  readonly command: Command;
}

/**
 * A message of the page around us; null: not for us, and not answered. `{id}` alone: for us, and
 * not understood.
 */
export function readCommand(data: unknown): Asked | { readonly id: string } | null {
  if (!isObject(data) || data['lectern'] !== kVersion) return null;
  const { id, do: what, name } = data as { id?: unknown; do?: unknown; name?: unknown };
  if (typeof id !== 'string' || id === '' || id.length > kLongestId) return null;
  if (what === 'join') {
    if (name === undefined) return { id, command: { do: 'join' } };
    if (typeof name !== 'string' || name.trim() === '' || name.length > kLongestName) return { id };
    return { id, command: { do: 'join', name: name.trim() } };
  }
  const plain = kPlain.find((one) => one === what);
  return plain ? { id, command: { do: plain } } : { id };
}
