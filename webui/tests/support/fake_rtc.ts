// SPDX-License-Identifier: MIT
// A peer connection without a network: the state machine of offers and answers with rollback, the
// lines of a session, negotiationneeded. Enough of the specification to prove who says what when.

let serial = 0;

/** A number as 32 bytes, as a fingerprint is written. */
function hexPairs(value: number): string {
  const digits = value.toString(16).padStart(64, '0').toUpperCase();
  return (digits.match(/../g) ?? []).join(':');
}

export class FakeTrack {
  readonly id = `track-${++serial}`;
  enabled = true;
  readyState: 'live' | 'ended' = 'live';
  onended: (() => void) | null = null;
  onmute: (() => void) | null = null;
  onunmute: (() => void) | null = null;

  constructor(
    readonly kind: 'audio' | 'video',
    readonly label = `${kind} device`,
  ) {}

  stop(): void {
    this.readyState = 'ended';
  }

  getSettings(): { deviceId: string } {
    return { deviceId: `device-of-${this.id}` };
  }
}

export class FakeStream {
  onremovetrack: (() => void) | null = null;
  private tracks: FakeTrack[];

  constructor(
    tracks: readonly FakeTrack[] = [],
    readonly id = `stream-${++serial}`,
  ) {
    this.tracks = [...tracks];
  }

  getTracks(): FakeTrack[] {
    return [...this.tracks];
  }

  getAudioTracks(): FakeTrack[] {
    return this.tracks.filter((track) => track.kind === 'audio');
  }

  getVideoTracks(): FakeTrack[] {
    return this.tracks.filter((track) => track.kind === 'video');
  }

  addTrack(track: FakeTrack): void {
    this.tracks.push(track);
  }

  removeTrack(track: FakeTrack): void {
    this.tracks = this.tracks.filter((other) => other !== track);
  }
}

interface Line {
  readonly mid: string;
  readonly kind: 'audio' | 'video';
  readonly sends: boolean;
  readonly streamId: string | null;
}

export class FakeSender {
  streamId: string | null = null;
  parameters = { encodings: [{}] as Record<string, unknown>[] };

  constructor(public track: FakeTrack | null) {}

  async replaceTrack(track: FakeTrack | null): Promise<void> {
    this.track = track;
  }

  setStreams(stream: FakeStream): void {
    this.streamId = stream.id;
  }

  getParameters(): { encodings: Record<string, unknown>[] } {
    return { encodings: this.parameters.encodings.map((encoding) => ({ ...encoding })) };
  }

  async setParameters(parameters: { encodings: Record<string, unknown>[] }): Promise<void> {
    this.parameters = parameters;
  }
}

export class FakeTransceiver {
  mid: string | null = null;
  readonly receiver: { track: FakeTrack };
  readonly sender: FakeSender;
  announced = false;

  constructor(
    private readonly pc: FakePeerConnection,
    readonly kind: 'audio' | 'video',
    track: FakeTrack | null,
    private direction_: string,
  ) {
    this.sender = new FakeSender(track);
    this.receiver = { track: new FakeTrack(kind) };
  }

  get direction(): string {
    return this.direction_;
  }

  set direction(direction: string) {
    this.direction_ = direction;
  }

  stop(): void {
    this.direction_ = 'stopped';
    this.pc.forget(this);
  }
}

/** What the "SDP" says: JSON behind a fingerprint line. */
interface Body {
  readonly ufrag: number;
  readonly lines: readonly Line[];
}

export interface Description {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

function bodyOf({ sdp }: Description): Body {
  return JSON.parse(sdp.split('\n')[1] ?? '') as Body;
}

/** Open from the beginning; what one end says waits until the test brings it to the other. */
export class FakeChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  readyState = 'open';
  bufferedAmount = 0;
  /** The browser takes no more. */
  full = false;
  readonly outbox: unknown[] = [];

  send(data: unknown): void {
    if (this.full) throw new Error('the queue of the channel is full');
    this.outbox.push(data);
  }
}

export class FakePeerConnection {
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { track: FakeTrack; streams: FakeStream[] }) => void) | null = null;
  signalingState: 'stable' | 'have-local-offer' | 'have-remote-offer' | 'closed' = 'stable';
  connectionState = 'new';
  localDescription: Description | null = null;
  remoteDescription: Description | null = null;
  readonly configurations: RTCConfiguration[];
  readonly added: unknown[] = [];
  restarts = 0;
  rollbacks = 0;
  readonly fingerprint = `sha-256 ${hexPairs(++serial)}`;
  /** The fixed channels beside the media, by their numbers; none where the client has none. */
  channels: FakeChannel[] | null = [];
  private transceivers: FakeTransceiver[] = [];
  private ufrag = ++serial;
  private needed = false;
  private nextMid = 0;

  constructor(config: RTCConfiguration) {
    this.configurations = [config];
  }

  setState(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  getTransceivers(): FakeTransceiver[] {
    return [...this.transceivers];
  }

  getReceivers(): unknown[] {
    return [];
  }

  addTransceiver(
    what: FakeTrack | 'audio' | 'video',
    init: { direction: string; streams?: FakeStream[] },
  ): FakeTransceiver {
    const track = typeof what === 'string' ? null : what;
    const transceiver = new FakeTransceiver(
      this,
      typeof what === 'string' ? what : what.kind,
      track,
      init.direction,
    );
    transceiver.sender.streamId = init.streams?.[0]?.id ?? null;
    this.transceivers.push(transceiver);
    this.need();
    return transceiver;
  }

  createDataChannel(_label: string, { id }: { id: number }): FakeChannel {
    const channel = new FakeChannel();
    this.channels ??= [];
    this.channels[id] = channel;
    return channel;
  }

  forget(transceiver: FakeTransceiver): void {
    this.transceivers = this.transceivers.filter((other) => other !== transceiver);
    if (transceiver.mid !== null) this.need();
  }

  setConfiguration(config: RTCConfiguration): void {
    this.configurations.push(config);
  }

  restartIce(): void {
    this.restarts += 1;
    this.ufrag = ++serial;
    this.need();
  }

  async createOffer(): Promise<{ type: string; sdp: string }> {
    return { type: 'offer', sdp: '' };
  }

  async createAnswer(): Promise<{ type: string; sdp: string }> {
    return { type: 'answer', sdp: '' };
  }

  async setLocalDescription(): Promise<void> {
    await Promise.resolve();
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    if (type === 'offer') {
      const taken = this.transceivers.map((t) => Number(t.mid ?? -1));
      this.nextMid = Math.max(this.nextMid, ...taken.map((mid) => mid + 1));
      this.pendingMids = new Map();
      for (const t of this.transceivers)
        if (t.mid === null) this.pendingMids.set(t, String(this.nextMid + this.pendingMids.size));
    }
    const lines = this.transceivers
      .filter((t) => t.mid !== null || this.pendingMids.has(t))
      .map((t): Line => ({
        mid: t.mid ?? this.pendingMids.get(t) ?? '',
        kind: t.kind,
        sends: t.direction === 'sendrecv' || t.direction === 'sendonly',
        streamId: t.sender.streamId,
      }));
    const body: Body = { ufrag: this.ufrag, lines };
    this.localDescription = {
      type,
      sdp:
        `a=fingerprint:${this.fingerprint}\n${JSON.stringify(body)}\n` +
        (this.channels?.length ? 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\n' : ''),
    };
    this.signalingState = type === 'offer' ? 'have-local-offer' : 'stable';
    // Media lines that an answer could not carry (our own) must still be offered.
    this.needed = type === 'answer' && this.transceivers.some((t) => t.mid === null);
    if (this.needed) this.fireSoon();
  }

  async setRemoteDescription(description: Description): Promise<void> {
    await Promise.resolve();
    if (description.type === 'offer' && this.signalingState === 'have-local-offer') {
      this.rollbacks += 1;
      this.pendingMids = new Map();
      this.needed = true;
    } else if (description.type === 'answer' && this.signalingState !== 'have-local-offer') {
      throw new Error(`answer in ${this.signalingState}`);
    }
    this.remoteDescription = description;
    if (description.type === 'answer') for (const [t, mid] of this.pendingMids) t.mid = mid;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    this.applyLines(bodyOf(description).lines);
    if (this.signalingState === 'stable' && this.needed) this.fireSoon();
  }

  async addIceCandidate(candidate?: unknown): Promise<void> {
    if (!this.remoteDescription) throw new Error('no remote description');
    this.added.push(candidate ?? null);
  }

  close(): void {
    this.signalingState = 'closed';
    this.connectionState = 'closed';
  }

  private pendingMids = new Map<FakeTransceiver, string>();

  private applyLines(lines: readonly Line[]): void {
    const present = new Set(lines.map((line) => line.mid));
    for (const gone of this.transceivers.filter((t) => t.mid !== null && !present.has(t.mid))) {
      this.transceivers = this.transceivers.filter((other) => other !== gone);
      for (const stream of this.received) {
        if (!stream.getTracks().includes(gone.receiver.track)) continue;
        stream.removeTrack(gone.receiver.track);
        stream.onremovetrack?.();
      }
    }
    for (const line of lines) {
      let transceiver = this.transceivers.find((t) => t.mid === line.mid);
      if (!transceiver) {
        transceiver = new FakeTransceiver(this, line.kind, null, 'recvonly');
        transceiver.mid = line.mid;
        this.transceivers.push(transceiver);
      }
      if (!line.sends || transceiver.announced) continue;
      transceiver.announced = true;
      const { track } = transceiver.receiver;
      this.ontrack?.({
        track,
        streams: line.streamId ? [this.streamFor(line.streamId, track)] : [],
      });
    }
  }

  private readonly received: FakeStream[] = [];

  private streamFor(id: string, track: FakeTrack): FakeStream {
    let stream = this.received.find((known) => known.id === id);
    if (!stream) {
      stream = new FakeStream([], id);
      this.received.push(stream);
    }
    stream.addTrack(track);
    return stream;
  }

  private need(): void {
    this.needed = true;
    this.fireSoon();
  }

  private fireSoon(): void {
    void Promise.resolve().then(() => {
      if (this.needed && this.signalingState === 'stable') this.onnegotiationneeded?.();
    });
  }
}
