// SPDX-License-Identifier: MIT
// GroupLanes: the lanes of the board of one group. Two people who go into a group together keep
// their connection, and do not switch boards in the same moment; so each message says whose board
// it is of, and what is of another one is dropped. Messages of the lesson's board begin as ever.
import type { LaneListener, Lanes } from '../call/lanes';
import type { Lane } from '../rtc/side_channel';

/** The first byte of a message of a group's board is this and the group's number. */
const kMark = 0x80;

export class GroupLanes {
  constructor(
    private readonly lanes: Pick<Lanes, 'reachable' | 'listen' | 'send' | 'waiting'>,
    private readonly group: number,
  ) {}

  reachable(lane: Lane): ReadonlySet<string> {
    return this.lanes.reachable(lane);
  }

  waiting(userId: string, lane: Lane): number {
    return this.lanes.waiting(userId, lane);
  }

  send(userId: string, lane: Lane, bytes: Uint8Array<ArrayBuffer>): boolean {
    if (this.group === 0) return this.lanes.send(userId, lane, bytes);
    const marked = new Uint8Array(bytes.length + 1);
    marked[0] = kMark + this.group;
    marked.set(bytes, 1);
    return this.lanes.send(userId, lane, marked);
  }

  listen(lane: Lane, listener: LaneListener): () => void {
    return this.lanes.listen(lane, {
      onOpen: (userId) => listener.onOpen(userId),
      onClosed: (userId) => listener.onClosed(userId),
      onRoom: (userId) => listener.onRoom?.(userId),
      onBytes: (userId, bytes) => {
        const first = bytes[0] ?? 0;
        if (this.group === 0) {
          if (first < kMark) listener.onBytes(userId, bytes);
        } else if (first === kMark + this.group) listener.onBytes(userId, bytes.subarray(1));
      },
    });
  }
}
