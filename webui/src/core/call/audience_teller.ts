// SPDX-License-Identifier: MIT
// AudienceTeller: while we speak in a lecture, tells the server how many listeners our line and our
// computer carry, when that is another number than before. The server lets no more in.
import type { Cancel, Clock } from '../clock';

export const kAudienceMs = 4_000;

export interface AudienceTellerDeps {
  readonly clock: Clock;
  /** Null: we have no audience of our own now. */
  most(): number | null;
  /** Returns whether it went. */
  send(listeners: number): boolean;
}

export class AudienceTeller {
  private told: number | null = null;
  private cancel: Cancel = () => undefined;

  constructor(private readonly deps: AudienceTellerDeps) {}

  /** A session begins, or our role is another one: the server knows no number of ours. */
  begin(): void {
    this.told = null;
    this.look();
  }

  stop(): void {
    this.cancel();
  }

  private look(): void {
    this.cancel();
    const most = this.deps.most();
    if (most !== null && most !== this.told && this.deps.send(most)) this.told = most;
    this.cancel = this.deps.clock.after(kAudienceMs, () => this.look());
  }
}
