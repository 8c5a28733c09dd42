// SPDX-License-Identifier: MIT
// SideChannel: short texts between two ends beside the media, on one data channel with a fixed
// number, so that neither end has to wait for the other to open it.

const kLabel = 'lectern';
const kNumber = 0;

export class SideChannel {
  private channel: RTCDataChannel | null = null;

  constructor(private readonly onText: (text: string) => void) {}

  /** The end that offers asks for the channel; the other one joins it, if it was offered. */
  open(pc: RTCPeerConnection): void {
    if (this.channel) return;
    const channel = pc.createDataChannel(kLabel, { negotiated: true, id: kNumber });
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') this.onText(data);
    };
    this.channel = channel;
  }

  /** True if a description has a line for it. */
  static isIn(sdp: string): boolean {
    return /^m=application /m.test(sdp);
  }

  send(text: string): boolean {
    if (this.channel?.readyState !== 'open') return false;
    this.channel.send(text);
    return true;
  }

  /** The connection is over. */
  close(): void {
    if (this.channel) this.channel.onmessage = null;
    this.channel = null;
  }
}
