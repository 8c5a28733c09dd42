// SPDX-License-Identifier: MIT
// What a receiver does not play of what a peer sends. In a mesh no server carries the media, so a
// mute by a host holds because every receiver drops the sound: a disabled track is silent, or
// black, in every element that plays it.

export interface Dropped {
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
  /** Id of the stream that carries the shared screen. */
  readonly screenStream: string | null;
}

export const kNothingDropped: Dropped = {
  audio: false,
  video: false,
  screen: false,
  screenStream: null,
};

/**
 * Switches the received tracks on and off. `streams` are in the order in which they came: where the
 * screen is dropped, only the first one can be the camera.
 */
export function drop(streams: ReadonlyMap<string, MediaStream>, dropped: Dropped): void {
  let first = true;
  for (const [id, stream] of streams) {
    const isScreen = id === dropped.screenStream || (dropped.screen && !first);
    first = false;
    for (const track of stream.getTracks()) {
      const off = isScreen
        ? dropped.screen || (track.kind === 'audio' && dropped.audio)
        : track.kind === 'audio'
          ? dropped.audio
          : dropped.video;
      track.enabled = !off;
    }
  }
}
