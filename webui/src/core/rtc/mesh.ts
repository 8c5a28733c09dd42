// SPDX-License-Identifier: MIT
// All peer connections of a room. The server's list says who is there; a link outlives a lost
// signaling session (ours or theirs) as long as its media flows, and finds its person again by user
// id.
import type { Cancel, Clock } from '../clock';
import type { PeerInfo, PeerLeftReason } from '../protocol/messages';
import { PeerLink, type LinkState, type PeerDeps, type Signal } from './peer';
import type { LocalMedia } from './slots';
import { summarize, type PeerStats } from './stats';

/** How long someone whose signaling broke keeps the tile while the media still flows. */
export const kAwayMs = 90_000;
/** … and once the media has stopped, too. */
export const kAwaySilentMs = 6_000;

export interface MeshEvents {
  onLinkState(userId: string, state: LinkState): void;
  onStreams(userId: string, streams: ReadonlyMap<string, MediaStream>): void;
  /** Somebody who was away is gone for good. */
  onGone(userId: string): void;
}

interface Member {
  readonly userId: string;
  info: PeerInfo;
  readonly link: PeerLink;
  state: LinkState;
  away: boolean;
  cancelAway: Cancel;
  cancelSilent: Cancel;
}

export class Mesh {
  /** By user id: a seat holds one live session, and only the user id survives a new session. */
  private readonly members = new Map<string, Member>();

  constructor(
    private local: LocalMedia,
    private readonly deps: PeerDeps & { readonly clock: Clock },
    private readonly events: MeshEvents,
  ) {}

  get size(): number {
    return this.members.size;
  }

  link(userId: string): PeerLink | undefined {
    return this.members.get(userId)?.link;
  }

  /** The room in `joined`: we are the newcomer, so we offer to everyone not connected yet. */
  sync(peers: readonly PeerInfo[]): void {
    const present = new Set(peers.map((peer) => peer.userId));
    for (const member of [...this.members.values()]) {
      if (!present.has(member.userId)) this.setAway(member, kAwayMs);
    }
    for (const peer of peers) this.admit(peer, true);
    this.countChanged();
  }

  /** A newcomer: they offer first. */
  peerJoined(peer: PeerInfo): void {
    this.admit(peer, false);
    this.countChanged();
  }

  peerUpdated(peer: PeerInfo): void {
    const member = this.members.get(peer.userId);
    if (member) member.info = { ...peer, polite: member.info.polite };
  }

  peerLeft(peer: PeerInfo, reason: PeerLeftReason): void {
    const member = this.members.get(peer.userId);
    // The news of an old session must not touch the new one.
    if (!member || member.link.peerId !== peer.peerId) return;
    if (reason === 'left') this.remove(member);
    else this.setAway(member, kAwayMs);
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
  }

  close(): void {
    for (const member of [...this.members.values()]) {
      member.cancelAway();
      member.cancelSilent();
      member.link.close();
    }
    this.members.clear();
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
    });
    const nothing = (): void => undefined;
    this.members.set(userId, {
      userId,
      info: peer,
      link,
      state: 'connecting',
      away: false,
      cancelAway: nothing,
      cancelSilent: nothing,
    });
  }

  private welcomeBack(member: Member, peer: PeerInfo): void {
    member.cancelAway();
    member.cancelSilent();
    member.away = false;
    member.info = peer;
    member.link.rebind(peer.peerId, peer.polite);
    member.link.signalingRestored();
  }

  private setAway(member: Member, forMs: number): void {
    if (member.away) return;
    member.away = true;
    member.cancelAway = this.deps.clock.after(forMs, () => this.remove(member));
    this.watchSilence(member);
  }

  private watchSilence(member: Member): void {
    member.cancelSilent();
    if (member.away && member.state !== 'connected') {
      member.cancelSilent = this.deps.clock.after(kAwaySilentMs, () => this.remove(member));
    }
  }

  private remove(member: Member): void {
    member.cancelAway();
    member.cancelSilent();
    this.members.delete(member.userId);
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
  }
}
