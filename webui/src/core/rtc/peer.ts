// SPDX-License-Identifier: MIT
// PeerLink: the connection to one other person, with perfect negotiation (W3C webrtc, section 10.7)
// and trickle ICE. It handles signals strictly one after the other; recovery.ts says when it tries
// again.
import { afterAwake } from '../patience';
import type { Cancel, Clock } from '../clock';
import type { IceCandidate, SessionDescription } from '../protocol/messages';
import { fingerprintsOf, type CheckCrypto } from '../verify/code';
import { describe, fingerprintOf, heard, plainCandidate } from './descriptions';
import { drop, kNothingDropped, type Dropped } from './dropping';
import type { Outgoing, Plan } from './adaptation';
import type { Want } from './quality';
import { Recovery } from './recovery';
import { SenderLimits } from './sender_limits';
import { SideChannel, type Lane, type SideEvents } from './side_channel';
import { askForSpeech } from './speech';
import { SenderSlots, type LocalMedia } from './slots';

export type Signal =
  | { readonly kind: 'description'; readonly description: SessionDescription }
  | { readonly kind: 'candidates'; readonly candidates: readonly (IceCandidate | null)[] };

export interface PeerDeps {
  createConnection(config: RTCConfiguration): RTCPeerConnection;
  /** Current configuration; `relayOnly` for the second stage of recovery. */
  configuration(relayOnly: boolean): RTCConfiguration;
  /** Asks the server for fresh relay credentials; resolves when they are in `configuration()`. */
  refreshIce(): Promise<void>;
  /** Returns false if signaling is down; the link sends again after `signalingRestored`. */
  signal(targetId: string, signal: Signal): boolean;
  signalingUp(): boolean;
  readonly clock: Clock;
  /** Processors of this computer, for the meter of how many more people fit. */
  readonly cores?: number;
  /** For the check of a connection's certificates; absent: the browser's. */
  readonly crypto?: CheckCrypto;
}

export type LinkState = 'connecting' | 'connected' | 'unstable' | 'lost';

export interface PeerEvents extends SideEvents {
  onState(state: LinkState): void;
  /** The streams from the peer, by stream id; called when one comes, changes or goes. */
  onStreams(streams: ReadonlyMap<string, MediaStream>): void;
  /** The connection is another one, with other certificates. */
  onReplaced(): void;
}

/** The newcomer offers first; after this time without an offer, this side offers. */
export const kFirstOfferMs = 8_000;

export class PeerLink {
  private pc: RTCPeerConnection;
  private slots: SenderSlots;
  private ignoreOffer = false;
  private closed = false;
  private dropped: Dropped = kNothingDropped;
  private readonly limits: SenderLimits;
  private readonly recovery: Recovery;
  private readonly side: SideChannel;
  private queue: Promise<void> = Promise.resolve();
  private early: (IceCandidate | null)[] = [];
  private streams = new Map<string, MediaStream>();
  private cancelFirstOffer: Cancel = () => undefined;

  constructor(
    private peerId_: string,
    private polite: boolean,
    initiator: boolean,
    private local: LocalMedia,
    private readonly deps: PeerDeps,
    private readonly events: PeerEvents,
  ) {
    this.side = new SideChannel(events);
    this.recovery = this.newRecovery();
    this.limits = new SenderLimits(
      () => this.slots,
      () => this.local,
    );
    this.pc = this.createConnection(false);
    this.slots = new SenderSlots(this.pc, local);
    if (initiator) this.open();
    else
      this.cancelFirstOffer = afterAwake(deps.clock, kFirstOfferMs, () =>
        this.offerUnlessOffered(),
      );
    this.recovery.watch();
  }

  get peerId(): string {
    return this.peerId_;
  }

  get connection(): RTCPeerConnection {
    return this.pc;
  }

  get cameraTrackId(): string | null {
    return this.slots.cameraTrackId;
  }

  get connected(): boolean {
    return this.pc.connectionState === 'connected';
  }

  /** The same person came back with a new peer id; media kept flowing meanwhile. */
  rebind(peerId: string, polite: boolean): void {
    this.peerId_ = peerId;
    this.polite = polite;
  }

  async setLocal(local: LocalMedia): Promise<void> {
    const other = (this.local.music === true) !== (local.music === true);
    this.local = local;
    // What is sent follows the other side's description, which is therefore read anew.
    if (other && this.pc.remoteDescription) this.enqueue(() => this.offer());
    await this.slots.setLocal(local);
    await this.limits.apply();
  }

  setPeerCount(peers: number): void {
    this.limits.setPeerCount(peers);
  }

  /** What we do not play of the peer's media, whatever it sends. */
  setDropped(dropped: Dropped): void {
    this.dropped = dropped;
    drop(this.streams, dropped);
  }

  /** The peer shows our camera and our screen like this. */
  setWant(want: Want): void {
    this.limits.setWant(want);
  }

  /** What we send on this link from now on. */
  setPlan(plan: Plan): void {
    this.limits.setPlan(plan);
  }

  outgoing(): Outgoing {
    return this.limits.outgoing();
  }

  /** Says something beside the media. Returns false while that is not possible. */
  sendText(text: string): boolean {
    return this.side.send(text);
  }

  /** Returns false while the lane is not open. */
  sendBytes(lane: Lane, bytes: Uint8Array<ArrayBuffer>): boolean {
    return this.side.sendBytes(lane, bytes);
  }

  /** Bytes that were sent on a lane, and that the network has not taken yet. */
  waiting(lane: Lane): number {
    return this.side.waiting(lane);
  }

  /** The certificates of both ends of this connection. */
  ends(): { own: string; other: string } | null {
    const own = fingerprintsOf(this.pc.localDescription?.sdp ?? '');
    const other = fingerprintsOf(this.pc.remoteDescription?.sdp ?? '');
    return own !== null && other !== null ? { own, other } : null;
  }

  async statistics(): Promise<Iterable<readonly [string, unknown]>> {
    const report = await this.pc.getStats();
    return report as unknown as Iterable<readonly [string, unknown]>;
  }

  receive(signal: Signal): void {
    this.enqueue(() =>
      signal.kind === 'description'
        ? this.onDescription(signal.description)
        : this.onCandidates(signal.candidates),
    );
  }

  /** Signaling is back. */
  signalingRestored(): void {
    this.recovery.signalingRestored();
  }

  /** This device has another network now. */
  networkChanged(): Promise<void> {
    return this.recovery.networkChanged();
  }

  close(): void {
    this.closed = true;
    this.stopTimers();
    this.dropConnection();
  }

  // ---- negotiation ----------------------------------------------------------------------------

  private createConnection(relayOnly: boolean): RTCPeerConnection {
    const pc = this.deps.createConnection(this.deps.configuration(relayOnly));
    pc.onnegotiationneeded = () =>
      this.enqueue(() => (pc === this.pc ? this.offer() : Promise.resolve()));
    pc.onicecandidate = ({ candidate }) => this.sendCandidate(candidate);
    pc.onconnectionstatechange = () => this.onConnectionState();
    pc.ontrack = (event) => this.onTrack(event);
    return pc;
  }

  /** Runs signaling steps in order; a failed step (a bad or late SDP) does not stop the next. */
  private enqueue(step: () => Promise<void>): void {
    this.queue = this.queue.then(async () => {
      if (this.closed) return;
      try {
        await step();
      } catch (error) {
        console.warn('rtc: step failed', error);
      }
    });
  }

  private async offer(): Promise<void> {
    // The event may be stale when its turn comes; the browser fires again if negotiation is still
    // needed.
    if (this.pc.signalingState !== 'stable') return;
    await describe(this.pc);
    this.sendLocalDescription();
  }

  private sendLocalDescription(): void {
    const description = this.pc.localDescription;
    if (!description || (description.type !== 'offer' && description.type !== 'answer')) return;
    this.deps.signal(this.peerId_, {
      kind: 'description',
      description: { type: description.type, sdp: askForSpeech(description.sdp) },
    });
  }

  private sendCandidate(candidate: RTCIceCandidate | null): void {
    // The empty candidate ends one generation; null, which follows, ends all of them.
    if (candidate?.candidate === '') return;
    const plain = candidate && plainCandidate(candidate);
    // A broken socket loses candidates; the restart after it sends them again.
    if (
      !this.deps.signal(this.peerId_, { kind: 'candidates', candidates: [plain] }) &&
      !this.connected
    )
      this.recovery.missed();
  }

  private async onDescription(description: SessionDescription): Promise<void> {
    this.cancelFirstOffer();
    if (description.type === 'offer' && this.isRebuilt(description)) this.replaceConnection(false);
    // The queue never runs this while an offer or an answer of ours is half done, so that the
    // signaling state tells a collision.
    const collision = description.type === 'offer' && this.pc.signalingState !== 'stable';
    this.ignoreOffer = !this.polite && collision;
    if (this.ignoreOffer) return;
    if (description.type === 'answer' && this.pc.signalingState !== 'have-local-offer') return;

    // Rolls back our own offer if the two offers crossed.
    await this.pc.setRemoteDescription(heard(description, this.local.music === true));
    await this.addEarlyCandidates();
    if (description.type === 'offer') {
      if (SideChannel.isIn(description.sdp)) this.side.open(this.pc);
      await this.slots.adopt();
      await describe(this.pc);
      this.sendLocalDescription();
    }
    await this.limits.apply();
  }

  private async onCandidates(candidates: readonly (IceCandidate | null)[]): Promise<void> {
    if (!this.pc.remoteDescription) {
      if (!this.ignoreOffer && this.early.length < 256) this.early.push(...candidates);
      return;
    }
    for (const candidate of candidates) await this.addCandidate(candidate);
  }

  private async addEarlyCandidates(): Promise<void> {
    for (const candidate of this.early.splice(0)) await this.addCandidate(candidate);
  }

  private async addCandidate(candidate: IceCandidate | null): Promise<void> {
    try {
      await (candidate ? this.pc.addIceCandidate(candidate) : this.pc.addIceCandidate());
    } catch (error) {
      // These candidates belong to an offer that we ignored.
      if (!this.ignoreOffer) console.warn('rtc: candidate refused', error);
    }
  }

  private offerUnlessOffered(): void {
    // The end of the link and the first description cancel the timer that calls this.
    if (this.pc.signalingState !== 'stable') return;
    this.open();
  }

  /** Lays out the lines, and so makes the offer. */
  private open(): void {
    this.slots.open();
    this.side.open(this.pc);
  }

  // ---- recovery -------------------------------------------------------------------------------

  private onConnectionState(): void {
    const state = this.pc.connectionState;
    this.recovery.onState(state);
    if (state === 'connected') {
      this.cancelFirstOffer();
      void this.limits.apply();
    }
    this.events.onState(this.linkState());
  }

  private linkState(): LinkState {
    switch (this.pc.connectionState) {
      case 'connected':
        return 'connected';
      case 'disconnected':
        return 'unstable';
      case 'failed':
      case 'closed':
        return 'lost';
      default:
        return this.recovery.underway ? 'unstable' : 'connecting';
    }
  }

  private newRecovery(): Recovery {
    const { clock, signalingUp, refreshIce, configuration } = this.deps;
    return new Recovery({
      clock,
      signalingUp,
      refreshIce,
      configuration,
      connection: () => this.pc,
      closed: () => this.closed,
      sendLocalDescription: () => this.sendLocalDescription(),
      replaceConnection: () => this.enqueue(async () => this.replaceConnection(true)),
    });
  }

  /** Another certificate with the same peer id: the other side made a new connection. */
  private isRebuilt(offer: SessionDescription): boolean {
    const known = this.pc.remoteDescription ? fingerprintOf(this.pc.remoteDescription.sdp) : null;
    const offered = fingerprintOf(offer.sdp);
    return known !== null && offered !== null && known !== offered;
  }

  private replaceConnection(initiator: boolean): void {
    this.dropConnection();
    this.ignoreOffer = false;
    this.pc = this.createConnection(false);
    this.slots = new SenderSlots(this.pc, this.local);
    this.recovery.watch();
    if (initiator) this.open();
    this.events.onReplaced();
    this.events.onState(this.linkState());
  }

  private dropConnection(): void {
    const pc = this.pc;
    pc.onnegotiationneeded = pc.onicecandidate = pc.onconnectionstatechange = pc.ontrack = null;
    pc.close();
    this.side.close();
    this.early = [];
    this.streams.clear();
    this.events.onStreams(this.streams);
  }

  private stopTimers(): void {
    this.recovery.stop();
    this.cancelFirstOffer();
  }

  // ---- media ----------------------------------------------------------------------------------

  private onTrack({ track, streams }: RTCTrackEvent): void {
    // A sender without setStreams names no stream; then its tracks belong to the camera.
    const stream = streams[0] ?? this.streams.get('') ?? new MediaStream();
    const key = streams[0]?.id ?? '';
    if (!stream.getTracks().includes(track)) stream.addTrack(track);
    this.streams.set(key, stream);
    drop(this.streams, this.dropped);
    const changed = (): void => {
      if (stream.getTracks().length === 0) this.streams.delete(key);
      this.events.onStreams(this.streams);
    };
    stream.onremovetrack = changed;
    track.onmute = track.onunmute = changed;
    changed();
  }
}
