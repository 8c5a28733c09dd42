// SPDX-License-Identifier: MIT
// Chunk: a part of the page that loads when it is wanted first. One that does not come is said, and
// can be asked for again.

export class Chunk<T extends object> {
  private part_: T | null = null;
  private loading = false;

  constructor(
    private readonly load: () => Promise<T>,
    private readonly onCome: (part: T) => void,
    /** `retry` asks for it again. */
    private readonly onFailed: (retry: () => void) => void,
  ) {}

  get part(): T | null {
    return this.part_;
  }

  want(): void {
    if (this.part_ || this.loading) return;
    this.loading = true;
    this.load().then(
      (part) => {
        this.loading = false;
        this.part_ = part;
        this.onCome(part);
      },
      () => {
        this.loading = false;
        this.onFailed(() => this.want());
      },
    );
  }
}

/** What can be asked for again by one press. */
export class Retries {
  private readonly waiting = new Set<() => void>();

  constructor(private readonly onFailed: () => void) {}

  add(retry: () => void): void {
    this.waiting.add(retry);
    this.onFailed();
  }

  run(): void {
    const all = [...this.waiting];
    this.waiting.clear();
    for (const retry of all) retry();
  }
}
