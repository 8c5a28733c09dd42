// SPDX-License-Identifier: MIT
// Mesh: the media plane in which every participant connects to every other one. The server's list
// says who is in the room. A link outlives a lost signaling session (ours or theirs) as long as its
// media flows, however long that is; the user id tells whose link it is when the person comes back.
import { afterAwake } from '../patience';
import type { Cancel } from '../clock';
import type { MediaPlane, MediaPlaneEvents } from '../media_plane';
import type { PeerInfo, PeerLeftReason } from '../protocol/messages';
import { droppedOf } from '../model/permissions';
import { Exchange } from '../verify/exchange';
import { kBrowserCrypto } from '../verify/browser_crypto';
import { Adaptation } from './adaptation';
import type { Capacity } from './capacity';
import { PeerLink, type LinkState, type PeerDeps, type Signal } from './peer';
import type { Want } from './quality';
import type { Lane } from './side_channel';
import type { LocalMedia } from './slots';
import { summarize, type PeerStats } from './stats';

/**
 * A person whose signaling broke keeps the tile while the media flows, and for this long after it
 * stopped.
 */
export const kAwaySilentMs = 6_000;

interface Member {
  readonly userId: string;
  info: PeerInfo;
  readonly link: PeerLink;
  readonly check: Exchange;
  state: LinkState;
  away: boolean;
  cancelSilent: Cancel;
}

export class Mesh implements MediaPlane {
  /** By user id, because a new session of the same person has a new participant id. */
  private readonly members = new Map<string, Member>();
  private readonly adaptation: Adaptation<PeerLink>;

  constructor(
    private local: LocalMedia,
    private readonly deps: PeerDeps,
    private readonly events: MediaPlaneEvents,
  ) {
    this.adaptation = new Adaptation(
      deps.clock,
      () => [...this.members.values()].map(({ link }) => link),
      deps.cores ?? 4,
    );
  }

  get size(): number {
    return this.members.size;
  }

  link(userId: string): PeerLink | undefined {
    return this.members.get(userId)?.link;
  }

  /** We are the newcomer, so we offer to everyone who is not connected yet. */
  sync(peers: readonly PeerInfo[]): void {
    const present = new Set(peers.map((peer) => peer.userId));
    for (const member of [...this.members.values()]) {
      if (!present.has(member.userId)) this.setAway(member);
    }
    for (const peer of peers) this.admit(peer, true);
    this.countChanged();
  }

  signalingRestored(): void {
    for (const { link } of this.members.values()) link.signalingRestored();
  }

  networkChanged(): void {
    for (const { link } of this.members.values()) void link.networkChanged();
  }

  /** The newcomer offers first. */
  peerJoined(peer: PeerInfo): void {
    this.admit(peer, false);
    this.countChanged();
  }

  peerUpdated(peer: PeerInfo): void {
    const member = this.members.get(peer.userId);
    if (!member) return;
    member.info = { ...peer, polite: member.info.polite };
    member.link.setDropped(droppedOf(peer));
  }

  wanted(fromId: string, want: Want): void {
    for (const { link } of this.members.values()) {
      if (link.peerId === fromId) link.setWant(want);
    }
    this.adaptation.changed();
  }

  peerLeft(peer: PeerInfo, reason: PeerLeftReason): void {
    const member = this.members.get(peer.userId);
    // The person may have a new session already; the end of the old one must not touch it.
    if (!member || member.link.peerId !== peer.peerId) return;
    if (reason === 'disconnected' || reason === 'replaced') this.setAway(member);
    else this.remove(member);
  }

  receive(fromId: string, signal: Signal): void {
    for (const member of this.members.values()) {
      if (member.link.peerId === fromId) {
        member.link.receive(signal);
        return;
      }
    }
  }

  setLocal(local: LocalMedia): void {
    this.local = local;
    for (const { link } of this.members.values()) void link.setLocal(local);
    this.adaptation.changed();
  }

  capacity(): Capacity {
    return this.adaptation.capacity();
  }

  audience(video: boolean): number {
    const others = [...this.members.values()].filter(({ info }) => info.role !== 'listener');
    return this.adaptation.audience({ video, speakers: others.length });
  }

  close(): void {
    this.adaptation.stop();
    for (const member of [...this.members.values()]) {
      member.cancelSilent();
      member.check.reset();
      member.link.close();
    }
    this.members.clear();
  }

  audioLevel(userId: string): number {
    const receiver = this.link(userId)
      ?.connection.getReceivers()
      .find(({ track }) => track.kind === 'audio');
    return receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0;
  }

  newestPacket(userId: string): number | null {
    const times = (this.link(userId)?.connection.getReceivers() ?? []).flatMap((receiver) =>
      receiver.getSynchronizationSources().map(({ timestamp }) => timestamp),
    );
    return times.length > 0 ? Math.max(...times) : null;
  }

  check(userId: string): void {
    this.members.get(userId)?.check.start();
  }

  compared(userId: string, same: boolean): void {
    this.members.get(userId)?.check.compared(same);
  }

  say(userId: string, text: string): boolean {
    return this.members.get(userId)?.link.sendText(text) ?? false;
  }

  sendBytes(userId: string, lane: Lane, bytes: Uint8Array<ArrayBuffer>): boolean {
    return this.members.get(userId)?.link.sendBytes(lane, bytes) ?? false;
  }

  waiting(userId: string, lane: Lane): number {
    return this.members.get(userId)?.link.waiting(lane) ?? 0;
  }

  async stats(): Promise<PeerStats[]> {
    return Promise.all(
      [...this.members.values()].map(async ({ link, info }) => {
        const report = await link.connection.getStats();
        return summarize(
          {
            peerId: link.peerId,
            name: info.name,
            connectionState: link.connection.connectionState,
            cameraTrackId: link.cameraTrackId,
          },
          report as unknown as Iterable<readonly [string, unknown]>,
        );
      }),
    );
  }

  private admit(peer: PeerInfo, initiator: boolean): void {
    const known = this.members.get(peer.userId);
    if (known) {
      this.welcomeBack(known, peer);
      return;
    }
    const { userId } = peer;
    const link = new PeerLink(peer.peerId, peer.polite, initiator, this.local, this.deps, {
      onState: (state) => this.onState(userId, state),
      onStreams: (streams) => this.onStreams(userId, streams),
      onText: (text) => {
        check.receive(text);
        this.events.onText(userId, text);
      },
      onLane: (lane, open) => this.events.onLane(userId, lane, open),
      onBytes: (lane, bytes) => this.events.onBytes(userId, lane, bytes),
      onReplaced: () => check.reset(),
    });
    const check = new Exchange({
      clock: this.deps.clock,
      crypto: this.deps.crypto ?? kBrowserCrypto,
      send: (text) => link.sendText(text),
      ends: () => link.ends(),
      onChange: (state) => {
        if (this.members.has(userId)) this.events.onCheck(userId, state);
      },
    });
    link.setDropped(droppedOf(peer));
    const nothing = (): void => undefined;
    this.members.set(userId, {
      userId,
      info: peer,
      link,
      check,
      state: 'connecting',
      away: false,
      cancelSilent: nothing,
    });
  }

  private welcomeBack(member: Member, peer: PeerInfo): void {
    member.cancelSilent();
    member.away = false;
    member.info = peer;
    member.link.rebind(peer.peerId, peer.polite);
    member.link.setDropped(droppedOf(peer));
    member.link.signalingRestored();
  }

  private setAway(member: Member): void {
    if (member.away) return;
    member.away = true;
    this.watchSilence(member);
  }

  private watchSilence(member: Member): void {
    member.cancelSilent();
    if (member.away && member.state !== 'connected') {
      member.cancelSilent = afterAwake(this.deps.clock, kAwaySilentMs, () => this.remove(member));
    }
  }

  private remove(member: Member): void {
    member.cancelSilent();
    this.members.delete(member.userId);
    member.check.reset();
    member.link.close();
    this.countChanged();
    this.events.onGone(member.userId);
  }

  private onState(userId: string, state: LinkState): void {
    const member = this.members.get(userId);
    if (!member) return;
    member.state = state;
    this.watchSilence(member);
    this.events.onLinkState(userId, state);
  }

  private onStreams(userId: string, streams: ReadonlyMap<string, MediaStream>): void {
    if (!this.members.has(userId)) return;
    this.events.onStreams(userId, new Map(streams));
  }

  private countChanged(): void {
    for (const { link } of this.members.values()) link.setPeerCount(this.members.size);
    this.adaptation.changed();
  }
}
