// SPDX-License-Identifier: MIT
// Conversation: our lines of the chat, from the moment when we write them until the server has them
// or refuses them.
import type { Clock } from '../clock';
import type { ChatLine, RoomEvent, RoomState } from '../model/state';
import type { ClientMessage, ServerMessage } from '../protocol/messages';
import { err, type Result } from '../result';
import type { RequestError } from '../signaling/connection';
import { kChatMs, Outbox } from './outbox';

type Answer = Result<ServerMessage, RequestError>;

export interface ConversationDeps {
  readonly clock: Clock;
  state(): RoomState;
  dispatch(event: RoomEvent): void;
  request(message: ClientMessage, withinMs: number): Promise<Answer>;
}

export class Conversation {
  private readonly outbox: Outbox;

  constructor(private readonly deps: ConversationDeps) {
    this.outbox = new Outbox({
      clock: deps.clock,
      request: (message, key) => this.request(message, key),
      isOpen: (key) => this.line(key)?.delivery === 'sending',
      onSent: (key, message) => deps.dispatch({ type: 'chat-sent', key, message }),
      onFailed: (key) => deps.dispatch({ type: 'chat-failed', key }),
    });
  }

  /** The line is shown at once, and says whether the server took it. `to`: for one person only. */
  send(text: string, to: string | null): void {
    const { nextKey: key, peers } = this.deps.state();
    const person = peers.find(({ userId }) => userId === to);
    if (to !== null && !person) return;
    this.deps.dispatch({
      type: 'chat-sending',
      text,
      timestamp: new Date().toISOString(),
      ...(person ? { to: { userId: person.userId, name: person.name } } : {}),
    });
    this.outbox.add(key, text);
  }

  /** Sends a line again that failed. */
  sendAgain(key: number): void {
    const line = this.line(key);
    if (line?.delivery !== 'failed') return;
    this.deps.dispatch({ type: 'chat-again', key });
    this.outbox.add(key, line.text);
  }

  resume(): void {
    this.outbox.resume();
  }

  close(): void {
    this.outbox.close();
  }

  private line(key: number): ChatLine | undefined {
    return this.deps.state().chat.find((line) => line.key === key);
  }

  private async request(message: string, key: number): Promise<Answer> {
    const to = this.line(key)?.to;
    if (!to) return this.deps.request({ type: 'chat', message }, kChatMs);
    // The person may have come back under another participant id meanwhile.
    const target = this.deps.state().peers.find(({ userId }) => userId === to.userId);
    if (!target) return err({ code: 'no-such-peer' });
    return this.deps.request({ type: 'chat', message, targetId: target.peerId }, kChatMs);
  }
}
