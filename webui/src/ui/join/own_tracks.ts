// SPDX-License-Identifier: MIT
// Our own microphone, camera and screen, from this browser.
import { Tracks } from '../../core/media/tracks';
import type { Treatment } from '../../core/media/treatment';

/** They are treated as this person chose the last time. */
export function newTracks(treatment: Treatment): Tracks {
  const tracks = new Tracks({
    source: navigator.mediaDevices as MediaDevices | undefined,
    newStream: () => new MediaStream(),
    permission: async (kind) => {
      const name = kind === 'audio' ? 'microphone' : 'camera';
      try {
        return (await navigator.permissions.query({ name: name as PermissionName })).state;
      } catch {
        return 'unknown'; // this browser does not say
      }
    },
  });
  void tracks.treat(treatment);
  return tracks;
}
