// SPDX-License-Identifier: MIT
// The chat of a lesson as a text that one can read without us. What was written to one person only
// is not in it. Pure.
import type { ChatLine } from './model/state';

/** The server takes 4 MiB. */
const kMostCharacters = 1_000_000;

export interface ChatWords {
  /** The time of a line, as its readers write times. */
  time(timestamp: string): string;
  /** The name of the person here. */
  readonly own: string;
}

/** The lines that everybody has, the oldest first; the newest ones if it were too long. */
export function linesToKeep(chat: readonly ChatLine[]): readonly ChatLine[] {
  return chat.filter((line) => !line.private && line.delivery === 'sent');
}

export function chatText(chat: readonly ChatLine[], words: ChatWords): string {
  const lines = linesToKeep(chat).map(
    (line) =>
      // A second line of a message must not look like a message of somebody else.
      `[${words.time(line.timestamp)}] ${line.own ? words.own : line.name}: ` +
      line.text.replaceAll('\n', '\n    '),
  );
  let room = kMostCharacters;
  let first = lines.length;
  while (first > 0 && room - (lines[first - 1]?.length ?? 0) - 1 >= 0) {
    first -= 1;
    room -= (lines[first]?.length ?? 0) + 1;
  }
  return lines.slice(first).join('\n') + '\n';
}
