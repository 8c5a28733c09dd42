// SPDX-License-Identifier: MIT
// Raised hands in the order in which they went up: that of the server, which numbers them. The own
// hand has no number here; it stands where it was when we raised it. Pure.

interface Person {
  readonly userId: string;
  readonly media: { readonly hand: boolean };
  /** The hand with the smallest number was raised first. */
  readonly handOrder?: number;
}

/** The user ids of the raised hands; whoever was up before keeps the place. */
export function handsInOrder(
  before: readonly string[],
  people: readonly Person[],
): readonly string[] {
  const order = ({ handOrder }: Person): number => handOrder ?? Number.MAX_SAFE_INTEGER;
  const up = people
    .filter(({ media }) => media.hand)
    .sort((a, b) => order(a) - order(b))
    .map(({ userId }) => userId);
  const kept = before.filter((id) => up.includes(id));
  const fresh = up.filter((id) => !kept.includes(id));
  if (fresh.length === 0 && kept.length === before.length) return before;
  return [...kept, ...fresh];
}
