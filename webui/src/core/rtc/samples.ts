// SPDX-License-Identifier: MIT
// Turns two statistics of one connection into what the ladder reads.
import type { Sample } from './ladder';

type Row = Readonly<Record<string, unknown>>;

/** The sums and states of one moment. */
export interface Counters {
  readonly at: number;
  readonly available: number | null;
  readonly rttMs: number | null;
  readonly limited: Sample['limited'];
  readonly bytes: number;
  readonly encodeSeconds: number;
  readonly loss: number | null;
}

function number(row: Row, key: string): number | null {
  const value = row[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

const kReasons: readonly unknown[] = ['none', 'cpu', 'bandwidth', 'other'];

/** The most telling of several: a camera and a screen go over the same link. */
function worst(rows: readonly Row[]): Sample['limited'] {
  const said = rows
    .map((row) => row['qualityLimitationReason'])
    .filter((one) => kReasons.includes(one));
  if (said.length === 0) return null;
  return (['cpu', 'bandwidth', 'other', 'none'] as const).find((one) => said.includes(one)) ?? null;
}

export function countersOf(report: Iterable<readonly [string, unknown]>, at: number): Counters {
  const rows = [...report].map(([, row]) => row as Row);
  const of = (type: string): Row[] => rows.filter((row) => row['type'] === type);
  const pairs = of('candidate-pair').filter(
    (row) => row['nominated'] === true && row['state'] === 'succeeded',
  );
  const available = pairs
    .map((row) => number(row, 'availableOutgoingBitrate'))
    .filter((one) => one !== null);
  const rtts = pairs
    .map((row) => number(row, 'currentRoundTripTime'))
    .filter((one) => one !== null);
  const video = of('outbound-rtp').filter((row) => row['kind'] === 'video');
  const losses = of('remote-inbound-rtp')
    .map((row) => number(row, 'fractionLost'))
    .filter((one) => one !== null);
  const sum = (key: string): number =>
    video.reduce((total, row) => total + (number(row, key) ?? 0), 0);
  return {
    at,
    available: available.length > 0 ? Math.max(...available) : null,
    rttMs: rtts.length > 0 ? Math.min(...rtts) * 1000 : null,
    limited: worst(video.filter((row) => row['active'] !== false)),
    bytes: sum('bytesSent'),
    encodeSeconds: sum('totalEncodeTime'),
    loss: losses.length > 0 ? Math.max(...losses) : null,
  };
}

export function sampleOf(now: Counters, before: Counters): Sample {
  const seconds = Math.max(0.001, (now.at - before.at) / 1000);
  return {
    available: now.available,
    loss: now.loss,
    rttMs: now.rttMs,
    limited: now.limited,
    sent: Math.max(0, ((now.bytes - before.bytes) * 8) / seconds),
    encodeSeconds: Math.max(0, now.encodeSeconds - before.encodeSeconds),
    seconds,
  };
}
