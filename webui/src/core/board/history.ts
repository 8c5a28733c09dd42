// SPDX-License-Identifier: MIT
// History: what one person did, to be undone and done again. It touches only what is still as that
// person left it: what another one changed or erased meanwhile stays so.
import type { Cell } from './cells';
import type { BoardDocument, BoardObject, Change } from './document';

const kMostSteps = 200;

type Step = readonly Change[];

const samePlace = (a: BoardObject, b: BoardObject): boolean =>
  a.place.dx === b.place.dx && a.place.dy === b.place.dy && a.place.scale === b.place.scale;

export class History {
  private readonly done: Step[] = [];
  private readonly undone: Step[] = [];
  /** What is recorded until a group ends is one step. */
  private group: Change[] | null = null;

  constructor(private readonly document: BoardDocument) {}

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Until the returned function is called, all that is recorded is one step. */
  together(): () => void {
    const group: Change[] = [];
    this.group = group;
    return () => {
      if (this.group === group) this.group = null;
    };
  }

  /** Runs an action of this person, and remembers what it changed as one step. */
  record<T>(action: () => T): T {
    const changes: Change[] = [];
    const end = this.document.subscribe((more) => changes.push(...more));
    try {
      return action();
    } finally {
      end();
      if (this.group && this.group.length > 0) {
        this.group.push(...changes);
      } else if (changes.length > 0) {
        const step = this.group ?? [];
        step.push(...changes);
        this.done.push(step);
        if (this.done.length > kMostSteps) this.done.shift();
        this.undone.length = 0;
      }
    }
  }

  /** Returns the cells to send. */
  undo(): Cell[] {
    const step = this.done.pop();
    if (!step) return [];
    this.undone.push(step);
    const back = [...step].reverse();
    return this.turn(back.map(({ before, now }) => ({ before: now, now: before })));
  }

  redo(): Cell[] {
    const step = this.undone.pop();
    if (!step) return [];
    this.done.push(step);
    return this.turn(step);
  }

  /** Brings what is as it was `before` to how it is `now`. */
  private turn(step: Step): Cell[] {
    const { document } = this;
    const puts: Parameters<BoardDocument['put']>[0][number][] = [];
    const moves: Parameters<BoardDocument['move']>[0][number][] = [];
    const erased: string[] = [];
    for (const { before, now } of step) {
      const { id } = now;
      const present = document.get(id);
      if (now.body === null) {
        if (before.body !== null && present?.body) erased.push(id);
        continue;
      }
      if (before.body === null) {
        if (!present?.body) puts.push({ id, body: now.body, place: now.place });
        continue;
      }
      if (!present?.body) continue;
      if (before.bytes !== now.bytes && present.bytes === before.bytes)
        puts.push({ id, body: now.body });
      if (!samePlace(before, now) && samePlace(present, before))
        moves.push({ id, place: now.place });
    }
    return [...(document.put(puts) ?? []), ...document.move(moves), ...document.erase(erased)];
  }
}
