// SPDX-License-Identifier: MIT
// A WebSocket that the test holds at its other end.
import type { SocketLike } from '../../src/core/signaling/connection';

export type Sent = Record<string, unknown> & { type: string };

export class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: Sent[] = [];
  closedWith: number | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Sent);
  }

  close(code = 1005): void {
    this.closedWith = code;
  }

  /** The server speaks. */
  say(message: Record<string, unknown>): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** The line breaks, or the server closes. */
  break(code = 1006): void {
    this.onclose?.({ code });
  }

  types(): string[] {
    return this.sent.map((message) => message.type);
  }

  last(type: string): Sent {
    const found = this.sent.filter((message) => message.type === type).at(-1);
    if (!found) throw new Error(`no ${type} was sent; sent were ${this.types().join(', ')}`);
    return found;
  }

  /** Opens, and answers `auth` with `welcome`. */
  welcome(more: Record<string, unknown> = {}): void {
    this.onopen?.();
    this.say({
      type: 'welcome',
      protocol: 1,
      features: [],
      session: 's',
      resumeSeconds: 0,
      pingSeconds: 20,
      user: { userId: 'me', name: 'Me', role: 'user' },
      ...more,
    });
  }
}
