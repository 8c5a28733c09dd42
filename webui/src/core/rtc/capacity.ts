// SPDX-License-Identifier: MIT
// The honest meter: how many more people with a camera this line and this computer could send to.
// It says nothing where the browser tells nothing. Pure.
import type { Sample } from './ladder';

export interface Capacity {
  /** Null: not measured yet, or the browser does not tell. */
  readonly more: number | null;
  /** What ends first. */
  readonly limit: 'line' | 'computer' | null;
  /** People whose link is too weak for our picture; they hear us. */
  readonly paused: number;
}

/** A picture that is worth having. */
const kPicture = 250_000;
const kSpeech = 50_000;
/** A browser that encodes for so much of a processor's time leaves the rest to everything else. */
const kMostOfCore = 0.5;
const kMost = 12;

export interface Load {
  readonly samples: readonly Sample[];
  readonly cpuLevel: number;
  readonly cores: number;
  readonly paused: number;
}

function byLine(samples: readonly Sample[]): number | null {
  const known = samples.filter(({ available }) => available !== null);
  if (known.length === 0) return null;
  const spare = known.reduce(
    (sum, { available, sent }) => sum + Math.max(0, (available ?? 0) * 0.8 - sent - kSpeech),
    0,
  );
  return Math.floor(spare / (kPicture + kSpeech));
}

function byComputer({ samples, cores }: Load): number | null {
  const loads = samples
    .filter(({ encodeSeconds, seconds }) => encodeSeconds > 0 && seconds > 0)
    .map(({ encodeSeconds, seconds }) => encodeSeconds / seconds);
  if (loads.length === 0) return null;
  const all = loads.reduce((sum, one) => sum + one, 0);
  return Math.max(0, Math.floor((cores * kMostOfCore - all) / (all / loads.length)));
}

export function capacityOf(load: Load): Capacity {
  const { samples, cpuLevel, paused } = load;
  if (paused > 0) return { more: 0, limit: 'line', paused };
  if (cpuLevel > 0) return { more: 0, limit: 'computer', paused };
  const line = byLine(samples);
  if (line === null) return { more: null, limit: null, paused };
  const computer = byComputer(load) ?? kMost;
  const more = Math.min(line, computer, kMost);
  const limit = more >= kMost ? null : line <= computer ? 'line' : 'computer';
  return { more, limit, paused };
}
