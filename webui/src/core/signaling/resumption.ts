// SPDX-License-Identifier: MIT
// Resumption: what a client keeps to continue its session on another socket: the token, the number
// of the last message, and the signals that may not have arrived. Pure.
import type { ClientMessage, Resumed, Resync, Welcome } from '../protocol/messages';

/** The server remembers so many ids; older signals are not repeated. */
const kMostSignals = 64;
/** The server keeps messages until they are acknowledged. */
export const kAckMessages = 16;
export const kAckMs = 1_000;

interface SentSignal {
  readonly text: string;
  readonly at: number;
}

export class Resumption {
  private session = '';
  private token = '';
  private seconds = 0;
  private seen = 0;
  private acknowledged = 0;
  private brokeAt: number | null = null;
  private signals: SentSignal[] = [];
  private nextSignal = 1;

  /** A new session; its server may not offer to continue it. */
  begin(welcome: Welcome): void {
    this.forget();
    this.session = welcome.session;
    this.token = welcome.features.includes('resume') ? (welcome.resumeToken ?? '') : '';
    this.seconds = welcome.resumeSeconds;
  }

  /** The server goes on with the session. */
  continue(answer: Resumed | Resync): void {
    this.token = answer.resumeToken;
    this.seconds = answer.resumeSeconds;
    this.brokeAt = null;
    if (answer.type === 'resync') this.seen = this.acknowledged = answer.lastSeq;
  }

  /** The session is over. */
  forget(): void {
    this.token = '';
    this.seen = this.acknowledged = 0;
    this.brokeAt = null;
    this.signals = [];
  }

  get offered(): boolean {
    return this.token !== '';
  }

  /** The socket broke: the time to come back runs. */
  broke(now: number): void {
    this.brokeAt ??= now;
  }

  /** The message that continues the session; null if it is too late or was never offered. */
  request(now: number): ClientMessage | null {
    const late = this.brokeAt !== null && now - this.brokeAt >= this.seconds * 1000;
    if (!this.offered || late) return null;
    return {
      type: 'resume',
      session: this.session,
      resumeToken: this.token,
      lastSeq: this.seen,
    };
  }

  /** The message of this number has come. */
  take(seq: number): void {
    if (this.offered) this.seen = Math.max(this.seen, seq);
  }

  get lastSeq(): number {
    return this.seen;
  }

  /** How many messages the server does not know to have arrived. */
  get unacknowledged(): number {
    return this.offered ? this.seen - this.acknowledged : 0;
  }

  ack(): ClientMessage {
    this.acknowledged = this.seen;
    return { type: 'ack', seq: this.seen };
  }

  /** The text of a signal. It has an id, so that it reaches the others once if it is repeated. */
  signal(message: ClientMessage, now: number): string {
    const text = JSON.stringify({ ...message, id: `s${this.nextSignal++}` });
    this.signals = [...this.signals, { text, at: now }].slice(-kMostSignals);
    return text;
  }

  /** The server answered a ping of this time: it has everything that was sent before. */
  confirm(pingedAt: number): void {
    this.signals = this.signals.filter(({ at }) => at >= pingedAt - 1);
  }

  /** The signals that may not have arrived, in their order. */
  get unconfirmed(): readonly string[] {
    return this.signals.map(({ text }) => text);
  }
}

/** True for messages that negotiate the media of two people. */
export function isSignal(message: ClientMessage): boolean {
  return message.type === 'offer' || message.type === 'answer' || message.type === 'ice-candidate';
}
