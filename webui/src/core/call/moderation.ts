// SPDX-License-Identifier: MIT
// What this client does because a host has decided something about its person: it switches off what
// it may not send. The server keeps the state, and the others drop what we would send all the same.
import type { Tracks } from '../media/tracks';
import { outranks } from '../model/permissions';
import type { RoomEvent, RoomState } from '../model/state';
import type { Block, Moderated } from '../protocol/messages';

/** What whoever only listens has off. */
export const kEverything = ['audio', 'video', 'screen'] as const;

/** Switches off what is blocked; returns what was on. */
export function switchOff(tracks: Tracks, blocked: readonly Block[]): Block[] {
  const was: Block[] = [];
  if (blocked.includes('audio') && tracks.microphoneOn) {
    was.push('audio');
    void tracks.setMicrophone(false);
  }
  if (blocked.includes('video') && tracks.cameraOn) {
    was.push('video');
    void tracks.setCamera(false);
  }
  if (blocked.includes('screen') && tracks.screenOn) {
    was.push('screen');
    tracks.stopScreen();
  }
  return was;
}

/** True if the action is about us: by name, or as one of all whom the host outranks. */
export function isAboutUs(message: Moderated, { self, peers }: RoomState): boolean {
  if (message.targetId !== null) return message.targetId === self.peerId;
  const host = peers.find((peer) => peer.userId === message.by);
  return host !== undefined && outranks(host.role, self.role);
}

type HostDid = Extract<RoomEvent, { type: 'host-did' }>;

/** Carries out what a host did to us. Returns what to tell the person. */
export function obey(
  message: Moderated,
  tracks: Tracks,
  lowerHand: () => boolean,
): HostDid['kind'] | null {
  switch (message.action) {
    case 'mute':
      if (tracks.microphoneOn) void tracks.setMicrophone(false);
      return 'muted';
    case 'unmute-allowed':
      return 'may-unmute';
    case 'stop-video':
      switchOff(tracks, ['video']);
      return 'video-stopped';
    case 'stop-share':
      switchOff(tracks, ['screen']);
      return 'share-stopped';
    case 'lower-hand':
      return lowerHand() ? 'hand-lowered' : null;
    default:
      return null;
  }
}
