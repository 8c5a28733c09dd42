// SPDX-License-Identifier: MIT
// Lists of cameras, microphones and speakers, and their errors as plain values.

export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface DeviceList {
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
  readonly speakers: readonly Device[];
}

export const kNoDevices: DeviceList = { cameras: [], microphones: [], speakers: [] };

/** Why a camera or microphone is not available. */
export type MediaTrouble = 'denied' | 'system' | 'missing' | 'busy' | 'insecure' | 'unknown';

export function troubleOf(error: unknown): MediaTrouble {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
      // Chromium tells by its message that it is the system, and not the person, who refused.
      return /by system/i.test((error as Error).message) ? 'system' : 'denied';
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unknown';
  }
}

export async function listDevices(
  media: Pick<MediaDevices, 'enumerateDevices'>,
): Promise<DeviceList> {
  const all = await media.enumerateDevices();
  const of = (kind: MediaDeviceKind): Device[] =>
    all
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map((device, index) => ({ id: device.deviceId, label: device.label || `${index + 1}` }));
  return { cameras: of('videoinput'), microphones: of('audioinput'), speakers: of('audiooutput') };
}
