// SPDX-License-Identifier: MIT
// Decides what stands large and what stands beside it. Pure: the pages draw what comes out.

/** A person's camera or a shared screen; both have the id of the person. */
export interface Item {
  readonly kind: 'person' | 'share';
  readonly id: string;
}

export interface PersonOnStage {
  readonly id: string;
  readonly self: boolean;
}

export interface ShareOnStage extends PersonOnStage {
  /** When it was seen first; the newest one is shown large. */
  readonly since: number;
}

export type ViewMode = 'grid' | 'speaker';

export interface Wishes {
  readonly mode: ViewMode;
  readonly pinned: Item | null;
  readonly hideSelf: boolean;
  /** One to one: oneself is large. */
  readonly swapped: boolean;
}

export interface StageInput {
  /** In the order in which they came; oneself is among them. */
  readonly people: readonly PersonOnStage[];
  readonly shares: readonly ShareOnStage[];
  /** User id of whom a host wants everybody to see large. */
  readonly spotlight: string | null;
  /** User id of who spoke last, other than oneself. */
  readonly speaker: string | null;
  readonly wishes: Wishes;
}

export type Why = 'pinned' | 'share' | 'spotlight' | 'speaker';

export type Arrangement =
  | { readonly kind: 'alone'; readonly items: readonly Item[] }
  | { readonly kind: 'pair'; readonly main: Item; readonly small: Item | null }
  | { readonly kind: 'grid'; readonly items: readonly Item[] }
  | {
      readonly kind: 'focus';
      readonly main: Item;
      readonly why: Why;
      readonly items: readonly Item[];
    };

export function sameItem(a: Item | null, b: Item | null): boolean {
  return a?.kind === b?.kind && a?.id === b?.id;
}

const person = ({ id }: { readonly id: string }): Item => ({ kind: 'person', id });
const share = ({ id }: { readonly id: string }): Item => ({ kind: 'share', id });

interface Choice {
  readonly main: Item;
  readonly why: Why;
}

function chosen(input: StageInput): Choice | null {
  const { people, shares, spotlight, speaker, wishes } = input;
  const { pinned } = wishes;
  const present = pinned?.kind === 'share' ? shares : people;
  if (pinned && present.some(({ id }) => id === pinned.id)) return { main: pinned, why: 'pinned' };
  // The own screen is never shown large by itself: it would show itself without an end.
  const newest = shares
    .filter(({ self }) => !self)
    .reduce<ShareOnStage | null>(
      (last, one) => (last === null || one.since >= last.since ? one : last),
      null,
    );
  if (newest) return { main: share(newest), why: 'share' };
  const others = people.filter(({ self }) => !self);
  const has = (id: string | null): boolean => others.some((one) => one.id === id);
  if (others.length < 2) return null;
  if (spotlight !== null && has(spotlight))
    return { main: { kind: 'person', id: spotlight }, why: 'spotlight' };
  if (wishes.mode === 'speaker') {
    const id = has(speaker) ? speaker : others[0]?.id;
    if (id) return { main: { kind: 'person', id }, why: 'speaker' };
  }
  return null;
}

export function arrange(input: StageInput): Arrangement {
  const { people, shares, spotlight, wishes } = input;
  const own = people.filter(({ self }) => self);
  // Whom a host has put in the spotlight stands first, and oneself last.
  const others = people
    .filter(({ self }) => !self)
    .sort((a, b) => Number(b.id === spotlight) - Number(a.id === spotlight));
  const ownShown = wishes.hideSelf && others.length > 0 ? [] : own;
  const shown = [...others, ...ownShown].map(person);
  const choice = chosen(input);
  if (choice) {
    const { main, why } = choice;
    const items = [...shares.map(share), ...shown].filter((item) => !sameItem(item, main));
    return { kind: 'focus', main, why, items };
  }
  const [other] = others;
  const [self] = own;
  if (!other) return { kind: 'alone', items: shown };
  // Who only listens to a lecture is not on the stage.
  if (!self && others.length === 1) return { kind: 'pair', main: person(other), small: null };
  if (self && others.length === 1) {
    const swapped = wishes.swapped && !wishes.hideSelf;
    return {
      kind: 'pair',
      main: person(swapped ? self : other),
      small: wishes.hideSelf ? null : person(swapped ? other : self),
    };
  }
  return { kind: 'grid', items: shown };
}

/** Who stands large in the view of the speaker; short words do not make the picture jump. */
export interface SpeakerFocus {
  readonly id: string | null;
  readonly since: number;
}

export const kFocusMs = 2_500;

export function nextFocus(
  before: SpeakerFocus,
  speaker: string | null,
  self: string,
  now: number,
): SpeakerFocus {
  if (speaker === null || speaker === self || speaker === before.id) return before;
  if (before.id !== null && now - before.since < kFocusMs) return before;
  return { id: speaker, since: now };
}
