// SPDX-License-Identifier: MIT
// Raised hands in the order in which they went up, as this page heard of them. The protocol carries
// no time: of those that were up before we came, the order is that of the list. Pure.

interface Person {
  readonly userId: string;
  readonly media: { readonly hand: boolean };
}

/** The user ids of the raised hands; whoever was up before keeps the place. */
export function handsInOrder(
  before: readonly string[],
  people: readonly Person[],
): readonly string[] {
  const up = people.filter(({ media }) => media.hand).map(({ userId }) => userId);
  const kept = before.filter((id) => up.includes(id));
  const fresh = up.filter((id) => !kept.includes(id));
  if (fresh.length === 0 && kept.length === before.length) return before;
  return [...kept, ...fresh];
}
