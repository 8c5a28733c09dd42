// SPDX-License-Identifier: MIT
// Wishes: how large we show each person's camera and shared screen. A wish may be lost with a
// connection, so each is sent again when it is back.
import type { ClientMessage } from '../protocol/messages';

interface Wish {
  readonly height: number;
  readonly rate: number;
  /** Absent: we have not said. */
  readonly screen?: number;
}

/** Before a wish is known, a camera is worth its whole size. */
const kWhole: Wish = { height: 1080, rate: 30 };

export interface WishDeps {
  /** The participant id of a person who is there; null: nobody has it. */
  peerOf(userId: string): string | null;
  send(message: ClientMessage): void;
}

export class Wishes {
  private readonly wishes = new Map<string, Wish>();

  constructor(private readonly deps: WishDeps) {}

  /** We show this person's camera with this height and rate; 0: not at all. */
  camera(userId: string, height: number, rate: number): void {
    this.wishes.set(userId, { ...this.wishes.get(userId), height, rate });
    this.send(userId);
  }

  /** We show this person's screen with this height; 0: not at all. */
  screen(userId: string, screen: number): void {
    this.wishes.set(userId, { ...(this.wishes.get(userId) ?? kWhole), screen });
    this.send(userId);
  }

  hidesCamera(userId: string): boolean {
    return this.wishes.get(userId)?.height === 0;
  }

  send(userId: string): void {
    const wish = this.wishes.get(userId);
    const targetId = this.deps.peerOf(userId);
    if (wish && targetId !== null) this.deps.send({ type: 'want', targetId, ...wish });
  }

  sendAll(): void {
    for (const userId of this.wishes.keys()) this.send(userId);
  }
}
