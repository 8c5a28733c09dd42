// SPDX-License-Identifier: MIT
// Dividing people into groups before they are opened. Pure.
import type { GroupWish } from '../protocol/messages';

export const kMostGroups = 50;

/** For each person the group, from 1; 0: stays in the lesson. */
export type Places = ReadonlyMap<string, number>;

/** At random, and evenly: the sizes of two groups differ by one person at most. */
export function spread(people: readonly string[], groups: number, random: () => number): Places {
  const order = [...people];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? '', order[last] ?? ''];
  }
  return new Map(order.map((person, index) => [person, (index % groups) + 1]));
}

/** Whoever has come since is in no group; a group that is gone leaves its people in the lesson. */
export function fitted(places: Places, people: readonly string[], groups: number): Places {
  return new Map(
    people.map((person) => {
      const group = places.get(person) ?? 0;
      return [person, group <= groups ? group : 0];
    }),
  );
}

export function wishesOf(names: readonly string[], places: Places): GroupWish[] {
  return names.map((name, index) => ({
    name,
    members: [...places].filter(([, group]) => group === index + 1).map(([person]) => person),
  }));
}

/** "4:32"; never below zero. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
