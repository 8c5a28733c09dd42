// SPDX-License-Identifier: MIT
// Flow: whether the media of other people still comes. A browser takes five seconds and more to
// call a connection disconnected; packets that cease tell it sooner.
import type { Cancel, Clock } from '../clock';
import { AwakeTime } from '../patience';
import type { LinkState } from '../rtc/peer';

export const kFlowMs = 500;
/** Without a packet for this long a connection is called weak. */
export const kWeakMs = 2_000;
/** Without a packet for this long it is called lost. */
export const kLostMs = 8_000;
/** If nobody's packets come for this long, the line to the server may be cut, too. */
export const kCutMs = 1_000;

/** What is known of one person's media. */
export interface Arrival {
  readonly userId: string;
  readonly link: LinkState;
  /** The person says that microphone or camera is on. */
  readonly sends: boolean;
  /** When the newest packet came, on whatever clock; null if the browser does not tell. */
  readonly newest: number | null;
}

interface Seen {
  readonly newest: number;
  readonly at: number;
}

/** Pure: the caller brings the arrivals and the time. */
export class Flow {
  private seen = new Map<string, Seen>();

  /** Returns how each person's connection looks now. */
  look(arrivals: readonly Arrival[], now: number): ReadonlyMap<string, LinkState> {
    const seen = new Map<string, Seen>();
    for (const { userId, newest } of arrivals) {
      if (newest === null) continue;
      const before = this.seen.get(userId);
      seen.set(userId, before?.newest === newest ? before : { newest, at: now });
    }
    this.seen = seen;
    return new Map(arrivals.map((one) => [one.userId, this.stateOf(one, now)]));
  }

  /** Somebody's media was coming, and nobody's comes any more. */
  isCut(arrivals: readonly Arrival[], now: number): boolean {
    const senders = arrivals.filter((one) => one.sends && this.seen.has(one.userId));
    return senders.length > 0 && senders.every((one) => this.silentMs(one, now) >= kCutMs);
  }

  private silentMs({ userId }: Arrival, now: number): number {
    const seen = this.seen.get(userId);
    return seen ? now - seen.at : 0;
  }

  private stateOf(arrival: Arrival, now: number): LinkState {
    const { link, sends } = arrival;
    if (link === 'connecting' || !sends || !this.seen.has(arrival.userId)) return link;
    const silent = this.silentMs(arrival, now);
    if (silent >= kLostMs) return 'lost';
    return silent >= kWeakMs && link === 'connected' ? 'unstable' : link;
  }
}

export interface FlowDeps {
  readonly clock: Clock;
  arrivals(): readonly Arrival[];
  onLink(userId: string, link: LinkState): void;
  onCut(): void;
}

/** Looks twice a second. */
export class FlowWatch {
  private readonly flow = new Flow();
  /** Of a page that did not run nobody can say that nothing came. */
  private readonly awake: AwakeTime;
  private cancel: Cancel = () => undefined;

  constructor(private readonly deps: FlowDeps) {
    this.awake = new AwakeTime(deps.clock, kFlowMs);
  }

  start(): void {
    this.cancel = this.deps.clock.after(kFlowMs, () => {
      this.look();
      this.start();
    });
  }

  stop(): void {
    this.cancel();
  }

  private look(): void {
    const now = this.awake.look();
    const arrivals = this.deps.arrivals();
    for (const [userId, link] of this.flow.look(arrivals, now)) this.deps.onLink(userId, link);
    if (this.flow.isCut(arrivals, now)) this.deps.onCut();
  }
}
