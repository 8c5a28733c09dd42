// SPDX-License-Identifier: MIT
// What the connection test looks at, what each look may find, and what all of it means. Pure.

/** In the order in which they run. */
export const kChecks = [
  'browser',
  'microphone',
  'camera',
  'api',
  'socket',
  'udp',
  'tcp',
  'tls',
  'ipv6',
  'speech',
  'throughput',
] as const;
export type CheckId = (typeof kChecks)[number];

/** `poor`: it works, and a person will notice. `unknown`: nobody can say, which is no fault. */
export type Verdict = 'good' | 'poor' | 'bad' | 'unknown';

/** What was found: a word that the page has a sentence for, and the figures in it. */
export interface Finding {
  readonly verdict: Verdict;
  readonly word: string;
  readonly figures?: Readonly<Record<string, number | string>>;
}

export type Findings = Readonly<Partial<Record<CheckId, Finding>>>;

/** Of packets that went to the relay and back, at the rate of speech. */
export interface SpeechFigures {
  readonly sent: number;
  readonly arrived: number;
  /** Milliseconds from sending to arrival, in the order of sending. */
  readonly delays: readonly number[];
}

/** Above these a person hears it. */
export const kPoorLoss = 0.02;
export const kBadLoss = 0.1;
export const kPoorDelayMs = 200;
export const kBadDelayMs = 500;
export const kPoorJitterMs = 40;

/** Bits a second: what one camera in a call of two wants, and what speech alone needs. */
export const kGoodRate = 2_000_000;
export const kPoorRate = 300_000;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** The mean change of the delay from one packet to the next (RFC 3550, 6.4.1, not smoothed). */
export function jitterOf(delays: readonly number[]): number {
  if (delays.length < 2) return 0;
  const changes = delays.slice(1).map((delay, index) => Math.abs(delay - (delays[index] ?? 0)));
  return changes.reduce((sum, change) => sum + change, 0) / changes.length;
}

export function speechFinding({ sent, arrived, delays }: SpeechFigures): Finding {
  if (sent === 0 || arrived === 0) return { verdict: 'bad', word: 'silent' };
  const loss = (sent - arrived) / sent;
  const delay = median(delays);
  const jitter = jitterOf(delays);
  const figures = {
    loss: Math.round(loss * 1000) / 10,
    delay: Math.round(delay),
    jitter: Math.round(jitter),
  };
  if (loss > kBadLoss || delay > kBadDelayMs) return { verdict: 'bad', word: 'broken', figures };
  if (loss > kPoorLoss || delay > kPoorDelayMs || jitter > kPoorJitterMs)
    return { verdict: 'poor', word: 'rough', figures };
  return { verdict: 'good', word: 'clear', figures };
}

/** `rate` in bits a second, there and back at the same time. */
export function throughputFinding(rate: number): Finding {
  const figures = { rate: Math.round(rate / 100_000) / 10 };
  if (rate < kPoorRate) return { verdict: 'bad', word: 'narrow', figures };
  if (rate < kGoodRate) return { verdict: 'poor', word: 'small', figures };
  return { verdict: 'good', word: 'wide', figures };
}

/** The whole in one word. */
export type Summary = 'good' | 'relayed-slowly' | 'rough' | 'no-relay' | 'no-server' | 'unfinished';

/**
 * `unfinished`: the relay was not asked, or the test is not over. A microphone or a camera that is
 * missing is said where it stands and does not spoil the connection.
 */
export function summaryOf(findings: Findings): Summary {
  const verdict = (id: CheckId): Verdict | undefined => findings[id]?.verdict;
  if (verdict('browser') === 'bad' || verdict('api') === 'bad' || verdict('socket') === 'bad')
    return 'no-server';
  const ways = [verdict('udp'), verdict('tcp'), verdict('tls')];
  if (ways.some((way) => way === undefined || way === 'unknown') || !findings.speech)
    return 'unfinished';
  if (ways.every((way) => way === 'bad')) return 'no-relay';
  if (verdict('speech') !== 'good' || verdict('throughput') !== 'good') return 'rough';
  return verdict('udp') === 'bad' ? 'relayed-slowly' : 'good';
}
