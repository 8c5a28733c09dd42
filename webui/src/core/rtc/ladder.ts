// SPDX-License-Identifier: MIT
// How far down the ladder a link stands: two bad measurements lead down, a quiet time leads up, and
// after a step up that failed the next one waits twice as long. Speech comes first: a link that
// does not even carry a small picture carries none. Pure.
import { kLeastCamera, kWeakest } from './quality';

/** What was measured of one link since the last time. */
export interface Sample {
  /** What the browser believes the link to carry, bits per second; null: it does not tell. */
  readonly available: number | null;
  /** Of what we sent, the part that the receiver missed, 0 to 1; null: no report came. */
  readonly loss: number | null;
  readonly rttMs: number | null;
  /** Why the browser sends less than it may. */
  readonly limited: 'none' | 'cpu' | 'bandwidth' | 'other' | null;
  /** Pictures that we send on this link, bits per second. */
  readonly sent: number;
  /** Seconds that encoding took. */
  readonly encodeSeconds: number;
  readonly seconds: number;
}

const kBadLoss = 0.07;
/** Lost although the link is far from full: radio. Sending less would not help. */
const kRadioLoss = 0.2;
const kBadDelayMs = 350;
const kBadSamples = 2;
const kUp = 1.35;
const kDown = 0.6;
export const kGoodMs = 10_000;
const kMostWaitMs = 120_000;
/** A link that is new, or that just began to carry more, may be short for a moment. */
const kWarmMs = 8_000;
/** More than anybody is given: the link sets no limit. */
const kMost = 6_000_000;
/** What a link gets first after a pause. */
const kAgain = 60_000;
/** A pause is not tried to end sooner: each try costs words. */
const kPauseMs = 20_000;

export interface LinkLadder {
  /** Bits per second that the link takes for pictures; 0: none. */
  readonly cap: number;
  readonly bad: number;
  readonly bestRttMs: number;
  /** When the last step was taken. */
  readonly since: number;
  readonly up: boolean;
  readonly waitMs: number;
}

export function newLadder(now: number): LinkLadder {
  return { cap: kMost, bad: 0, bestRttMs: Infinity, since: now, up: true, waitMs: kGoodMs };
}

/** The link takes less than it was given. */
export function isStrained({ cap }: LinkLadder): boolean {
  return cap < kMost;
}

function isBad(
  sample: Sample,
  { bestRttMs, since }: LinkLadder,
  given: number,
  now: number,
): boolean {
  const { loss, rttMs, limited, available } = sample;
  if (rttMs !== null && rttMs > bestRttMs + kBadDelayMs) return true;
  const free = limited === 'none' && available !== null && available >= 1.5 * given;
  if (loss !== null && loss >= (free ? kRadioLoss : kBadLoss)) return true;
  // Nothing is lost, but the browser holds back: what it was given is more than the link takes.
  const held = limited === 'bandwidth' && available !== null && available < 0.7 * given;
  return held && now - since >= kWarmMs;
}

function down(ladder: LinkLadder, sample: Sample, given: number, now: number): LinkLadder {
  const known = sample.available === null ? Infinity : sample.available * 0.8;
  const cap = Math.floor(Math.min(ladder.cap, given * kDown, known));
  // The last step led up and did not hold.
  const failed = ladder.up && now - ladder.since < ladder.waitMs + kWarmMs;
  const waitMs = failed ? Math.min(kMostWaitMs, ladder.waitMs * 2) : ladder.waitMs;
  const next = { ...ladder, bad: 0, since: now, up: false };
  return cap < kLeastCamera
    ? { ...next, cap: 0, waitMs: Math.max(kPauseMs, waitMs) }
    : { ...next, cap, waitMs };
}

/** `given` is what the link was allowed for pictures. */
export function nextLadder(
  before: LinkLadder,
  sample: Sample,
  given: number,
  now: number,
): LinkLadder {
  const bestRttMs = Math.min(before.bestRttMs, sample.rttMs ?? Infinity);
  const ladder = { ...before, bestRttMs };
  if (isBad(sample, ladder, given, now)) {
    const bad = ladder.bad + 1;
    if (bad < kBadSamples) return { ...ladder, bad };
    // Without pictures nothing is left to take away; speech goes on, and the pause lasts longer.
    if (ladder.cap === 0) return { ...ladder, bad: 0, since: now };
    return down(ladder, sample, given, now);
  }
  if (ladder.cap >= kMost) return { ...ladder, bad: 0, waitMs: kGoodMs };
  if (now - ladder.since < ladder.waitMs) return { ...ladder, bad: 0 };
  const cap = Math.min(kMost, ladder.cap === 0 ? kAgain : Math.floor(ladder.cap * kUp));
  // A step that held for its whole time ends the doubts.
  const waitMs = ladder.up ? kGoodMs : ladder.waitMs;
  return { ...ladder, cap, bad: 0, since: now, up: true, waitMs };
}

/** How much this computer manages: all encoders share its processor. */
export interface CpuLadder {
  readonly level: number;
  readonly bad: number;
  readonly since: number;
}

const kCpuSamples = 3;
const kCpuGoodMs = 30_000;

export const kFreshCpu: CpuLadder = { level: 0, bad: 0, since: 0 };

export function nextCpu(before: CpuLadder, samples: readonly Sample[], now: number): CpuLadder {
  if (samples.some(({ limited }) => limited === 'cpu')) {
    const bad = before.bad + 1;
    if (bad < kCpuSamples) return { ...before, bad, since: now };
    return { level: Math.min(kWeakest, before.level + 1), bad: 0, since: now };
  }
  if (before.level === 0 || now - before.since < kCpuGoodMs) return { ...before, bad: 0 };
  return { level: before.level - 1, bad: 0, since: now };
}

const kRoomForTwice = 200_000;

/**
 * Speech goes twice where some of it is lost: a lost packet is in the next one, too. On a link that
 * is full this would lose more than it saves.
 */
export function wantsRedundancy(now: boolean, { loss }: Sample, { cap }: LinkLadder): boolean {
  if (cap < kRoomForTwice) return false;
  if (loss === null) return now;
  return loss >= (now ? 0.01 : 0.03);
}
