// SPDX-License-Identifier: MIT
// WaitingRoom: a host has to let us in. A socket brings the host's words and the answer at once;
// asking again now and then brings our place in the line, and everything if there is no socket.
import type { Problem } from '../api/problem';
import type { Waiting } from '../api/types';
import type { Cancel, Clock } from '../clock';
import type { ServerMessage } from '../protocol/messages';
import { err, ok, type Result } from '../result';
import { SignalingConnection, type SocketLike, type TokenFailure } from '../signaling/connection';

export const kAskMs = 20_000;

export interface HostSaid {
  readonly name: string;
  readonly message: string;
}

/** `seat` is whatever the caller gets when it is let in. */
export type Asked<Seat> = { readonly seat: Seat } | { readonly waiting: Waiting };

export interface WaitingDeps<Seat> {
  readonly clock: Clock;
  readonly random: () => number;
  openSocket(): SocketLike;
  /** A token of the person, not of a seat: there is none yet. */
  token(): Promise<string | null>;
  /** Asks the door again. */
  ask(): Promise<Result<Asked<Seat>, Problem>>;
  onWaiting(waiting: Waiting): void;
  onHostSaid(said: HostSaid): void;
  onLetIn(seat: Seat): void;
  onRefused(problem: Problem): void;
}

export class WaitingRoom<Seat> {
  private readonly connection: SignalingConnection;
  private cancel: Cancel = () => undefined;
  private over = false;
  private asking = false;
  private again = false;

  constructor(
    private readonly meetingId: string,
    private readonly deps: WaitingDeps<Seat>,
  ) {
    const nothing = (): void => undefined;
    this.connection = new SignalingConnection(
      {
        openSocket: () => deps.openSocket(),
        token: () => this.token(),
        clock: deps.clock,
        random: deps.random,
      },
      {
        onState: nothing,
        onDoubt: nothing,
        // What came while there was no socket is lost: ask.
        onReady: () => void this.ask(),
        onResumed: nothing,
        onMessage: (message) => this.onMessage(message),
        // Asking goes on without a socket, and says what is wrong.
        onFinal: () => void this.ask(),
      },
    );
  }

  start(): void {
    this.connection.open();
    this.later();
  }

  /** The person does not want to wait any more, or has gone. */
  stop(): void {
    if (this.over) return;
    this.over = true;
    this.cancel();
    this.connection.close();
  }

  private async token(): Promise<Result<string, TokenFailure>> {
    const token = await this.deps.token();
    return token === null ? err({ retry: true }) : ok(token);
  }

  private onMessage(message: ServerMessage): void {
    if ('meetingId' in message && message.meetingId !== this.meetingId) return;
    if (message.type === 'lobby-message')
      this.deps.onHostSaid({ name: message.name, message: message.message });
    if (message.type === 'notification' && message.event === 'join-answered') void this.ask();
  }

  private later(): void {
    this.cancel();
    this.cancel = this.deps.clock.after(kAskMs, () => void this.ask());
  }

  private async ask(): Promise<void> {
    if (this.over) return;
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    const answer = await this.deps.ask();
    this.asking = false;
    if (this.over) return;
    if (answer.ok && 'seat' in answer.value) {
      this.stop();
      this.deps.onLetIn(answer.value.seat);
      return;
    }
    if (answer.ok && 'waiting' in answer.value) this.deps.onWaiting(answer.value.waiting);
    if (!answer.ok && isFinal(answer.error)) {
      this.stop();
      this.deps.onRefused(answer.error);
      return;
    }
    this.later();
    if (!this.again) return;
    this.again = false;
    void this.ask();
  }
}

/** A refusal, and not a broken network or a busy server. */
function isFinal({ status, code }: Problem): boolean {
  return status >= 400 && status < 500 && code !== 'rate-limited' && status !== 408;
}
