// SPDX-License-Identifier: MIT
// Notices: what people are told without having asked. One board holds all of them: one notice a
// kind, which names everybody whom it is about; the most urgent first; nothing twice in a moment.
import type { Cancel, Clock } from '../clock';
import type { News } from './state';

export type NoticeKind =
  | News['kind']
  /** The line to the server is cut; or it is back. */
  | 'reconnecting'
  | 'reconnected'
  | 'link-weak'
  | 'link-lost'
  | 'chat-failed'
  | 'share-failed'
  /** Somebody records: we are asked, or only told. */
  | 'recording-ask'
  | 'recording-began'
  | 'recording-ended'
  /** What became of our own recording; the words come with it. */
  | 'recording'
  /** A part of the page that loads on use did not come. */
  | 'part-failed'
  /** The browser asks about devices; what it gave late is still off. */
  | 'asking'
  | 'ready'
  /** Another device is in use than was chosen, or none. */
  | 'device'
  | 'speaking-muted'
  | 'mic-silent'
  | 'mic-paused'
  | 'sound-blocked';

export type Sound = 'soft' | 'knock' | 'alert';

interface Rule {
  /** 2: something is wrong, and read out at once. 1: somebody may want to act. 0: news. */
  readonly urgency: 0 | 1 | 2;
  /** Null: it stays until it is over or was seen. */
  readonly lifeMs: number | null;
  readonly sound: Sound | null;
}

const kShortMs = 5_000;
const kLongMs = 10_000;

export const kRules: Readonly<Record<NoticeKind, Rule>> = {
  'peer-joined': { urgency: 0, lifeMs: kShortMs, sound: 'soft' },
  'peer-left': { urgency: 0, lifeMs: kShortMs, sound: 'soft' },
  'peer-speaks': { urgency: 0, lifeMs: kShortMs, sound: 'soft' },
  'check-asked': { urgency: 1, lifeMs: null, sound: 'soft' },
  'check-lost': { urgency: 1, lifeMs: null, sound: 'soft' },
  'hand-raised': { urgency: 1, lifeMs: kLongMs, sound: 'soft' },
  'screen-started': { urgency: 0, lifeMs: kShortMs, sound: 'soft' },
  knock: { urgency: 1, lifeMs: null, sound: 'knock' },
  chat: { urgency: 0, lifeMs: kLongMs, sound: 'soft' },
  broadcast: { urgency: 1, lifeMs: 30_000, sound: 'soft' },
  'group-help': { urgency: 1, lifeMs: null, sound: 'knock' },
  muted: { urgency: 1, lifeMs: kLongMs, sound: 'soft' },
  'may-unmute': { urgency: 1, lifeMs: 20_000, sound: 'soft' },
  'video-stopped': { urgency: 1, lifeMs: kLongMs, sound: 'soft' },
  'share-stopped': { urgency: 1, lifeMs: kLongMs, sound: 'soft' },
  'hand-lowered': { urgency: 0, lifeMs: kShortMs, sound: null },
  'floor-given': { urgency: 1, lifeMs: null, sound: 'soft' },
  'floor-taken': { urgency: 1, lifeMs: kLongMs, sound: 'soft' },
  reconnecting: { urgency: 2, lifeMs: null, sound: null },
  reconnected: { urgency: 0, lifeMs: kShortMs, sound: null },
  'link-weak': { urgency: 1, lifeMs: null, sound: null },
  'link-lost': { urgency: 1, lifeMs: null, sound: null },
  'chat-failed': { urgency: 2, lifeMs: null, sound: 'alert' },
  'share-failed': { urgency: 2, lifeMs: kLongMs, sound: null },
  'recording-ask': { urgency: 2, lifeMs: null, sound: 'soft' },
  'recording-began': { urgency: 1, lifeMs: kLongMs, sound: 'soft' },
  'recording-ended': { urgency: 0, lifeMs: kShortMs, sound: 'soft' },
  recording: { urgency: 1, lifeMs: null, sound: null },
  'part-failed': { urgency: 2, lifeMs: null, sound: null },
  asking: { urgency: 1, lifeMs: null, sound: null },
  ready: { urgency: 1, lifeMs: null, sound: 'soft' },
  device: { urgency: 2, lifeMs: null, sound: 'alert' },
  'speaking-muted': { urgency: 2, lifeMs: kLongMs, sound: null },
  'mic-silent': { urgency: 2, lifeMs: null, sound: 'alert' },
  'mic-paused': { urgency: 2, lifeMs: null, sound: 'alert' },
  'sound-blocked': { urgency: 2, lifeMs: null, sound: null },
};

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface Notice {
  readonly key: number;
  readonly kind: NoticeKind;
  readonly urgency: 0 | 1 | 2;
  /** Whom it is about, each once, the newest last. */
  readonly people: readonly Person[];
  /** More words: the name of a device, a chat line. */
  readonly text: string;
}

export interface Draft {
  readonly kind: NoticeKind;
  readonly person?: Person;
  readonly text?: string;
}

export interface BoardDeps {
  readonly clock: Clock;
  /** The most urgent first, and of these the newest. */
  onChange(shown: readonly Notice[]): void;
  /** A notice is new, or says something new. */
  onNew(notice: Notice, sound: Sound | null): void;
}

/** The same about the same person is not told again for this long. */
export const kQuietMs = 15_000;
/** A sound is not repeated within this time. */
export const kSoundGapMs = 2_000;
const kMostNotices = 6;

/** What one may do many times in a row without anybody being told many times. */
const kQuietKinds: ReadonlySet<NoticeKind> = new Set([
  'peer-joined',
  'peer-left',
  'hand-raised',
  'screen-started',
  'knock',
]);

const kOpposite: Partial<Record<NoticeKind, NoticeKind>> = {
  'peer-joined': 'peer-left',
  'peer-left': 'peer-joined',
};

interface Entry {
  notice: Notice;
  until: number | null;
}

export class NoticeBoard {
  private entries: Entry[] = [];
  private nextKey = 1;
  /** When something was told of somebody: kind and id. */
  private readonly told = new Map<string, number>();
  private soundAt: number | null = null;
  private cancelExpiry: Cancel = () => undefined;

  constructor(private readonly deps: BoardDeps) {}

  post(draft: Draft): void {
    const { kind, person } = draft;
    const now = this.deps.clock.now();
    const opposite = kOpposite[kind];
    const cameBack =
      opposite !== undefined && person !== undefined && this.without(opposite, person.id);
    // A page that was loaded anew leaves and comes back at once: neither is worth a word.
    const silent = (cameBack && kind === 'peer-joined') || this.wasTold(draft, now);
    this.remember(draft, now);
    if (!silent) this.put(draft, now);
    this.changed();
  }

  /** It is over: of one person, or altogether. */
  clear(kind: NoticeKind, id?: string): void {
    const before = this.entries.length;
    if (id !== undefined) {
      if (!this.without(kind, id)) return;
    } else {
      this.entries = this.entries.filter(({ notice }) => notice.kind !== kind);
      if (this.entries.length === before) return;
    }
    this.changed();
  }

  dismiss(key: number): void {
    this.entries = this.entries.filter(({ notice }) => notice.key !== key);
    this.changed();
  }

  close(): void {
    this.cancelExpiry();
    this.entries = [];
    this.deps.onChange([]);
  }

  private wasTold({ kind, person }: Draft, now: number): boolean {
    if (!person || !kQuietKinds.has(kind)) return false;
    const at = this.told.get(`${kind} ${person.id}`);
    return at !== undefined && now - at < kQuietMs;
  }

  private remember({ kind, person }: Draft, now: number): void {
    for (const [key, at] of this.told) if (now - at >= kQuietMs) this.told.delete(key);
    if (person) this.told.set(`${kind} ${person.id}`, now);
  }

  private put({ kind, person, text = '' }: Draft, now: number): void {
    const { urgency, lifeMs, sound } = kRules[kind];
    const before = this.entries.find(({ notice }) => notice.kind === kind)?.notice;
    const others = before?.people.filter(({ id }) => id !== person?.id) ?? [];
    const people = person ? [...others, person] : others;
    const same = before?.text === text && before.people.length === people.length;
    const notice: Notice = { key: before?.key ?? this.nextKey++, kind, urgency, people, text };
    this.entries = this.entries.filter((entry) => entry.notice.kind !== kind);
    this.entries.push({ notice, until: lifeMs === null ? null : now + lifeMs });
    this.dropMost();
    if (!same || person) this.deps.onNew(notice, this.maySound(sound, now));
  }

  /** What is gone by itself gives way to what stays, and news to what is wrong. */
  private dropMost(): void {
    if (this.entries.length <= kMostNotices) return;
    const least = Math.min(...this.entries.map(({ notice }) => notice.urgency));
    const at = this.entries.findIndex(({ notice }) => notice.urgency === least);
    this.entries.splice(at, 1);
  }

  private maySound(sound: Sound | null, now: number): Sound | null {
    if (sound === null) return null;
    if (this.soundAt !== null && now - this.soundAt < kSoundGapMs) return null;
    this.soundAt = now;
    return sound;
  }

  /** Takes one person out of a notice; returns whether the person was in it. */
  private without(kind: NoticeKind, id: string): boolean {
    const entry = this.entries.find(({ notice }) => notice.kind === kind);
    const people = entry?.notice.people.filter((person) => person.id !== id);
    if (!entry || !people || people.length === entry.notice.people.length) return false;
    if (people.length === 0) this.entries = this.entries.filter((other) => other !== entry);
    else entry.notice = { ...entry.notice, people };
    return true;
  }

  private changed(): void {
    this.expireLater();
    const shown = this.entries
      .map(({ notice }, order) => ({ notice, order }))
      .sort((a, b) => b.notice.urgency - a.notice.urgency || b.order - a.order);
    this.deps.onChange(shown.map(({ notice }) => notice));
  }

  private expireLater(): void {
    this.cancelExpiry();
    const ends = this.entries.flatMap(({ until }) => (until === null ? [] : [until]));
    if (ends.length === 0) return;
    const { clock } = this.deps;
    this.cancelExpiry = clock.after(Math.max(0, Math.min(...ends) - clock.now()), () => {
      const now = clock.now();
      this.entries = this.entries.filter(({ until }) => until === null || until > now);
      this.changed();
    });
  }
}
