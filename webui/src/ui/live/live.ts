// SPDX-License-Identifier: MIT
// Live: what happens to the person's meetings while no room is open. The server tells every socket
// that is signed in; here the pages of the calendar and of requests hear of it and read anew.
import type { Cancel, Clock } from '../../core/clock';
import type { ServerMessage } from '../../core/protocol/messages';
import { err, ok, type Result } from '../../core/result';
import type {
  SignalingConnection,
  SocketLike,
  TokenFailure,
} from '../../core/signaling/connection';

export type Told = Extract<ServerMessage, { type: 'notification' }>;

/** What came while there was no socket is not told again: `news` is then null, and one reads. */
export type Listener = (news: Told | null) => void;

export interface LiveDeps {
  readonly clock: Clock;
  readonly random: () => number;
  openSocket(): SocketLike;
  /** A token of the account; null if nobody is signed in or the server does not answer. */
  token(): Promise<string | null>;
  /** The connection's code loads after the page. */
  load(): Promise<{ readonly SignalingConnection: typeof SignalingConnection }>;
}

/** A page that is left for another one that listens, too, keeps the socket. */
export const kLingerMs = 2_000;

export class Live {
  private readonly listeners = new Set<{ readonly tell: Listener }>();
  private connection: SignalingConnection | null = null;
  private wanted = false;
  private cancelClose: Cancel = () => undefined;

  constructor(private readonly deps: LiveDeps) {}

  /** The first listener opens the socket, and the last one closes it. */
  listen(listener: Listener): () => void {
    const entry = { tell: listener };
    this.listeners.add(entry);
    this.cancelClose();
    if (!this.wanted) {
      this.wanted = true;
      void this.open();
    }
    return () => {
      this.listeners.delete(entry);
      if (this.listeners.size > 0) return;
      this.cancelClose = this.deps.clock.after(kLingerMs, () => this.close());
    };
  }

  private close(): void {
    if (this.listeners.size > 0) return;
    this.wanted = false;
    this.connection?.close();
    this.connection = null;
  }

  private async open(): Promise<void> {
    // Without the code the pages still ask now and then.
    const loaded = await this.deps.load().catch(() => null);
    if (!loaded || !this.wanted || this.connection) return;
    const nothing = (): void => undefined;
    let first = true;
    this.connection = new loaded.SignalingConnection(
      {
        openSocket: () => this.deps.openSocket(),
        token: () => this.token(),
        clock: this.deps.clock,
        random: this.deps.random,
      },
      {
        onState: nothing,
        onDoubt: nothing,
        onReady: () => {
          if (!first) this.tell(null);
          first = false;
        },
        onResumed: nothing,
        onMessage: (message) => {
          if (message.type === 'notification') this.tell(message);
        },
        onFinal: nothing,
      },
    );
    this.connection.open();
  }

  private async token(): Promise<Result<string, TokenFailure>> {
    const token = await this.deps.token();
    return token === null ? err({ retry: true }) : ok(token);
  }

  private tell(news: Told | null): void {
    for (const listener of [...this.listeners]) listener.tell(news);
  }
}
