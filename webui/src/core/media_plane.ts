// SPDX-License-Identifier: MIT
// MediaPlane: how the media of a call travels. Today every participant connects to every other one
// (rtc/mesh.ts). A forwarder for lectures will be another implementation. The call (core/call)
// knows only this interface.
import type { PeerInfo, PeerLeftReason } from './protocol/messages';
import type { Capacity } from './rtc/capacity';
import type { LinkState, PeerDeps, Signal } from './rtc/peer';
import type { Want } from './rtc/quality';
import type { Check } from './verify/exchange';
import type { Lane } from './rtc/side_channel';
import type { LocalMedia } from './rtc/slots';
import type { PeerStats } from './rtc/stats';

export interface MediaPlane {
  /** Takes the list of `joined`: who is in the room. Known people that it lacks count as away. */
  sync(peers: readonly PeerInfo[]): void;
  /** Signaling goes on after a break without a new list: sends what could not be sent. */
  signalingRestored(): void;
  /** This device has another network now. */
  networkChanged(): void;
  /** Adds a person who came after us. */
  peerJoined(peer: PeerInfo): void;
  peerUpdated(peer: PeerInfo): void;
  peerLeft(peer: PeerInfo, reason: PeerLeftReason): void;
  /** Takes a description or candidates that the participant `fromId` sent over signaling. */
  receive(fromId: string, signal: Signal): void;
  /** The participant `fromId` shows our camera and our screen like this. */
  wanted(fromId: string, want: Want): void;
  /** Sends these tracks from now on. */
  setLocal(local: LocalMedia): void;
  /** How loud a person is in what the browser plays, 0 to 1; 0 for an unknown person. */
  audioLevel(userId: string): number;
  /** When this person's newest packet came, on a clock of the browser's; null: not known. */
  newestPacket(userId: string): number | null;
  /** Begins to compare a code with a person (core/verify); `onCheck` tells how it goes. */
  check(userId: string): void;
  /** The person here has compared: the codes are the same, or they are not. */
  compared(userId: string, same: boolean): void;
  /** Says something to a person beside the media. Returns false while that is not possible. */
  say(userId: string, text: string): boolean;
  /** Sends bytes of a tool to a person; at most 16 KiB, so that nothing waits long behind them. */
  sendBytes(userId: string, lane: Lane, bytes: Uint8Array<ArrayBuffer>): boolean;
  /** Bytes that were sent to a person on a lane, and that the network has not taken yet. */
  waiting(userId: string, lane: Lane): number;
  stats(): Promise<PeerStats[]>;
  /** How many more people with a camera this line and this computer could send to. */
  capacity(): Capacity;
  /**
   * How many listeners of a lecture we can serve, with our camera on or off. A forwarder answers
   * for itself; from each to each, our line and our computer have to do it.
   */
  audience(video: boolean): number;
  /** Ends all connections. The media plane is of no use afterwards. */
  close(): void;
}

export interface MediaPlaneEvents {
  onLinkState(userId: string, state: LinkState): void;
  onStreams(userId: string, streams: ReadonlyMap<string, MediaStream>): void;
  onCheck(userId: string, check: Check): void;
  /** A person said something beside the media; what it is, is for the listener to judge. */
  onText(userId: string, text: string): void;
  /** A lane to a person is open, or closed. */
  onLane(userId: string, lane: Lane, open: boolean): void;
  /** Bytes of a tool came; they are as hostile as whoever sent them. */
  onBytes(userId: string, lane: Lane, bytes: Uint8Array): void;
  /** A person who was away does not come back. */
  onGone(userId: string): void;
}

/** Makes the plane of one call; the call knows nothing else of how media travels. */
export type MediaPlaneFactory = (
  local: LocalMedia,
  deps: PeerDeps,
  events: MediaPlaneEvents,
) => MediaPlane;
