// SPDX-License-Identifier: MIT
// SideChannel: what goes between two ends beside the media. Short texts have a data channel, and so
// has each lane of the room's tools. The channels have fixed numbers, so that neither end has to
// wait for the other to open them.

/**
 * What the tools of a room send, each on a lane of its own: what is on the board, the strokes that
 * somebody just draws there, the pen on a shared screen, files. `live` and `pen` may lose what is
 * late; the others deliver everything in its order while the connection lives.
 */
export type Lane = 'board' | 'live' | 'pen' | 'files';

const kWords: RTCDataChannelInit = { negotiated: true, id: 0 };
const kFleeting = { negotiated: true, ordered: false, maxRetransmits: 0 };
const kLanes: readonly (readonly [Lane, RTCDataChannelInit])[] = [
  ['board', { negotiated: true, id: 1 }],
  ['live', { ...kFleeting, id: 2 }],
  ['pen', { ...kFleeting, id: 3 }],
  ['files', { negotiated: true, id: 4 }],
];

/** Below this a lane asks for more. */
const kLowWater = 64 * 1024;

export interface SideEvents {
  onText(text: string): void;
  /** Something can be sent on a lane now, or no more; again when what waited has mostly gone. */
  onLane(lane: Lane, open: boolean): void;
  onBytes(lane: Lane, bytes: Uint8Array): void;
}

export class SideChannel {
  private words: RTCDataChannel | null = null;
  private lanes: ReadonlyMap<Lane, RTCDataChannel> = new Map();

  constructor(private readonly events: SideEvents) {}

  /** The end that offers asks for the channels; the other one joins them, if they were offered. */
  open(pc: RTCPeerConnection): void {
    if (this.words) return;
    this.words = pc.createDataChannel('lectern', kWords);
    this.words.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') this.events.onText(data);
    };
    this.lanes = new Map(kLanes.map(([lane, init]) => [lane, this.openLane(pc, lane, init)]));
  }

  /** True if a description has a line for them. */
  static isIn(sdp: string): boolean {
    return /^m=application /m.test(sdp);
  }

  send(text: string): boolean {
    if (this.words?.readyState !== 'open') return false;
    this.words.send(text);
    return true;
  }

  /** Returns false where the lane is not open, or holds so much that the browser takes no more. */
  sendBytes(lane: Lane, bytes: Uint8Array<ArrayBuffer>): boolean {
    const channel = this.lanes.get(lane);
    if (channel?.readyState !== 'open') return false;
    try {
      channel.send(bytes);
      return true;
    } catch {
      return false;
    }
  }

  /** Bytes that the browser holds back on a lane until the network takes them. */
  waiting(lane: Lane): number {
    return this.lanes.get(lane)?.bufferedAmount ?? 0;
  }

  /** The connection is over. */
  close(): void {
    if (this.words) this.words.onmessage = null;
    this.words = null;
    for (const [lane, channel] of this.lanes) {
      channel.onmessage = channel.onopen = channel.onclose = channel.onbufferedamountlow = null;
      this.events.onLane(lane, false);
    }
    this.lanes = new Map();
  }

  private openLane(pc: RTCPeerConnection, lane: Lane, init: RTCDataChannelInit): RTCDataChannel {
    const channel = pc.createDataChannel(lane, init);
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = kLowWater;
    channel.onopen = channel.onbufferedamountlow = () => this.events.onLane(lane, true);
    channel.onclose = () => this.events.onLane(lane, false);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) this.events.onBytes(lane, new Uint8Array(data));
    };
    return channel;
  }
}
