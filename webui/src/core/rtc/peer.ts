// SPDX-License-Identifier: MIT
// PeerLink: the connection to one other person, with perfect negotiation (W3C webrtc, section 10.7)
// and trickle ICE. It recovers by an ICE restart with fresh credentials, then relay only, then a
// new connection. It handles signals strictly one after the other.
import type { Cancel, Clock } from '../clock';
import type { IceCandidate, SessionDescription } from '../protocol/messages';
import { drop, kNothingDropped, type Dropped } from './dropping';
import type { Outgoing, Plan } from './adaptation';
import {
  applyLimit,
  cameraLimit,
  cameraShare,
  screenLimit,
  screenShare,
  type Want,
} from './quality';
import { applySpeech, askForSpeech } from './speech';
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
}

export type LinkState = 'connecting' | 'connected' | 'unstable' | 'lost';

export interface PeerEvents {
  onState(state: LinkState): void;
  /** The streams from the peer, by stream id; called when one comes, changes or goes. */
  onStreams(streams: ReadonlyMap<string, MediaStream>): void;
}

export const kDisconnectedMs = 3_000;
export const kRecoveryMs = 12_000;
/** The newcomer offers first; after this time without an offer, this side offers. */
export const kFirstOfferMs = 8_000;

export function fingerprintOf(sdp: string): string | null {
  return /^a=fingerprint:(.+)$/m.exec(sdp)?.[1]?.trim() ?? null;
}

export class PeerLink {
  private pc: RTCPeerConnection;
  private slots: SenderSlots;
  private ignoreOffer = false;
  private restartPending = false;
  private restarting = false;
  private recoveries = 0;
  private closed = false;
  private peers = 1;
  private dropped: Dropped = kNothingDropped;
  private want: Want | null = null;
  private plan: Plan | null = null;
  /** The browser takes one change of a sender's limits at a time. */
  private limiting: Promise<void> = Promise.resolve();
  private queue: Promise<void> = Promise.resolve();
  private early: (IceCandidate | null)[] = [];
  private streams = new Map<string, MediaStream>();
  private cancelDisconnected: Cancel = () => undefined;
  private cancelRecovery: Cancel = () => undefined;
  private cancelFirstOffer: Cancel = () => undefined;

  constructor(
    private peerId_: string,
    private polite: boolean,
    initiator: boolean,
    private local: LocalMedia,
    private readonly deps: PeerDeps,
    private readonly events: PeerEvents,
  ) {
    this.pc = this.createConnection(false);
    this.slots = new SenderSlots(this.pc, local);
    if (initiator) this.slots.open();
    else this.cancelFirstOffer = deps.clock.after(kFirstOfferMs, () => this.offerUnlessOffered());
    this.watchRecovery();
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
    this.local = local;
    await this.slots.setLocal(local);
    await this.applyLimits();
  }

  setPeerCount(peers: number): void {
    this.peers = peers;
    void this.applyLimits();
  }

  /** What we do not play of the peer's media, whatever it sends. */
  setDropped(dropped: Dropped): void {
    this.dropped = dropped;
    drop(this.streams, dropped);
  }

  /** The peer shows our camera with this height and rate. */
  setWant(want: Want): void {
    this.want = want;
    void this.applyLimits();
  }

  /** What we send on this link from now on. */
  setPlan(plan: Plan): void {
    this.plan = plan;
    void this.applyLimits();
  }

  outgoing(): Outgoing {
    const [screen] = this.local.screen?.getVideoTracks() ?? [];
    return {
      want: this.want,
      captured: this.local.video?.getSettings().height ?? 0,
      screen: screen !== undefined,
      film: screen?.contentHint === 'motion',
    };
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

  /** Signaling is back. Messages on their way may be lost, so this sends them again. */
  signalingRestored(): void {
    if (
      this.restartPending ||
      this.pc.connectionState === 'failed' ||
      this.pc.connectionState === 'disconnected'
    ) {
      void this.restart();
    } else if (this.pc.signalingState === 'have-local-offer') {
      this.sendLocalDescription();
    }
  }

  /**
   * This device has another network now. A browser notices seconds later that the old way is dead;
   * new candidates find the new one at once, and the old one serves until then.
   */
  async networkChanged(): Promise<void> {
    if (!this.connected) return this.restart();
    // Signaling comes over the new network in a moment, and says when it is there.
    if (!this.deps.signalingUp() || !this.pc.remoteDescription || this.restarting) return;
    this.restarting = true;
    await this.deps.refreshIce();
    this.restarting = false;
    if (this.closed) return;
    this.pc.setConfiguration(this.deps.configuration(false));
    this.pc.restartIce();
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
    await this.pc.setLocalDescription();
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
    const plain: IceCandidate | null = candidate && {
      candidate: candidate.candidate,
      ...(candidate.sdpMid !== null ? { sdpMid: candidate.sdpMid } : {}),
      ...(candidate.sdpMLineIndex !== null ? { sdpMLineIndex: candidate.sdpMLineIndex } : {}),
      ...(candidate.usernameFragment ? { usernameFragment: candidate.usernameFragment } : {}),
    };
    // A broken socket loses candidates; the restart after it sends them again.
    if (
      !this.deps.signal(this.peerId_, { kind: 'candidates', candidates: [plain] }) &&
      !this.connected
    )
      this.restartPending = true;
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
    await this.pc.setRemoteDescription(description);
    await this.addEarlyCandidates();
    if (description.type === 'offer') {
      await this.slots.adopt();
      await this.pc.setLocalDescription();
      this.sendLocalDescription();
    }
    await this.applyLimits();
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
    this.slots.open();
  }

  // ---- recovery -------------------------------------------------------------------------------

  private onConnectionState(): void {
    const state = this.pc.connectionState;
    if (state === 'connected') {
      this.stopTimers();
      this.recoveries = 0;
      this.restartPending = false;
      void this.applyLimits();
    } else if (state === 'disconnected') {
      this.cancelDisconnected();
      this.cancelDisconnected = this.deps.clock.after(kDisconnectedMs, () => void this.restart());
    } else if (state === 'failed') {
      void this.restart();
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
        return this.recoveries > 0 ? 'unstable' : 'connecting';
    }
  }

  /** If the connection is not up in time, takes the next stage of recovery. */
  private watchRecovery(): void {
    this.cancelRecovery();
    this.cancelRecovery = this.deps.clock.after(kRecoveryMs, () => {
      if (!this.connected) void this.restart();
    });
  }

  /** Stage 1: ICE restart with fresh credentials. Stage 2: relay only. Stage 3: new connection. */
  private async restart(): Promise<void> {
    this.cancelDisconnected();
    this.watchRecovery();
    if (!this.deps.signalingUp()) {
      this.restartPending = true;
      return;
    }
    if (this.restarting) return;
    this.restarting = true;
    this.restartPending = false;
    await this.deps.refreshIce();
    this.restarting = false;
    if (this.closed || this.connected) return;
    this.recoveries += 1;
    const stage = (this.recoveries - 1) % 3;
    if (stage === 2 || this.pc.signalingState === 'closed') {
      this.enqueue(async () => this.replaceConnection(true));
      return;
    }
    // Without a negotiation there is no transport whose ICE could restart.
    if (!this.pc.remoteDescription && this.pc.signalingState === 'have-local-offer') {
      this.sendLocalDescription();
      return;
    }
    this.pc.setConfiguration(this.deps.configuration(stage === 1));
    this.pc.restartIce();
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
    this.watchRecovery();
    if (initiator) this.slots.open();
    this.events.onState(this.linkState());
  }

  private dropConnection(): void {
    const pc = this.pc;
    pc.onnegotiationneeded = pc.onicecandidate = pc.onconnectionstatechange = pc.ontrack = null;
    pc.close();
    this.early = [];
    this.streams.clear();
    this.events.onStreams(this.streams);
  }

  private stopTimers(): void {
    this.cancelDisconnected();
    this.cancelRecovery();
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

  private applyLimits(): Promise<void> {
    this.limiting = this.limiting.then(() => this.applyPlan());
    return this.limiting;
  }

  /** Before the first plan, what the number of people says. */
  private currentPlan({ want, captured, film }: Outgoing): Plan {
    return (
      this.plan ?? {
        camera: cameraLimit(cameraShare(this.peers), want, captured),
        screen: screenLimit(screenShare(this.peers), film),
        redundant: false,
      }
    );
  }

  private async applyPlan(): Promise<void> {
    const { microphoneSender, cameraSender, screenSender } = this.slots;
    const out = this.outgoing();
    const { camera, screen, redundant } = this.currentPlan(out);
    try {
      if (microphoneSender) await applySpeech(microphoneSender, redundant);
      if (cameraSender) await applyLimit(cameraSender, camera, 'balanced');
      if (screenSender)
        await applyLimit(
          screenSender,
          screen,
          out.film ? 'maintain-framerate' : 'maintain-resolution',
        );
    } catch (error) {
      // The browser may refuse between two negotiations; the next negotiation sets the limits
      // again.
      console.debug('rtc: limits not applied', error);
    }
  }
}
