// SPDX-License-Identifier: MIT
// Backoff: the wait before the next try. It doubles, with jitter over its upper half, so that after
// a restart of the server the clients of a room do not all come back at once.

export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const kReconnectBackoff: BackoffOptions = { firstMs: 400, maxMs: 15_000 };

export class Backoff {
  private tries = 0;

  constructor(
    private readonly options: BackoffOptions,
    /** Uniform in [0, 1). */
    private readonly random: () => number,
  ) {}

  next(): number {
    const full = Math.min(this.options.maxMs, this.options.firstMs * 2 ** this.tries);
    this.tries += 1;
    return Math.round(full * (0.5 + this.random() / 2));
  }

  reset(): void {
    this.tries = 0;
  }
}
