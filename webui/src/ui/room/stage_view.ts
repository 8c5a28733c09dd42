// SPDX-License-Identifier: MIT
// How one person looks at the room: what is large, what is hidden, whose hand came first. The model
// knows what is; this knows how it is looked at, and none of it leaves the page.
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { sameItem, type Item, type ViewMode } from '../../core/layout/arrange';
import { handsInOrder } from '../../core/layout/hands';
import { shownNames } from '../../core/layout/names';
import type { RoomState } from '../../core/model/state';
import { isRightToLeft } from '../i18n';
import type { Preferences } from '../preferences';

export const kCorners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export type Corner = (typeof kCorners)[number];

export interface Reaction {
  readonly emoji: string;
  /** How often within the last seconds; shown when it is more than once. */
  readonly count: number;
}

export const kReactionMs = 4_000;

/** How one place on the page shows a person. */
interface Shown {
  readonly height: number;
  readonly rate: number;
}

type Hands = Parameters<typeof handsInOrder>[1];

/** What changes with each line of the chat, and concerns nobody but the chat. */
const kOfChat: ReadonlySet<string> = new Set(['chat', 'unread', 'nextKey', 'news']);

function sameButChat(a: RoomState, b: RoomState): boolean {
  return (Object.keys(b) as (keyof RoomState)[]).every(
    (key) => kOfChat.has(key) || a[key] === b[key],
  );
}

/** The state as long as nothing but the chat changes: a line does not draw the whole room anew. */
function withoutChat(state: ReadonlySignal<RoomState>): ReadonlySignal<RoomState> {
  let last: RoomState | null = null;
  return computed(() => {
    const now = state.value;
    if (last === null || !sameButChat(last, now)) last = now;
    return last;
  });
}

export class StageView {
  /** The room without its chat. */
  readonly room: ReadonlySignal<RoomState>;
  /** The names to show, by user id. */
  readonly names: ReadonlySignal<ReadonlyMap<string, string>>;
  private readonly mode_;
  private readonly hideSelf_;
  private readonly pinned_ = signal<Item | null>(null);
  private readonly hands_ = signal<readonly string[]>([]);
  private readonly reactions_ = signal<ReadonlyMap<string, Reaction>>(new Map());
  private readonly crowd_ = signal<ReadonlyMap<string, number>>(new Map());
  private readonly aspects_ = signal<ReadonlyMap<string, number>>(new Map());
  private readonly forget = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly shown = new Map<string, Map<object, Shown>>();
  private readonly met = new Map<string, number>();
  private seen = new Map<string, number>();
  private clock = 0;
  /** One to one: oneself is large. */
  readonly swapped = signal(false);
  readonly corner = signal<Corner>(isRightToLeft() ? 'bottom-left' : 'bottom-right');
  /** Whose dialog is open. */
  readonly chosen = signal<string | null>(null);
  /** With whom the code of the call is compared just now. */
  readonly checking = signal<string | null>(null);
  /** Whom the next line of the chat is for; null: everybody. */
  readonly writeTo = signal<string | null>(null);

  constructor(
    private readonly preferences: Pick<Preferences, 'view'>,
    state: ReadonlySignal<RoomState>,
  ) {
    this.room = withoutChat(state);
    this.names = computed(() => {
      const { self, peers } = this.room.value;
      return shownNames(this.asMet([self, ...peers]));
    });
    const { mode, hideSelf } = preferences.view;
    this.mode_ = signal<ViewMode>(mode);
    this.hideSelf_ = signal(hideSelf);
  }

  /** In the order in which we met them: whoever reloads the page keeps the number of the name. */
  private asMet<T extends { readonly userId: string }>(people: readonly T[]): readonly T[] {
    for (const { userId } of people) if (!this.met.has(userId)) this.met.set(userId, this.met.size);
    const order = ({ userId }: T): number => this.met.get(userId) ?? 0;
    return [...people].sort((a, b) => order(a) - order(b));
  }

  get mode(): ReadonlySignal<ViewMode> {
    return this.mode_;
  }

  get hideSelf(): ReadonlySignal<boolean> {
    return this.hideSelf_;
  }

  get pinned(): ReadonlySignal<Item | null> {
    return this.pinned_;
  }

  /** User ids of raised hands, the first one first. */
  get hands(): ReadonlySignal<readonly string[]> {
    return this.hands_;
  }

  get reactions(): ReadonlySignal<ReadonlyMap<string, Reaction>> {
    return this.reactions_;
  }

  /** How often listeners of a lecture reacted within the last seconds, by emoji. */
  get crowd(): ReadonlySignal<ReadonlyMap<string, number>> {
    return this.crowd_;
  }

  /** Width by height of pictures that were seen, by `person ID` and `share ID`. */
  get aspects(): ReadonlySignal<ReadonlyMap<string, number>> {
    return this.aspects_;
  }

  setMode(mode: ViewMode): void {
    this.mode_.value = mode;
    // A pin would hide what was asked for.
    this.pinned_.value = null;
    this.preferences.view = { mode, hideSelf: this.hideSelf_.value };
  }

  setHideSelf(hideSelf: boolean): void {
    this.hideSelf_.value = hideSelf;
    this.preferences.view = { mode: this.mode_.value, hideSelf };
  }

  togglePin(item: Item): void {
    this.pinned_.value = sameItem(this.pinned_.value, item) ? null : item;
  }

  sawAspect(key: string, aspect: number): void {
    const known = this.aspects_.value.get(key) ?? 0;
    // A camera that adapts changes its size by a pixel; that is no other picture.
    if (Math.abs(known - aspect) < 0.02) return;
    this.aspects_.value = new Map(this.aspects_.value).set(key, aspect);
  }

  updateHands(people: Hands): void {
    this.hands_.value = handsInOrder(this.hands_.value, people);
  }

  /**
   * `place` shows the person with this height, 0: not any more. Returns the most that any place
   * shows: the small window goes on while the page itself is hidden.
   */
  shows(userId: string, place: object, height: number, rate: number): Shown {
    const places = this.shown.get(userId) ?? new Map<object, Shown>();
    this.shown.set(userId, places);
    if (height > 0) places.set(place, { height, rate });
    else places.delete(place);
    return [...places.values()].reduce(
      (most, one) => ({
        height: Math.max(most.height, one.height),
        rate: Math.max(most.rate, one.rate),
      }),
      { height: 0, rate: 0 },
    );
  }

  /** A number for each shared screen: a newer one has a larger number. */
  shareSince(ids: readonly string[]): ReadonlyMap<string, number> {
    const next = new Map<string, number>();
    for (const id of ids) next.set(id, this.seen.get(id) ?? ++this.clock);
    this.seen = next;
    return next;
  }

  react(userId: string, emoji: string): void {
    const before = this.reactions_.value.get(userId);
    const count = before?.emoji === emoji ? before.count + 1 : 1;
    this.reactions_.value = new Map(this.reactions_.value).set(userId, { emoji, count });
    clearTimeout(this.forget.get(userId));
    this.forget.set(
      userId,
      setTimeout(() => {
        const rest = new Map(this.reactions_.value);
        rest.delete(userId);
        this.reactions_.value = rest;
      }, kReactionMs),
    );
  }

  crowdReacts(emoji: string, count: number): void {
    const before = this.crowd_.value.get(emoji) ?? 0;
    this.crowd_.value = new Map(this.crowd_.value).set(emoji, before + count);
    const key = `crowd ${emoji}`;
    clearTimeout(this.forget.get(key));
    const forget = (): void => {
      const rest = new Map(this.crowd_.value);
      rest.delete(emoji);
      this.crowd_.value = rest;
    };
    this.forget.set(key, setTimeout(forget, kReactionMs));
  }

  close(): void {
    for (const timer of this.forget.values()) clearTimeout(timer);
  }
}
