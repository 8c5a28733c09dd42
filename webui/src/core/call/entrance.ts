// SPDX-License-Identifier: MIT
// Entrance: how a session gets into the room: it asks, asks again where the server is busy, and
// says when the room has not opened for so long that something is wrong.
import type { Cancel, Clock } from '../clock';
import { afterAwake } from '../patience';
import type { ClientMessage, Joined, ServerMessage } from '../protocol/messages';
import type { Result } from '../result';
import type { RequestError } from '../signaling/connection';

/** After this time without a room people are told that something is wrong. */
export const kStuckMs = 12_000;

/** The socket is open, but the server could not answer now. */
const kTransient: readonly string[] = ['timeout', 'rate-limited', 'overloaded', 'internal'];

export interface EntranceDeps {
  readonly clock: Clock;
  readonly meetingId: string;
  request(message: ClientMessage): Promise<Result<ServerMessage, RequestError>>;
  /** The session is there, and not in the room. */
  outside(): boolean;
  onJoined(message: Joined): void;
  onStuck(stuck: boolean): void;
  onRefused(code: string): void;
}

export class Entrance {
  private forgetStuck: Cancel = () => undefined;

  constructor(private readonly deps: EntranceDeps) {}

  /** The person waits for the room from now on. */
  watch(): void {
    this.forgetStuck();
    this.deps.onStuck(false);
    this.forgetStuck = afterAwake(this.deps.clock, kStuckMs, () => this.deps.onStuck(true));
  }

  /** The room is open, or nobody waits for it any more. */
  forget(): void {
    this.forgetStuck();
  }

  async join(): Promise<void> {
    const { meetingId } = this.deps;
    const answer = await this.deps.request({ type: 'join', meetingId });
    if (!answer.ok) this.onRefused(answer.error);
    else if (answer.value.type === 'joined') this.deps.onJoined(answer.value);
  }

  private onRefused({ code, retryAfter }: RequestError): void {
    // The next session asks.
    if (code === 'offline') return;
    if (kTransient.includes(code)) {
      // A little later, on the same socket.
      this.deps.clock.after(Math.max(1, retryAfter ?? 2) * 1000, () => {
        if (this.deps.outside()) void this.join();
      });
      return;
    }
    // The server still works on an earlier question of ours; its answer lets us in.
    if (code !== 'already-joined') this.deps.onRefused(code);
  }
}
