// SPDX-License-Identifier: MIT
// Treatment: what the browser does to our sound and our picture before it sends them, and how much
// of them it sends.
import type { CaptureKind } from './capture';

export interface Treatment {
  /** An instrument, and not a voice: nothing is cleaned, both channels are sent. */
  readonly music: boolean;
  /** Steady noise is taken out of a voice. */
  readonly noise: boolean;
  /** The background of the picture is blurred, where the browser can do that. */
  readonly blur: boolean;
  /** Pictures go out small, whoever shows them large. */
  readonly low: boolean;
}

export const kPlain: Treatment = { music: false, noise: true, blur: false, low: false };

const kVideo: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};

/** Of a camera over a sheet of paper: sharp before smooth. */
export const kDocument: MediaTrackConstraints = {
  facingMode: { ideal: 'environment' },
  width: { ideal: 1920 },
  height: { ideal: 1080 },
  frameRate: { ideal: 15 },
};

/** Media Capture and Streams, section 4.3.8; a browser that does not know it ignores it. */
type Sound = MediaTrackConstraints & { latency?: number };

function soundOf({ music, noise }: Treatment): Sound {
  if (!music) return { echoCancellation: true, noiseSuppression: noise, autoGainControl: true };
  return {
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: { ideal: 2 },
    // As soon as the device has it.
    latency: 0,
  };
}

export function constraintsOf(
  kind: CaptureKind,
  deviceId: string | undefined,
  treatment: Treatment,
): MediaTrackConstraints {
  const blur = treatment.blur ? { backgroundBlur: true } : {};
  const base = kind === 'audio' ? soundOf(treatment) : { ...kVideo, ...blur };
  return deviceId ? { ...base, deviceId: { exact: deviceId } } : base;
}

/**
 * What the browser can do about the background of this picture: both, or what the system has
 * chosen for it; null: nothing.
 */
export type Blur = 'choice' | 'always' | 'never' | null;

export function blurOf(track: MediaStreamTrack | null): Blur {
  const able = track?.getCapabilities?.() as { backgroundBlur?: readonly boolean[] } | undefined;
  const values = able?.backgroundBlur;
  if (!values || values.length === 0) return null;
  if (values.length > 1) return 'choice';
  return values[0] === true ? 'always' : 'never';
}

/** Changes the picture while it is sent. Returns whether the browser did it. */
export async function applyBlur(track: MediaStreamTrack, on: boolean): Promise<boolean> {
  try {
    // Plain and not `advanced`: an advanced one that fails is passed over in silence.
    await track.applyConstraints({ ...kVideo, backgroundBlur: on });
    return true;
  } catch {
    return false;
  }
}
