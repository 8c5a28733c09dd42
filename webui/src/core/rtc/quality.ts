// SPDX-License-Identifier: MIT
// What a sender may send to each peer: in a mesh every peer takes its share of the uplink. Pure;
// the ladder (ladder.ts) says what a link and this computer take; adaptation.ts joins both.

export interface SenderLimit {
  /** False: nothing is sent, and nothing encoded. */
  readonly active: boolean;
  readonly maxBitrate: number;
  readonly scaleResolutionDownBy: number;
  readonly maxFramerate: number;
}

/** How a receiver shows our camera: height in pixels, frames a second; 0: not at all. */
export interface Want {
  readonly height: number;
  readonly rate: number;
  /** The same of our shared screen; absent: the receiver has not said. */
  readonly screen?: number;
}

interface Step {
  readonly bits: number;
  readonly height: number;
  readonly rate: number;
}

/** The picture that so many bits a second carry well, the best first. */
const kSteps: readonly Step[] = [
  { bits: 1_400_000, height: 720, rate: 30 },
  { bits: 900_000, height: 720, rate: 24 },
  { bits: 600_000, height: 540, rate: 24 },
  { bits: 400_000, height: 360, rate: 24 },
  { bits: 280_000, height: 360, rate: 20 },
  { bits: 180_000, height: 270, rate: 15 },
  { bits: 100_000, height: 180, rate: 12 },
  { bits: 0, height: 180, rate: 7 },
];

/** Below this a picture is of no use, and its bits are better spent on speech. */
export const kLeastCamera = 50_000;
/** While the own screen is shared, the face is small. */
export const kBesideScreen = 150_000;
/** Less is not readable; the frame rate falls before that. */
export const kLeastScreen = 100_000;

/** For the camera, by the number of other people. Bits per second for each of them. */
export function cameraShare(peers: number): number {
  const shares = [1_700_000, 1_700_000, 1_000_000, 700_000, 500_000, 380_000, 300_000, 250_000];
  return shares[peers] ?? 180_000;
}

export function screenShare(peers: number): number {
  return Math.max(300_000, Math.min(2_500_000, 3_600_000 / Math.max(1, peers)));
}

function stepFor(bits: number): Step {
  return kSteps.find((step) => bits >= step.bits) ?? { bits: 0, height: 180, rate: 7 };
}

/** The bits that a picture of this size is worth: more would not be seen. */
export function bitsFor({ height, rate }: Want): number {
  if (height <= 0 || rate <= 0) return 0;
  const fits = [...kSteps].reverse().find((step) => step.height >= height && step.bits > 0);
  // A little more than the step asks for, so that the picture is not just enough.
  const bits = fits && fits.height < 720 ? fits.bits * 1.4 : cameraShare(1);
  return Math.round(Math.min(cameraShare(1), rate < 20 ? bits * 0.8 : bits));
}

/** Shares `total` so that nobody gets more than needed, and what is left goes to the others. */
export function shares(total: number, needs: readonly number[]): readonly number[] {
  const given = needs.map(() => 0);
  let left = total;
  let hungry = needs.map((_, index) => index);
  while (hungry.length > 0 && left > 1) {
    const each = left / hungry.length;
    const before = left;
    for (const index of hungry) {
      const more = Math.min(each, (needs[index] ?? 0) - (given[index] ?? 0));
      given[index] = (given[index] ?? 0) + more;
      left -= more;
    }
    hungry = hungry.filter((index) => (needs[index] ?? 0) - (given[index] ?? 0) > 1);
    if (before - left < 1) break;
  }
  return given.map(Math.floor);
}

/** What this computer manages; 0: everything. Each level takes frames, then size. */
export interface Strength {
  readonly rate: number;
  readonly divideBy: number;
}

const kStrengths: readonly Strength[] = [
  { rate: 30, divideBy: 1 },
  { rate: 20, divideBy: 1 },
  { rate: 15, divideBy: 1.5 },
  { rate: 12, divideBy: 2 },
  { rate: 8, divideBy: 3 },
];
export const kWeakest = kStrengths.length - 1;

export function strengthOf(level: number): Strength {
  return kStrengths[level] ?? { rate: 8, divideBy: 3 };
}

/** `captured` is the height of the camera's picture; 0 if it is not known. */
export function cameraLimit(
  bits: number,
  want: Want | null,
  captured: number,
  level = 0,
): SenderLimit {
  const step = stepFor(bits);
  const { rate, divideBy } = strengthOf(level);
  const height = Math.min(step.height, want?.height ?? step.height) / divideBy;
  const from = captured > 0 ? captured : 720;
  return {
    active: bits >= kLeastCamera && (want === null || (want.height > 0 && want.rate > 0)),
    maxBitrate: Math.max(bits, kLeastCamera),
    scaleResolutionDownBy: Math.max(1, from / Math.max(height, 90)),
    maxFramerate: Math.max(1, Math.min(step.rate, rate, want?.rate ?? step.rate)),
  };
}

/** Below this height nobody reads a screen: it is a small copy among others. */
const kLegible = 300;
const kSmallScreen = 250_000;

/** `height` with which the receiver shows it: nothing is sent of what nobody sees. */
export function screenLimit(bits: number, film: boolean, height?: number): SenderLimit {
  if (height === 0) return { ...largeScreen(bits, film), active: false };
  if (height === undefined || height >= kLegible) return largeScreen(bits, film);
  const small = largeScreen(Math.min(bits, kSmallScreen), false);
  return { ...small, scaleResolutionDownBy: 2, maxFramerate: 5 };
}

/** A screen must stay legible: text loses frames, a film loses size. Only speech comes before. */
function largeScreen(bits: number, film: boolean): SenderLimit {
  const enough = Math.max(bits, kLeastScreen);
  const active = bits > 0;
  if (film) {
    const small = enough < 1_000_000;
    return {
      active,
      maxBitrate: enough,
      scaleResolutionDownBy: small ? 2 : 1,
      maxFramerate: small ? 24 : 30,
    };
  }
  const rate = enough >= 2_000_000 ? 30 : enough >= 1_000_000 ? 15 : enough >= 500_000 ? 8 : 5;
  return { active, maxBitrate: enough, scaleResolutionDownBy: 1, maxFramerate: rate };
}

/** The height to ask for where a picture is shown so high: in steps, which makes few wishes. */
export function wantedHeight(shown: number, pixelRatio: number): number {
  if (shown <= 0) return 0;
  const step = 90;
  return Math.min(1080, Math.max(step, Math.ceil((shown * pixelRatio) / step) * step));
}

export async function applyLimit(
  sender: RTCRtpSender,
  limit: SenderLimit,
  preference?: RTCDegradationPreference,
): Promise<void> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  // Before the first negotiation there are no encodings to limit.
  if (!encoding) return;
  if (
    (encoding.active ?? true) === limit.active &&
    encoding.maxBitrate === limit.maxBitrate &&
    encoding.scaleResolutionDownBy === limit.scaleResolutionDownBy &&
    encoding.maxFramerate === limit.maxFramerate &&
    (preference === undefined || parameters.degradationPreference === preference)
  )
    return;
  Object.assign(encoding, limit);
  if (preference) parameters.degradationPreference = preference;
  await sender.setParameters(parameters);
}
