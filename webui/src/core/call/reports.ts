// SPDX-License-Identifier: MIT
// Every ten seconds, what the browser measured of each connection goes to the server, which makes
// metrics of it and shows hosts who has trouble (docs/protocol.md, "Reports").
import type { Cancel, Clock } from '../clock';
import type { LinkReport } from '../protocol/messages';
import type { PeerStats } from '../rtc/stats';

export const kReportMs = 10_000;

const kStates: ReadonlySet<string> = new Set([
  'connecting',
  'connected',
  'disconnected',
  'failed',
  'closed',
]);
const kTypes: ReadonlySet<string> = new Set(['host', 'srflx', 'prflx', 'relay']);

/** The difference between two measurements of one connection, `seconds` apart. */
export function linkReport(
  now: PeerStats,
  before: PeerStats | undefined,
  seconds: number,
): LinkReport {
  const grown = (read: (stats: PeerStats) => number): number =>
    Math.max(0, Math.round(read(now) - (before ? read(before) : 0)));
  const lost = grown((stats) => stats.packetsLost);
  const received = grown((stats) => stats.packetsReceived);
  const kbps = (bytes: number): number =>
    Math.min(10_000_000, Math.round((bytes * 8) / 1000 / Math.max(1, seconds)));
  const typed = (key: 'local' | 'remote'): object => {
    const type = now[key]?.type ?? '';
    return kTypes.has(type) ? { [key]: type } : {};
  };
  return {
    peerId: now.peerId,
    state: kStates.has(now.connectionState) ? now.connectionState : 'connecting',
    ...typed('local'),
    ...typed('remote'),
    ...(now.rttMs !== null ? { rtt: Math.max(0, now.rttMs) } : {}),
    ...(lost + received > 0 ? { loss: Math.round((lost * 1000) / (lost + received)) } : {}),
    bitrateIn: kbps(grown((stats) => stats.bytesReceived)),
    bitrateOut: kbps(grown((stats) => stats.bytesSent)),
    frames: grown((stats) => stats.framesDecoded.camera + stats.framesDecoded.screen),
    freezes: grown((stats) => stats.freezes),
  };
}

export class Reports {
  private before = new Map<string, PeerStats>();
  private cancel: Cancel = () => undefined;
  private running = false;

  constructor(
    private readonly deps: {
      readonly clock: Clock;
      stats(): Promise<PeerStats[]>;
      send(peers: readonly LinkReport[]): void;
    },
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.next();
  }

  stop(): void {
    this.running = false;
    this.cancel();
  }

  private next(): void {
    this.cancel = this.deps.clock.after(kReportMs, () => void this.report());
  }

  private async report(): Promise<void> {
    try {
      const all = await this.deps.stats();
      if (!this.running) return;
      const links = all.map((stats) =>
        linkReport(stats, this.before.get(stats.peerId), kReportMs / 1000),
      );
      this.before = new Map(all.map((stats) => [stats.peerId, stats]));
      if (links.length > 0) this.deps.send(links.slice(0, 64));
    } catch {
      // A connection that closes while it is asked has nothing to report.
    }
    if (this.running) this.next();
  }
}
