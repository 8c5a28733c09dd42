// SPDX-License-Identifier: MIT
// Of a long chat the page draws the last lines, and earlier ones as somebody scrolls up. Pure.

/** So many lines are drawn at the end, and so many more with each step up. */
export const kPage = 60;

interface Keyed {
  readonly key: number;
}

/**
 * The index of the first line to draw. `first` is the key of the first line that was drawn. Whoever
 * reads earlier lines keeps it; at the end only the last page stays.
 */
export function firstDrawn(lines: readonly Keyed[], first: number | null, atEnd: boolean): number {
  const last = Math.max(0, lines.length - kPage);
  if (atEnd || first === null) return last;
  // Keys grow, so that a line that fell out of the chat is replaced by the oldest one.
  const index = lines.findIndex(({ key }) => key >= first);
  return index < 0 ? last : Math.min(index, last);
}

/** The key of the first line to draw after a step up; null: there is nothing above. */
export function stepUp(lines: readonly Keyed[], drawnFrom: number): number | null {
  if (drawnFrom <= 0) return null;
  return lines[Math.max(0, drawnFrom - kPage)]?.key ?? null;
}

/** The key of the first of the last `unread` lines of others; null: everything was read. */
export function firstUnread(
  lines: readonly (Keyed & { readonly own: boolean })[],
  unread: number,
): number | null {
  let left = unread;
  for (let index = lines.length - 1; index >= 0 && left > 0; index -= 1) {
    const line = lines[index];
    if (!line || line.own) continue;
    left -= 1;
    if (left === 0) return line.key;
  }
  return null;
}
