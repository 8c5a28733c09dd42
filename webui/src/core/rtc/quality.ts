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
    encoding.scaleResolutionDownBy === limit.scaleResolutionDownBy
  )
    return;
  Object.assign(encoding, limit);
  await sender.setParameters(parameters);
}
