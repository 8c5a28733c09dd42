// SPDX-License-Identifier: MIT
// Lanes: who can be reached on which lane, and which tool of the room listens there. A tool's code
// loads on use; bytes that come before that are dropped, and told as unheard, so that the room can
// load it. A tool that begins to listen therefore asks the others for what it missed.
import type { MediaPlane } from '../media_plane';
import type { Lane } from '../rtc/side_channel';

export interface LaneListener {
  /** A person can be reached: at once for everybody who is, later for whoever comes. */
  onOpen(userId: string): void;
  onClosed(userId: string): void;
  /** The network has taken most of what was sent. */
  onRoom?(userId: string): void;
  onBytes(userId: string, bytes: Uint8Array): void;
}

type Ways = Pick<MediaPlane, 'sendBytes' | 'waiting'>;

export class Lanes {
  private readonly listeners = new Map<Lane, LaneListener>();
  private readonly open = new Map<Lane, Set<string>>();

  constructor(
    private readonly ways: () => Ways,
    /** Somebody sent something to a tool that does not run here. */
    private readonly onUnheard: (lane: Lane) => void,
  ) {}

  reachable(lane: Lane): ReadonlySet<string> {
    return this.open.get(lane) ?? new Set();
  }

  /** Returns how the listening ends. */
  listen(lane: Lane, listener: LaneListener): () => void {
    this.listeners.set(lane, listener);
    for (const userId of [...this.reachable(lane)]) listener.onOpen(userId);
    return () => {
      if (this.listeners.get(lane) === listener) this.listeners.delete(lane);
    };
  }

  /** At most 16 KiB. Returns false if the person cannot be reached just now. */
  send(userId: string, lane: Lane, bytes: Uint8Array<ArrayBuffer>): boolean {
    return this.ways().sendBytes(userId, lane, bytes);
  }

  /** Bytes that were sent, and that the network has not taken yet. */
  waiting(userId: string, lane: Lane): number {
    return this.ways().waiting(userId, lane);
  }

  // ---- what the media plane tells ---------------------------------------------------------------

  onLane(userId: string, lane: Lane, isOpen: boolean): void {
    const people = this.open.get(lane) ?? new Set();
    this.open.set(lane, people);
    const listener = this.listeners.get(lane);
    if (people.has(userId) === isOpen) {
      if (isOpen) listener?.onRoom?.(userId);
    } else if (isOpen) {
      people.add(userId);
      listener?.onOpen(userId);
    } else {
      people.delete(userId);
      listener?.onClosed(userId);
    }
  }

  onBytes(userId: string, lane: Lane, bytes: Uint8Array): void {
    const listener = this.listeners.get(lane);
    if (listener) listener.onBytes(userId, bytes);
    else this.onUnheard(lane);
  }
}
