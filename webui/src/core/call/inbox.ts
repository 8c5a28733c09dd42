// SPDX-License-Identifier: MIT
// Inbox: what each message of the server does to the room, to the media and to what we send.
import type { Tracks } from '../media/tracks';
import type { MediaPlane } from '../media_plane';
import type { LeaveReason, RoomEvent, RoomState } from '../model/state';
import type {
  IceServer,
  Joined,
  Moderated,
  PeerInfo,
  Role,
  ServerMessage,
} from '../protocol/messages';
import type { Want } from '../rtc/quality';
import { isAboutUs, kEverything, obey, switchOff } from './moderation';
import type { OwnMedia } from './own_media';
import type { Wishes } from './wishes';

/** The `id` of media-state messages: an error with it tells that the others know an older state. */
export const kMediaId = 'media';

export interface Reacting {
  /** Somebody else reacts with an emoji. */
  onReaction?(userId: string, emoji: string): void;
  /** So many listeners of a lecture reacted with an emoji. */
  onCrowd?(emoji: string, count: number): void;
}

export interface InboxDeps {
  readonly tracks: Tracks;
  readonly plane: MediaPlane;
  readonly own: OwnMedia;
  readonly wishes: Wishes;
  readonly events: Reacting;
  state(): RoomState;
  dispatch(event: RoomEvent): void;
  onJoined(message: Joined): void;
  onIceServers(servers: readonly IceServer[]): void;
  /** Our role is another one: what we send follows. */
  onOwnRole(): void;
  finish(reason: LeaveReason, code: string): void;
}

function wantOf({ height, rate, screen }: Want): Want {
  return { height, rate, ...(screen === undefined ? {} : { screen }) };
}

export class Inbox {
  constructor(private readonly deps: InboxDeps) {}

  take(message: ServerMessage): void {
    switch (message.type) {
      case 'joined':
        return this.deps.onJoined(message);
      case 'peer-joined':
        this.deps.dispatch({ type: 'peer-joined', peer: message.peer });
        this.deps.plane.peerJoined(message.peer);
        return this.deps.wishes.send(message.peer.userId);
      case 'peer-updated':
        if (message.peer.peerId === this.deps.state().self.peerId)
          return this.onOwnState(message.peer);
        this.deps.plane.peerUpdated(message.peer);
        return this.deps.dispatch({ type: 'peer-updated', peer: message.peer });
      case 'peer-left':
        return this.onPeerLeft(message);
      case 'offer':
        return this.deps.plane.receive(message.fromId, {
          kind: 'description',
          description: message.offer,
        });
      case 'answer':
        return this.deps.plane.receive(message.fromId, {
          kind: 'description',
          description: message.answer,
        });
      case 'ice-candidate':
        return this.deps.plane.receive(message.fromId, {
          kind: 'candidates',
          candidates: message.candidates,
        });
      case 'chat':
        return this.deps.dispatch({ type: 'chat', message });
      case 'reaction':
        return this.onReaction(message.fromId, message.emoji, message.line);
      case 'reactions':
        return message.reactions.forEach(({ emoji, count }) =>
          this.deps.events.onCrowd?.(emoji, count),
        );
      case 'audience': {
        const { listeners, speakers, hands, capacity } = message;
        const most = capacity === undefined ? {} : { capacity };
        const audience = { listeners, speakers, hands, ...most };
        return this.deps.dispatch({ type: 'audience', audience });
      }
      case 'ice-servers':
        return this.deps.onIceServers(message.iceServers);
      case 'want':
        return this.deps.plane.wanted(message.fromId, wantOf(message));
      case 'moderated':
        return this.onModerated(message);
      case 'role-changed':
        return this.onRole(message.peerId, message.role);
      case 'groups':
        return this.deps.dispatch({ type: 'groups', groups: message });
      case 'lobby':
        return this.deps.dispatch({
          type: 'lobby',
          lobby: { count: message.count, waiting: message.waiting },
        });
      case 'meeting-updated':
        return this.deps.dispatch({ type: 'meeting-updated', meeting: message.meeting });
      case 'removed':
        return this.deps.finish('refused', message.reason);
      case 'meeting-ended':
        return this.deps.finish('ended', 'ended');
      case 'error':
        if (message.re === kMediaId && message.code === 'rate-limited')
          return this.deps.own.refused(message.retryAfter ?? 1);
        // The server answers no-such-peer to a candidate for a person who has just left.
        if (message.code !== 'no-such-peer')
          console.warn('signaling: error', message.code, message.message);
        return;
      default:
        return;
    }
  }

  private onReaction(fromId: string, emoji: string, line?: number): void {
    if (line !== undefined)
      return this.deps.dispatch({ type: 'line-reaction', line, emoji, from: fromId });
    const from = this.deps.state().peers.find(({ peerId }) => peerId === fromId);
    if (from?.role === 'listener') this.deps.events.onCrowd?.(emoji, 1);
    else if (from) this.deps.events.onReaction?.(from.userId, emoji);
  }

  /** The floor is given and taken by a role: what we send follows at once. */
  private onRole(peerId: string, role: Role): void {
    const before = this.deps.state().self.role;
    this.deps.dispatch({ type: 'role', peerId, role });
    if (peerId !== this.deps.state().self.peerId || role === before) return;
    if (role === 'listener') switchOff(this.deps.tracks, kEverything);
    // Whoever has the floor asks for it no more.
    else if (before === 'listener' && this.deps.own.hand) this.deps.own.setHand(false);
    this.deps.onOwnRole();
  }

  /** The server tells us about ourselves what it does not permit. */
  private onOwnState({ blocked = [] }: PeerInfo): void {
    this.deps.dispatch({ type: 'own-blocked', blocked });
    switchOff(this.deps.tracks, blocked);
  }

  private onModerated(message: Moderated): void {
    if (message.action === 'spotlight')
      return this.deps.dispatch({ type: 'spotlight', peerId: message.targetId });
    if (!isAboutUs(message, this.deps.state())) return;
    const kind = obey(message, this.deps.tracks, () => {
      const up = this.deps.own.hand;
      if (up) this.deps.own.setHand(false);
      return up;
    });
    if (kind) this.deps.dispatch({ type: 'host-did', kind, name: message.name });
  }

  private onPeerLeft(message: Extract<ServerMessage, { type: 'peer-left' }>): void {
    const { peer, reason } = message;
    if (
      !this.deps
        .state()
        .peers.some((one) => one.userId === peer.userId && one.peerId === peer.peerId)
    )
      return;
    if (reason === 'disconnected' || reason === 'replaced')
      this.deps.dispatch({ type: 'peer-away', userId: peer.userId });
    this.deps.plane.peerLeft(peer, reason);
  }
}
