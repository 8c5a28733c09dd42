// SPDX-License-Identifier: MIT
// SenderSlots: the transceivers of a connection that carry our microphone, camera and shared
// screen. Keeps one line for the microphone and one for the camera, also if the two sides' offers
// crossed.

/** The tracks that this side sends; null for a track that is off. */
export interface LocalMedia {
  /** Carries microphone and camera; its id is the same for the whole call. */
  readonly stream: MediaStream;
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
  readonly screen: MediaStream | null;
  /** The microphone is an instrument. */
  readonly music?: boolean;
  /** The camera goes out small. */
  readonly low?: boolean;
}

type Kind = 'audio' | 'video';
const kKinds: readonly Kind[] = ['audio', 'video'];

export class SenderSlots {
  private audio: RTCRtpTransceiver | null = null;
  private video: RTCRtpTransceiver | null = null;
  private screenStreamId: string | null = null;
  private readonly screen: RTCRtpTransceiver[] = [];

  constructor(
    private readonly pc: RTCPeerConnection,
    private local: LocalMedia,
  ) {}

  get microphoneSender(): RTCRtpSender | null {
    return this.audio?.sender ?? null;
  }

  get cameraSender(): RTCRtpSender | null {
    return this.video?.sender ?? null;
  }

  /** The line that receives the other side's camera. */
  get cameraTrackId(): string | null {
    return this.video?.receiver.track.id ?? null;
  }

  get screenSender(): RTCRtpSender | null {
    return this.screen.find((t) => t.sender.track?.kind === 'video')?.sender ?? null;
  }

  /** The side that offers first lays out the lines: microphone, camera, then the screen. */
  open(): void {
    for (const kind of kKinds) {
      this[kind] = this.pc.addTransceiver(this.local[kind] ?? kind, {
        direction: 'sendrecv',
        streams: [this.local.stream],
      });
    }
    this.updateScreen();
  }

  /** Call after an offer was applied: uses its lines instead of asking for lines of our own. */
  async adopt(): Promise<void> {
    for (const kind of kKinds) {
      const own = this[kind];
      if (own !== null && own.mid !== null) continue;
      const brought = this.pc
        .getTransceivers()
        .find(
          (t) =>
            t.mid !== null &&
            t.direction !== 'stopped' &&
            t.receiver.track.kind === kind &&
            !this.screen.includes(t),
        );
      if (!brought) {
        this.addMissing(kind);
        continue;
      }
      // This transceiver was rolled back and never negotiated; it would only ask for a second line.
      own?.stop();
      this[kind] = brought;
      brought.direction = 'sendrecv';
      // Older Safari lacks setStreams; then the receiver groups tracks by connection.
      brought.sender.setStreams?.(this.local.stream);
      await brought.sender.replaceTrack(this.local[kind]);
    }
    this.updateScreen();
  }

  async setLocal(local: LocalMedia): Promise<void> {
    this.local = local;
    this.updateScreen();
    for (const kind of kKinds) {
      const slot = this[kind];
      if (!slot) this.addMissing(kind);
      else if (slot.sender.track !== local[kind]) await slot.sender.replaceTrack(local[kind]);
    }
  }

  /** If the peer offered no line for a track that we send, asks for one, once lines exist. */
  private addMissing(kind: Kind): void {
    const track = this.local[kind];
    if (!track || this[kind] || this.pc.getTransceivers().length === 0) return;
    this[kind] = this.pc.addTransceiver(track, {
      direction: 'sendrecv',
      streams: [this.local.stream],
    });
  }

  private updateScreen(): void {
    // Adds nothing before the camera's lines exist, because the order of the lines tells them
    // apart.
    if (!this.audio && !this.video) return;
    const wanted = this.local.screen;
    if ((wanted?.id ?? null) === this.screenStreamId) return;
    for (const transceiver of this.screen.splice(0)) transceiver.stop();
    this.screenStreamId = wanted?.id ?? null;
    if (!wanted) return;
    for (const track of wanted.getTracks()) {
      this.screen.push(this.pc.addTransceiver(track, { direction: 'sendonly', streams: [wanted] }));
    }
  }
}
