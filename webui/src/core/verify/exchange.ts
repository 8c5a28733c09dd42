// SPDX-License-Identifier: MIT
// Exchange: how two ends come to their code. Each commits to its nonce first, and shows it when it
// has the commitment of the other. So nobody between them can choose a nonce after having seen one,
// and a forged code is a guess: one of a hundred million.
import { afterAwake } from '../patience';
import type { Cancel, Clock } from '../clock';
import { codeOf, commitmentOf, newNonce, type CheckCrypto } from './code';

export type CheckState =
  /** Nothing was compared yet. */
  | 'none'
  /** The other end has to answer. */
  | 'waiting'
  /** There is a code to compare. */
  | 'code'
  /** The person says that both codes are the same. */
  | 'verified'
  /** The other end does not answer: an older page, or another client. */
  | 'silent'
  /** Somebody changes what is said, or the person says that the codes differ. */
  | 'forged';

export interface Check {
  readonly state: CheckState;
  /** Eight digits; null: there are none yet. */
  readonly code: string | null;
  /** The other end began. */
  readonly asked: boolean;
}

export const kNoCheck: Check = { state: 'none', code: null, asked: false };

export interface ExchangeDeps {
  readonly clock: Clock;
  readonly crypto: CheckCrypto;
  /** Over the connection that is to be checked. Returns false while it is not open. */
  send(text: string): boolean;
  /** The certificates of both ends now; null: not known. */
  ends(): { readonly own: string; readonly other: string } | null;
  onChange(check: Check): void;
}

export const kAnswerMs = 10_000;
/** A person compares a few times; whoever asks more often wants something else. */
const kMostRuns = 32;
const kMostText = 256;
const kWord = /^[A-Za-z0-9_-]{43}$/;

interface Run {
  readonly own: string;
  readonly other: string;
  readonly nonce: string;
  readonly commitment: string;
  theirs: string | null;
  shown: boolean;
}

type Words = { readonly commit?: unknown; readonly nonce?: unknown };

function wordsOf(text: string): Words {
  if (text.length > kMostText) return {};
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === 'object' && said !== null ? said : {};
  } catch {
    return {};
  }
}

const isWord = (value: unknown): value is string => typeof value === 'string' && kWord.test(value);

export class Exchange {
  private run: Run | null = null;
  private runs = 0;
  private check_ = kNoCheck;
  private queue: Promise<void> = Promise.resolve();
  private cancelWait: Cancel = () => undefined;

  constructor(private readonly deps: ExchangeDeps) {}

  get check(): Check {
    return this.check_;
  }

  /** The person wants to compare. */
  start(): void {
    this.enqueue(() => this.begin(null));
  }

  receive(text: string): void {
    const { commit, nonce } = wordsOf(text);
    if (isWord(commit)) this.enqueue(() => this.onCommitment(commit));
    else if (isWord(nonce)) this.enqueue(() => this.onNonce(nonce));
  }

  /** The person has compared. */
  compared(same: boolean): void {
    if (this.check_.state !== 'code') return;
    this.set({ ...this.check_, state: same ? 'verified' : 'forged' });
  }

  /** The connection is another one: what was compared holds no more. */
  reset(): void {
    this.cancelWait();
    this.run = null;
    this.runs = 0;
    if (this.check_.state !== 'none') this.set(kNoCheck);
  }

  private enqueue(step: () => Promise<void>): void {
    this.queue = this.queue.then(step);
  }

  private set(check: Check): void {
    this.check_ = check;
    this.deps.onChange(check);
  }

  /** `theirs`: the commitment with which the other end began. */
  private async begin(theirs: string | null): Promise<void> {
    const ends = this.deps.ends();
    if (!ends || this.runs >= kMostRuns) return this.fail('silent');
    this.runs += 1;
    const nonce = newNonce(this.deps.crypto);
    const commitment = await commitmentOf(this.deps.crypto, { fingerprints: ends.own, nonce });
    this.run = { ...ends, nonce, commitment, theirs, shown: false };
    this.set({ state: 'waiting', code: null, asked: theirs !== null });
    this.cancelWait();
    this.cancelWait = afterAwake(this.deps.clock, kAnswerMs, () => this.fail('silent'));
    if (!this.deps.send(JSON.stringify({ commit: commitment }))) return this.fail('silent');
    this.show();
  }

  /** A commitment that answers ours, or one that begins anew. */
  private async onCommitment(theirs: string): Promise<void> {
    const { run } = this;
    if (!run || run.theirs !== null) {
      // Who has verified this connection stays sure of it, whatever the other end asks.
      if (this.check_.state === 'verified' && this.sameEnds()) return this.answerAgain(theirs);
      return this.begin(theirs);
    }
    run.theirs = theirs;
    this.show();
  }

  private async answerAgain(theirs: string): Promise<void> {
    const verified = this.check_;
    await this.begin(theirs);
    this.cancelWait();
    this.set(verified);
  }

  /** Both are bound to their nonces now. */
  private show(): void {
    const { run } = this;
    if (!run || run.theirs === null || run.shown) return;
    if (run.theirs === run.commitment) return this.fail('forged');
    run.shown = true;
    this.deps.send(JSON.stringify({ nonce: run.nonce }));
  }

  private async onNonce(nonce: string): Promise<void> {
    const { run } = this;
    if (!run || run.theirs === null || !run.shown) return;
    const theirs = { fingerprints: run.other, nonce };
    const { crypto } = this.deps;
    if ((await commitmentOf(crypto, theirs)) !== run.theirs) return this.fail('forged');
    // A certificate that changed after the nonces were known could be made for a code.
    if (run !== this.run || !this.sameEnds()) return this.fail('forged');
    const code = await codeOf(crypto, { fingerprints: run.own, nonce: run.nonce }, theirs);
    this.cancelWait();
    const { asked } = this.check_;
    if (this.check_.state === 'verified') this.set({ ...this.check_, code });
    else this.set({ state: 'code', code, asked });
  }

  private sameEnds(): boolean {
    const now = this.deps.ends();
    return now !== null && now.own === this.run?.own && now.other === this.run.other;
  }

  private fail(state: 'silent' | 'forged'): void {
    this.cancelWait();
    this.run = null;
    this.set({ state, code: null, asked: this.check_.asked });
  }
}
