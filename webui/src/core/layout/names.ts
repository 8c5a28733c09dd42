// SPDX-License-Identifier: MIT
// People of the same name are told apart by a number, so that nobody is taken for the teacher.
import type { Role } from '../protocol/messages';

interface Named {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
}

const kRank: Readonly<Record<Role, number>> = {
  host: 0,
  cohost: 1,
  presenter: 2,
  participant: 3,
  listener: 3,
};

/** Names that look the same are the same: case, width and spaces do not tell people apart. */
function looks(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\p{White_Space}\p{Default_Ignorable_Code_Point}]+/gu, ' ')
    .trim()
    .toLocaleLowerCase();
}

/**
 * The names to show, by user id. Whoever has a role keeps the plain name, then whoever came first;
 * the next one of this name is “Leo (2)”.
 */
export function shownNames(people: readonly Named[]): ReadonlyMap<string, string> {
  const seen = new Map<string, number>();
  const shown = new Map<string, string>();
  const ranked = people
    .map((one, index) => ({ one, index }))
    .sort((a, b) => kRank[a.one.role] - kRank[b.one.role] || a.index - b.index);
  for (const { one } of ranked) {
    const key = looks(one.name);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    shown.set(one.userId, count === 1 ? one.name : `${one.name} (${count})`);
  }
  return shown;
}
