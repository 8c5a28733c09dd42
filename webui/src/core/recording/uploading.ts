// SPDX-License-Identifier: MIT
// Uploading: brings one film to the server while it is made, and goes on after every break. It
// stops where the server refuses; the film then stays on this device until the person decides.
import type { Cancel, Clock } from '../clock';
import { Backoff } from '../signaling/backoff';

export interface SendFailure {
  /** 0: no answer came. */
  readonly status: number;
  /** The server's code, or `network`, or `released`: this device does not have the bytes. */
  readonly code: string;
  readonly retryAfter: number | null;
}

export interface SendEvents {
  /** Where the upload lies on the server. */
  onUrl(url: string): void;
  onAccepted(bytes: number): void;
  onDone(): void;
  onFailed(failure: SendFailure): void;
}

/** One try, from where the server is to the end of the film. `url` null: a new upload. */
export type Send = (url: string | null, events: SendEvents) => { stop(): void };

export type UploadState =
  | { readonly kind: 'sending' }
  /** The line is cut or the server is busy: it goes on by itself. */
  | { readonly kind: 'waiting' }
  /** It does not go on by itself. `code` is the server's, or ours. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'done' };

export interface UploadingDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly send: Send;
  /**
   * The upload is not there: whether it has become a recording all the same, because the answer
   * to its last piece was lost. Null: nobody knows.
   */
  arrived(url: string): Promise<boolean | null>;
  /** Whether the first byte is still on this device. */
  whole(): boolean;
  onUrl(url: string | null): void;
  onAccepted(bytes: number): void;
  onState(state: UploadState): void;
}

const kRetry = { firstMs: 1_000, maxMs: 30_000 };

/** Another try may end otherwise, without anybody doing anything. */
function passes({ status, code }: SendFailure): boolean {
  if (code === 'storage-full' || code === 'released') return false;
  if (status === 409) return code !== 'too-many';
  return status === 0 || status === 401 || status === 423 || status === 429 || status >= 500;
}

export class Uploading {
  private state_: UploadState = { kind: 'waiting' };
  private current: { stop(): void } | null = null;
  private cancelRetry: Cancel = () => undefined;
  private readonly backoff;
  private turn = 0;

  constructor(
    private url: string | null,
    private readonly deps: UploadingDeps,
  ) {
    this.backoff = new Backoff(kRetry, deps.random);
  }

  get state(): UploadState {
    return this.state_;
  }

  /** Begins, or goes on after a refusal. */
  start(): void {
    if (this.state_.kind === 'sending' || this.state_.kind === 'done') return;
    this.cancelRetry();
    this.try_();
  }

  stop(): void {
    this.turn += 1;
    this.cancelRetry();
    this.current?.stop();
    this.current = null;
  }

  private try_(): void {
    this.turn += 1;
    const { turn } = this;
    const mine = <T extends unknown[]>(action: (...args: T) => void) =>
      (...args: T): void => {
        // What a try says that was given up counts no more.
        if (turn === this.turn) action(...args);
      };
    this.set({ kind: 'sending' });
    this.current = this.deps.send(this.url, {
      onUrl: mine((url) => {
        if (url === this.url) return;
        this.url = url;
        this.deps.onUrl(url);
      }),
      onAccepted: mine((bytes) => {
        this.backoff.reset();
        this.deps.onAccepted(bytes);
      }),
      onDone: mine(() => this.set({ kind: 'done' })),
      onFailed: mine((failure) => this.onFailed(failure)),
    });
  }

  private onFailed(failure: SendFailure): void {
    this.current = null;
    if (this.url !== null && (failure.status === 404 || failure.status === 410))
      return void this.onGone(this.url);
    if (!passes(failure)) return this.set({ kind: 'refused', code: failure.code });
    this.retry(failure.retryAfter);
  }

  private retry(afterSeconds: number | null): void {
    this.set({ kind: 'waiting' });
    const wait = Math.max(this.backoff.next(), (afterSeconds ?? 0) * 1000);
    this.cancelRetry = this.deps.clock.after(wait, () => this.try_());
  }

  private async onGone(url: string): Promise<void> {
    const { turn } = this;
    const arrived = await this.deps.arrived(url);
    if (turn !== this.turn) return;
    if (arrived === true) return this.set({ kind: 'done' });
    if (arrived === null) return this.retry(null);
    if (!this.deps.whole()) return this.set({ kind: 'refused', code: 'released' });
    // From the beginning, as a new upload.
    this.url = null;
    this.deps.onUrl(null);
    this.retry(null);
  }

  private set(state: UploadState): void {
    this.state_ = state;
    this.deps.onState(state);
  }
}
