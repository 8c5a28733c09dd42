// SPDX-License-Identifier: MIT
// What people say to lines of the chat with an emoji. Nobody keeps it but the pages that are open.
// Pure.
import type { ChatLine, LineReaction } from './state';

/** Kinds of a line, and people of a kind; what is beyond is not shown. */
export const kMostKinds = 12;
export const kMostPeople = 500;

interface Said {
  readonly line: number;
  readonly emoji: string;
  readonly from: string;
}

function joined(
  before: readonly LineReaction[],
  said: Said,
  own: boolean,
): readonly LineReaction[] {
  const { emoji, from } = said;
  const known = before.find((one) => one.emoji === emoji);
  if (!known)
    return before.length >= kMostKinds ? before : [...before, { emoji, from: [from], own }];
  if (known.from.includes(from) || known.from.length >= kMostPeople) return before;
  const more = { emoji, from: [...known.from, from], own: known.own || own };
  return before.map((one) => (one === known ? more : one));
}

/** The same list if nothing is new. */
export function withReaction(
  chat: readonly ChatLine[],
  said: Said,
  self: string,
): readonly ChatLine[] {
  const line = chat.find((one) => one.line === said.line);
  if (!line) return chat;
  const before = line.reactions ?? [];
  const reactions = joined(before, said, said.from === self);
  return reactions === before
    ? chat
    : chat.map((one) => (one === line ? { ...one, reactions } : one));
}
