// SPDX-License-Identifier: MIT
// Talk: what the people of a room say to each other about a recording, beside the media and past
// the server (docs/recordings.md, Asking). Whoever is recorded says yes or no to whoever records;
// whoever records says how long already. Without an answer nobody is recorded.
import type { Cancel, Clock } from '../clock';
import { isObject } from '../protocol/fields';

/** A word that could not be said is said again after this time. */
export const kAgainMs = 2_000;
const kMostText = 256;
const kLongestMs = 7 * 86_400_000;

export type Said =
  | { readonly agreed: boolean }
  /** Of whoever records: how long already, without the pauses. */
  | { readonly ms: number; readonly paused: boolean };

export function textOf(said: Said): string {
  return JSON.stringify({ recording: said });
}

/** Null for everything else that comes this way, and for nonsense. */
export function saidIn(text: string): Said | null {
  if (text.length > kMostText) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const said = isObject(json) ? json['recording'] : null;
  if (!isObject(said)) return null;
  const { agreed, ms, paused } = said;
  if (typeof agreed === 'boolean') return { agreed };
  if (typeof ms !== 'number' || typeof paused !== 'boolean') return null;
  return ms >= 0 && ms <= kLongestMs ? { ms, paused } : null;
}

/** How long somebody's recording was when we heard of it. */
export interface Heard {
  readonly ms: number;
  readonly paused: boolean;
  readonly at: number;
}

interface Present {
  readonly userId: string;
  readonly media: { readonly recording: boolean };
}

export interface TalkDeps {
  readonly clock: Clock;
  /** Returns false while there is no way to the person. */
  say(userId: string, text: string): boolean;
  onChange(): void;
}

export class Talk {
  /** What we said to whoever records. */
  private readonly answers = new Map<string, { readonly agreed: boolean; sent: boolean }>();
  /** What the others said to us. */
  private agreed_: ReadonlySet<string> = new Set();
  private readonly recorders = new Map<string, Heard>();
  private present: readonly string[] = [];
  private own: (() => Said) | null = null;
  private cancel: Cancel | null = null;

  constructor(private readonly deps: TalkDeps) {}

  /** Whom we may record. */
  get agreed(): ReadonlySet<string> {
    return this.agreed_;
  }

  /** Undefined: we have not answered. */
  answerTo(userId: string): boolean | undefined {
    return this.answers.get(userId)?.agreed;
  }

  /** Who records, and how long already; as soon as the first word of it has come. */
  heardOf(userId: string): Heard | null {
    return this.recorders.get(userId) ?? null;
  }

  answer(userId: string, agreed: boolean): void {
    this.answers.set(userId, { agreed, sent: false });
    this.send();
    this.deps.onChange();
  }

  /** We record, and this is how long; null: no more. Call it again where that changes. */
  record(own: (() => Said) | null): void {
    this.own = own;
    if (own === null) this.agreed_ = new Set();
    this.send();
    this.deps.onChange();
  }

  hear(userId: string, text: string): void {
    const said = saidIn(text);
    if (!said || !this.present.includes(userId)) return;
    if ('agreed' in said) {
      if (!this.own || this.agreed_.has(userId) === said.agreed) return;
      const agreed = new Set(this.agreed_);
      if (said.agreed) agreed.add(userId);
      else agreed.delete(userId);
      this.agreed_ = agreed;
    } else {
      this.recorders.set(userId, { ...said, at: this.deps.clock.now() });
    }
    this.deps.onChange();
  }

  /** Who is there and who records: what concerned the others is forgotten. */
  onPeers(peers: readonly Present[]): void {
    this.present = peers.map(({ userId }) => userId);
    const here = new Set(this.present);
    const record = new Set(peers.filter((one) => one.media.recording).map((one) => one.userId));
    let changed = false;
    for (const known of [this.answers, this.recorders])
      for (const userId of [...known.keys()])
        if (!record.has(userId)) changed = known.delete(userId) || changed;
    const gone = [...this.agreed_].filter((userId) => !here.has(userId));
    if (gone.length > 0) {
      this.agreed_ = new Set([...this.agreed_].filter((userId) => here.has(userId)));
      changed = true;
    }
    if (changed) this.deps.onChange();
  }

  close(): void {
    this.cancel?.();
    this.cancel = null;
    this.own = null;
    this.answers.clear();
  }

  /** What was not heard yet; and for whoever came meanwhile, how long the recording is. */
  private send(): void {
    this.cancel?.();
    this.cancel = null;
    for (const [userId, answer] of this.answers)
      if (!answer.sent)
        answer.sent = this.deps.say(userId, textOf({ agreed: answer.agreed }));
    const { own } = this;
    if (own) for (const userId of this.present) this.deps.say(userId, textOf(own()));
    const waits = [...this.answers.values()].some(({ sent }) => !sent);
    if (own || waits) this.cancel = this.deps.clock.after(kAgainMs, () => this.send());
  }
}
