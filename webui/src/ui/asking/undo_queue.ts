// SPDX-License-Identifier: MIT
// UndoQueue: answers that can be taken back for some seconds, because the server cannot take them
// back: it tells the person at once. Whoever leaves the page has meant it.
import type { Cancel, Clock } from '../../core/clock';

export const kUndoMs = 5_000;

/** Some things with one answer, not sent yet. */
export interface Waiting<Item, Action> {
  readonly items: readonly Item[];
  readonly action: Action;
}

export class UndoQueue<Item, Action> {
  private waiting_: Waiting<Item, Action> | null = null;
  private cancel: Cancel = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly send: (items: readonly Item[], action: Action) => void,
    private readonly onChange: (waiting: Waiting<Item, Action> | null) => void,
  ) {}

  get waiting(): Waiting<Item, Action> | null {
    return this.waiting_;
  }

  /** What waited before is sent: only the last press can be taken back. */
  answer(items: readonly Item[], action: Action): void {
    if (items.length === 0) return;
    this.flush();
    this.set({ items, action });
    this.cancel = this.clock.after(kUndoMs, () => this.flush());
  }

  undo(): void {
    this.cancel();
    this.set(null);
  }

  /** Sends what waits now: the time is over, or the person leaves. */
  flush(): void {
    const { waiting_ } = this;
    if (!waiting_) return;
    this.cancel();
    this.set(null);
    this.send(waiting_.items, waiting_.action);
  }

  private set(waiting: Waiting<Item, Action> | null): void {
    this.waiting_ = waiting;
    this.onChange(waiting);
  }
}
