// SPDX-License-Identifier: MIT
// Requests: the messages of one client that wait for their answers. An answer repeats the id of its
// request as `re`.
import { afterAwake } from '../patience';
import type { Cancel, Clock } from '../clock';
import type { ClientMessage, ServerMessage } from '../protocol/messages';
import { err, ok, type Result } from '../result';

export type RequestError = { readonly code: string; readonly retryAfter?: number };

export const kRequestMs = 8_000;

interface Pending {
  readonly text: string;
  readonly withinMs: number;
  cancel: Cancel;
  settle(result: Result<ServerMessage, RequestError>): void;
}

export class Requests {
  private nextId = 1;
  private readonly pending = new Map<string, Pending>();

  constructor(private readonly clock: Clock) {}

  /** Keeps a request; returns its id. Its time runs from transmit() on. */
  add(message: ClientMessage, withinMs: number, settle: Pending['settle']): string {
    const id = `r${this.nextId++}`;
    const text = JSON.stringify({ ...message, id });
    this.pending.set(id, { text, withinMs, cancel: () => undefined, settle });
    return id;
  }

  transmit(id: string, send: (text: string) => void): void {
    const entry = this.pending.get(id);
    if (!entry) return;
    entry.cancel();
    entry.cancel = afterAwake(this.clock, entry.withinMs, () =>
      this.settle(id, err({ code: 'timeout' })),
    );
    send(entry.text);
  }

  /** Sends everything that has no answer, in the order in which it was asked. */
  transmitAll(send: (text: string) => void): void {
    for (const id of [...this.pending.keys()]) this.transmit(id, send);
  }

  /** The socket broke: no time runs until the requests are sent again. */
  pause(): void {
    for (const entry of this.pending.values()) entry.cancel();
  }

  /** Returns false if the message answers none of them. */
  answer(message: ServerMessage): boolean {
    if (message.re === undefined || !this.pending.has(message.re)) return false;
    if (message.type === 'error') {
      const { code, retryAfter } = message;
      this.settle(message.re, err(retryAfter === undefined ? { code } : { code, retryAfter }));
    } else {
      this.settle(message.re, ok(message));
    }
    return true;
  }

  refuseAll(code: string): void {
    for (const id of [...this.pending.keys()]) this.settle(id, err({ code }));
  }

  private settle(id: string, result: Result<ServerMessage, RequestError>): void {
    const entry = this.pending.get(id);
    this.pending.delete(id);
    entry?.cancel();
    entry?.settle(result);
  }
}
