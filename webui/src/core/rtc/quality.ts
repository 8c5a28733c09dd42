// SPDX-License-Identifier: MIT
// Limits for what a sender sends to each peer: in a mesh every peer takes its share of the uplink.

export interface SenderLimit {
  readonly maxBitrate: number;
  readonly scaleResolutionDownBy: number;
  readonly maxFramerate: number;
}

/** For the camera, by the number of other people. Bits per second. */
export function cameraLimit(peers: number): SenderLimit {
  if (peers <= 1) return { maxBitrate: 1_800_000, scaleResolutionDownBy: 1, maxFramerate: 30 };
  if (peers <= 3) return { maxBitrate: 900_000, scaleResolutionDownBy: 1, maxFramerate: 30 };
  if (peers <= 6) return { maxBitrate: 450_000, scaleResolutionDownBy: 2, maxFramerate: 24 };
  return { maxBitrate: 220_000, scaleResolutionDownBy: 3, maxFramerate: 20 };
}

/** How a receiver shows our camera: height in pixels, frames a second; 0: not at all. */
export interface Want {
  readonly height: number;
  readonly rate: number;
}

/** No more than the receiver shows. Of a picture that it does not show, it gets a little. */
export function wanted(
  limit: SenderLimit,
  want: Want | null,
  track: MediaStreamTrack | null,
): SenderLimit {
  if (!want) return limit;
  const captured = track?.getSettings().height ?? 0;
  const fits = captured > 0 ? captured / Math.max(want.height, 90) : 1;
  return {
    ...limit,
    scaleResolutionDownBy: Math.max(limit.scaleResolutionDownBy, fits),
    maxFramerate: Math.max(1, Math.min(limit.maxFramerate, want.rate)),
  };
}

/** The height to ask for where a picture is shown so high: in steps, which makes few wishes. */
export function wantedHeight(shown: number, pixelRatio: number): number {
  const step = 90;
  return Math.min(1080, Math.max(step, Math.ceil((shown * pixelRatio) / step) * step));
}

/** A screen must stay legible, so this lowers the frame rate rather than the resolution. */
export function screenLimit(peers: number): SenderLimit {
  return {
    maxBitrate: peers <= 3 ? 2_500_000 : 1_200_000,
    scaleResolutionDownBy: 1,
    maxFramerate: peers <= 3 ? 30 : 15,
  };
}

export async function applyLimit(sender: RTCRtpSender, limit: SenderLimit): Promise<void> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  // Before the first negotiation there are no encodings to limit.
  if (!encoding) return;
  if (
    encoding.maxBitrate === limit.maxBitrate &&
    encoding.scaleResolutionDownBy === limit.scaleResolutionDownBy &&
    encoding.maxFramerate === limit.maxFramerate
  )
    return;
  Object.assign(encoding, limit);
  await sender.setParameters(parameters);
}
