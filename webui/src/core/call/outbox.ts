// SPDX-License-Identifier: MIT
// Outbox: our own chat lines on their way to the server, one after the other, so that the others
// read them in the order of writing, and no faster than the server takes them. A line that was
// caught by a break waits for the next session; only what the server refuses has failed.
import { Bucket } from '../bucket';
import type { Cancel, Clock } from '../clock';
import type { ChatMessage, ServerMessage } from '../protocol/messages';
import type { Result } from '../result';
import type { RequestError } from '../signaling/connection';

/** The server takes two a second, and ten at once; nobody is closed out who stays below. */
export const kLineMs = 550;
export const kLinesAtOnce = 8;
/** The server takes 8 KiB a second, and 64 KiB at once. */
const kBytesPerMs = 7;
const kBytesAtOnce = 48_000;
export const kChatMs = 20_000;

export interface OutboxDeps {
  readonly clock: Clock;
  request(message: string, key: number): Promise<Result<ServerMessage, RequestError>>;
  /** Whether the line is still to be sent; it may have arrived although no answer did. */
  isOpen(key: number): boolean;
  onSent(key: number, message: ChatMessage): void;
  onFailed(key: number): void;
}

interface Line {
  readonly key: number;
  readonly message: string;
}

export class Outbox {
  private readonly lines: Line[] = [];
  private busy = false;
  private open = false;
  private readonly pace: readonly [Bucket, Bucket];
  private cancelWait: Cancel = () => undefined;

  constructor(private readonly deps: OutboxDeps) {
    const now = deps.clock.now();
    this.pace = [
      new Bucket(kLinesAtOnce, 1 / kLineMs, now),
      new Bucket(kBytesAtOnce, kBytesPerMs, now),
    ];
  }

  add(key: number, message: string): void {
    this.lines.push({ key, message });
    this.next();
  }

  /** A session is in the room: what has waited is sent. */
  resume(): void {
    this.open = true;
    this.next();
  }

  close(): void {
    this.open = false;
    this.cancelWait();
  }

  private next(): void {
    const [line] = this.lines;
    if (!this.open || this.busy || !line) return;
    this.busy = true;
    void this.deliver(line).then(() => {
      this.busy = false;
      this.next();
    });
  }

  private async deliver(line: Line): Promise<void> {
    await this.paced(line.message);
    if (!this.open) return;
    if (!this.deps.isOpen(line.key)) {
      this.lines.shift();
      return;
    }
    const answer = await this.deps.request(line.message, line.key);
    if (answer.ok && answer.value.type === 'chat') {
      this.lines.shift();
      this.deps.onSent(line.key, answer.value);
    } else if (!answer.ok && answer.error.code === 'rate-limited') {
      // Somebody else wrote as fast in this room: the line stays "sending" until it may pass.
      await this.pause(Math.max(1, answer.error.retryAfter ?? 1) * 1000);
    } else if (!answer.ok && answer.error.code === 'offline') {
      // The session is over; the next one takes the line.
      this.open = false;
    } else {
      this.lines.shift();
      this.deps.onFailed(line.key);
    }
  }

  private async paced(message: string): Promise<void> {
    // Quotation marks and emoji take more room in JSON, and the frame has fields of its own.
    const bytes = new TextEncoder().encode(JSON.stringify(message)).length + 64;
    const costs = [1, bytes] as const;
    const { clock } = this.deps;
    const waits = this.pace.map((bucket, n) => bucket.wait(costs[n] ?? 1, clock.now()));
    const wait = Math.max(...waits);
    if (wait > 0) await this.pause(wait);
    this.pace.forEach((bucket, n) => bucket.take(costs[n] ?? 1, clock.now()));
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.deps.clock.after(ms, resolve);
      this.cancelWait = () => {
        stop();
        resolve();
      };
    });
  }
}
