// SPDX-License-Identifier: MIT
// RoomState: a room at one moment, as plain data. No streams, no timers, no DOM.
import type {
  Audience,
  Block,
  ChatMessage,
  GroupsInfo,
  MediaState,
  PeerInfo,
  Role,
  RoomMeeting,
  Waiting,
} from '../protocol/messages';
import type { LinkState } from '../rtc/peer';
import type { Check } from '../verify/exchange';

export type LeaveReason = 'left' | 'ended' | 'replaced' | 'refused' | 'signed-out';

export interface PeerView {
  readonly peerId: string;
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly media: MediaState;
  readonly link: LinkState;
  /** The person's signaling is broken; audio and video may still arrive. */
  readonly away: boolean;
  /** What hosts have taken from the person. */
  readonly blocked: readonly Block[];
  /** The person's connections are bad; only hosts and co-hosts know. */
  readonly trouble: boolean;
  /** While the hand is up: the hand with the smallest number was raised first. */
  readonly handOrder?: number;
  /** The person has no account. */
  readonly guest: boolean;
  /** Whether both ends have compared the code of their connection. */
  readonly check: Check;
  /** What was told of the person before a break; it is no news when it comes again. */
  readonly told: { readonly hand: boolean; readonly screen: boolean };
}

/** Who waits to come in, as hosts and co-hosts see it. */
export interface LobbyView {
  readonly count: number;
  readonly waiting: readonly Waiting[];
}

/** `sending`: the server has not answered yet. `failed`: it refused, or did not answer in time. */
export type Delivery = 'sent' | 'sending' | 'failed';

/** What people said to a line with one emoji. */
export interface LineReaction {
  readonly emoji: string;
  /** Participant ids, each once. */
  readonly from: readonly string[];
  readonly own: boolean;
}

export interface ChatLine {
  readonly key: number;
  readonly userId: string;
  readonly name: string;
  readonly text: string;
  readonly timestamp: string;
  readonly own: boolean;
  readonly private: boolean;
  /** Of an own private line: whom it is for. */
  readonly to?: { readonly userId: string; readonly name: string };
  readonly delivery: Delivery;
  /** The server's number; absent: nobody can react to the line. */
  readonly line?: number;
  readonly reactions?: readonly LineReaction[];
}

/** A host did this to us. In a lecture the floor is given to whoever only listened. */
export type HostDid =
  | 'muted'
  | 'may-unmute'
  | 'video-stopped'
  | 'share-stopped'
  | 'hand-lowered'
  | 'floor-given'
  | 'floor-taken';

/** Something happened that people should be told of once; notices.ts decides how. */
export interface News {
  readonly key: number;
  readonly kind:
    | 'peer-joined'
    | 'peer-left'
    | 'peer-speaks'
    | 'check-asked'
    | 'check-lost'
    | 'hand-raised'
    | 'screen-started'
    | 'knock'
    | 'chat'
    | 'broadcast'
    | 'group-help'
    | HostDid;
  /** The user, or the request of whoever knocks. */
  readonly about: string;
  readonly name: string;
  /** The words of a message. */
  readonly text?: string;
}

export interface RoomState {
  readonly phase: 'connecting' | 'in' | 'left';
  readonly leaveReason: LeaveReason | null;
  /** The stable error code of `refused`. */
  readonly leaveCode: string | null;
  readonly signaling: 'up' | 'down';
  /** Signaling is up, but there is a reason to think that the line is cut. */
  readonly doubtful: boolean;
  /** The room does not open: the connection has failed for so long that people should be told. */
  readonly stuck: boolean;
  readonly meeting: RoomMeeting | null;
  readonly self: {
    readonly peerId: string;
    readonly userId: string;
    readonly name: string;
    readonly role: Role;
    readonly media: MediaState;
    readonly blocked: readonly Block[];
  };
  /** The participant id of whom everybody sees large. */
  readonly spotlight: string | null;
  readonly lobby: LobbyView;
  /** In a lecture: how many there are. Listeners know none of the other listeners. */
  readonly audience: Audience | null;
  /** Who has just got the floor, and whom we do not know yet: the participant id. */
  readonly newSpeaker: string | null;
  readonly peers: readonly PeerView[];
  /** While groups are open. */
  readonly groups: GroupsInfo | null;
  /** The group whose people and chat we have here; 0: the lesson. `groups.own` may be ahead. */
  readonly group: number;
  /** The chats of the other groups in which we were. */
  readonly shelved: ReadonlyMap<number, readonly ChatLine[]>;
  readonly chat: readonly ChatLine[];
  readonly unread: number;
  readonly chatOpen: boolean;
  /** The last few, the newest at the end; their keys grow. */
  readonly news: readonly News[];
  readonly speaker: string | null;
  readonly nextKey: number;
}

export type RoomEvent =
  | {
      readonly type: 'joined';
      readonly peerId: string;
      readonly role: Role;
      readonly meeting: RoomMeeting;
      readonly peers: readonly PeerInfo[];
      readonly chat: readonly ChatMessage[];
      readonly blocked?: readonly Block[];
      readonly spotlight?: string | null;
      readonly audience?: Audience;
      readonly groups?: GroupsInfo;
    }
  | { readonly type: 'groups'; readonly groups: GroupsInfo }
  | { readonly type: 'audience'; readonly audience: Audience }
  | { readonly type: 'own-blocked'; readonly blocked: readonly Block[] }
  | { readonly type: 'role'; readonly peerId: string; readonly role: Role }
  | { readonly type: 'spotlight'; readonly peerId: string | null }
  | { readonly type: 'lobby'; readonly lobby: LobbyView }
  /** A host did something to us. */
  | {
      readonly type: 'host-did';
      readonly kind: HostDid;
      readonly name: string;
    }
  | { readonly type: 'meeting-updated'; readonly meeting: RoomMeeting }
  | { readonly type: 'signaling'; readonly up: boolean }
  | { readonly type: 'doubt'; readonly doubtful: boolean }
  | { readonly type: 'peer-joined'; readonly peer: PeerInfo }
  | { readonly type: 'peer-updated'; readonly peer: PeerInfo }
  | { readonly type: 'peer-away'; readonly userId: string }
  | { readonly type: 'peer-gone'; readonly userId: string }
  | { readonly type: 'peer-link'; readonly userId: string; readonly link: LinkState }
  | { readonly type: 'peer-check'; readonly userId: string; readonly check: Check }
  | { readonly type: 'stuck'; readonly stuck: boolean }
  | { readonly type: 'chat'; readonly message: ChatMessage }
  /** We send a message; the line gets the state's `nextKey` as its key. */
  | {
      readonly type: 'chat-sending';
      readonly text: string;
      readonly timestamp: string;
      readonly to?: ChatLine['to'];
    }
  /** Lines from before the page was loaded anew, the oldest first. */
  | { readonly type: 'chat-kept'; readonly lines: readonly ChatLine[] }
  | { readonly type: 'chat-again'; readonly key: number }
  | { readonly type: 'chat-sent'; readonly key: number; readonly message: ChatMessage }
  | { readonly type: 'chat-failed'; readonly key: number }
  | {
      readonly type: 'line-reaction';
      readonly line: number;
      readonly emoji: string;
      readonly from: string;
    }
  | { readonly type: 'chat-open'; readonly open: boolean }
  | { readonly type: 'own-media'; readonly media: MediaState }
  | { readonly type: 'speaker'; readonly userId: string | null }
  | { readonly type: 'left'; readonly reason: LeaveReason; readonly code: string | null };
