// SPDX-License-Identifier: MIT
// How many listeners of a lecture a speaker can serve when the media goes from each to each: by the
// measured line and by the time that encoding takes. While nothing is short, there is room for two
// more than there are: an audience grows as long as the line holds. Pure.
import type { Sample } from './ladder';

/** Speech, and a picture on which one recognizes a face and a gesture. */
const kSpeech = 50_000;
const kPicture = 120_000;
/** Of the line, the rest is for everything else that goes over it. */
const kOfLine = 0.8;
/** Of all processors, what encoding may take. */
const kOfComputer = 0.5;
/** A browser with more connections than that is not reliable. */
export const kMostListeners = 40;
/** Before anything is measured: what a usual line carries. */
export const kUnmeasured = 8;
const kStep = 2;

export interface Speaking {
  /** Whether our camera is on. */
  readonly video: boolean;
  /** Links that lead to others who speak. */
  readonly speakers: number;
  readonly links: number;
  readonly samples: readonly Sample[];
  /** A link, or this computer, takes less than it was given. */
  readonly strained: boolean;
  readonly cores: number;
}

/**
 * What the line carries at least, bits per second: each link's estimate is one of the same line,
 * and what goes over all of them at once is carried, too.
 */
function lineOf(samples: readonly Sample[]): number | null {
  const estimates = samples.flatMap(({ available }) => (available === null ? [] : [available]));
  if (estimates.length === 0) return null;
  const sent = samples.reduce((sum, one) => sum + one.sent + kSpeech, 0);
  return Math.max(sent, ...estimates);
}

function byComputer({ samples, cores, video }: Speaking): number {
  const loads = samples
    .filter(({ encodeSeconds, seconds }) => encodeSeconds > 0 && seconds > 0)
    .map(({ encodeSeconds, seconds }) => encodeSeconds / seconds);
  if (!video || loads.length === 0) return Infinity;
  const each = loads.reduce((sum, one) => sum + one, 0) / loads.length;
  return Math.floor((cores * kOfComputer) / each);
}

export function mostListeners(now: Speaking): number {
  const line = lineOf(now.samples);
  const here = now.links - now.speakers;
  if (line === null) return Math.max(kUnmeasured, here);
  const each = kSpeech + (now.video ? kPicture : 0);
  const carried = Math.floor((line * kOfLine) / each) - now.speakers;
  // A fresh estimate is low: only a link that is short says that the line is.
  const grown = now.strained
    ? Math.min(carried, here)
    : Math.max(carried, here + kStep, kUnmeasured);
  const computer = byComputer(now) - now.speakers;
  return Math.max(1, Math.min(grown, Math.max(computer, here), kMostListeners));
}
