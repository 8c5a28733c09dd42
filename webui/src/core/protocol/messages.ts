// SPDX-License-Identifier: MIT
// Every signaling message as a type, with the names and in the order of docs/protocol.md.

export const kMaxChatBytes = 4096;

export const kRoles = ['host', 'cohost', 'presenter', 'listener', 'participant'] as const;
export type Role = (typeof kRoles)[number];

export interface MediaState {
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
  readonly hand: boolean;
  readonly recording: boolean;
  /** Id of the MediaStream that carries the shared screen. */
  readonly screenStream?: string;
}

export const kNoMedia: MediaState = {
  audio: false,
  video: false,
  screen: false,
  hand: false,
  recording: false,
};

/** What hosts have taken from a person. */
export const kBlocks = ['audio', 'video', 'screen', 'chat'] as const;
export type Block = (typeof kBlocks)[number];

export interface PeerInfo {
  readonly peerId: string;
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly media: MediaState;
  /** True: the receiver of this message is the polite side of the pair. */
  readonly polite: boolean;
  /** True: the person's socket broke a moment ago, and the server keeps the seat. */
  readonly reconnecting?: boolean;
  /** Absent: nothing. */
  readonly blocked?: readonly Block[];
  /** The person's connections are bad; only hosts and co-hosts are told. */
  readonly trouble?: boolean;
  /** Of raised hands, the one with the smaller number was raised first. Absent: down. */
  readonly handOrder?: number;
  /** The person has no account. */
  readonly guest?: boolean;
}

/** How many are in a lecture, and how many hands are up. */
export interface Audience {
  readonly listeners: number;
  readonly speakers: number;
  readonly hands: number;
  /** The most listeners that those who speak can serve. Absent: nobody has said. */
  readonly capacity?: number;
}

export interface SessionDescription {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMid?: string;
  readonly sdpMLineIndex?: number;
  readonly usernameFragment?: string;
}

export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

export interface ChatMessage {
  readonly type: 'chat';
  readonly fromId: string;
  readonly userId: string;
  readonly name: string;
  readonly message: string;
  readonly timestamp: string;
  readonly private: boolean;
  readonly targetId?: string;
  /** Of a public line: its number. A later one has a larger number. */
  readonly line?: number;
  /** A host said it to all groups. */
  readonly broadcast?: boolean;
}

/** Somebody in the list of a group. */
export interface GroupPerson {
  readonly peerId: string;
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
}

export interface GroupPeople {
  readonly name: string;
  readonly count: number;
  /** Those of whom we may know. */
  readonly members: readonly GroupPerson[];
}

/** The groups of a room (docs/groups.md); none are open while the list is empty. */
export interface GroupsInfo {
  readonly groups: readonly GroupPeople[];
  readonly mode: 'assigned' | 'choice';
  /** Where we are; 0: in the lesson. */
  readonly own: number;
  /** Where we belong. */
  readonly home: number;
  /** Hosts see who is in no group, and who asks for help. */
  readonly lesson?: GroupPeople;
  readonly help: readonly {
    readonly peerId: string;
    readonly name: string;
    readonly group: number;
  }[];
  readonly endsAt: string | null;
  readonly callBackAt: string | null;
  readonly now: string;
}

export interface GroupWish {
  readonly name: string;
  readonly members: readonly string[];
}

export type GroupsWish =
  | {
      readonly action: 'open';
      readonly groups: readonly GroupWish[];
      readonly mode: 'assigned' | 'choice';
      readonly seconds?: number;
    }
  | { readonly action: 'move'; readonly targetId: string; readonly group: number }
  | { readonly action: 'go'; readonly group: number }
  | { readonly action: 'broadcast'; readonly message: string }
  | { readonly action: 'call-back'; readonly seconds: number }
  | { readonly action: 'close' }
  | { readonly action: 'help' };

/** `hosts` are the hosts, the co-hosts and, in a lecture, the presenters. */
export const kAllowedTo = ['everyone', 'hosts', 'off'] as const;
export type AllowedTo = (typeof kAllowedTo)[number];

/** What the people in the room may do. */
export interface MeetingSettings {
  readonly chat: AllowedTo;
  readonly share: AllowedTo;
  readonly unmute: AllowedTo;
  readonly whiteboard: AllowedTo;
  readonly recording: AllowedTo;
}

export interface RoomMeeting {
  readonly meetingId: string;
  readonly code: string;
  readonly title: string;
  readonly type: string;
  readonly hostId: string;
  readonly locked: boolean;
  readonly waitingRoom: boolean;
  readonly settings: MeetingSettings;
}

/** Somebody who waits to come in. */
export interface Waiting {
  readonly requestId: string;
  readonly userId: string;
  readonly name: string;
  readonly guest: boolean;
  readonly reason: string;
  readonly since: string;
  readonly message?: string;
}

/** What a host or co-host does (docs/meetings.md, "Moderation"). */
export type Action =
  | 'mute'
  | 'unmute-allowed'
  | 'stop-video'
  | 'video-allowed'
  | 'stop-share'
  | 'share-allowed'
  | 'lower-hand'
  | 'chat-off'
  | 'chat-on'
  | 'spotlight'
  | 'remove'
  | 'ban'
  | 'promote'
  | 'demote'
  | 'hand-over'
  | 'lock'
  | 'unlock'
  | 'admit'
  | 'admit-all'
  | 'deny'
  | 'tell-waiting'
  | 'end';

export interface Moderate {
  readonly action: Action;
  /** A participant, or a join request. Absent: all, or nobody. */
  readonly targetId?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly role?: Role;
  readonly message?: string;
}

export interface LinkReport {
  readonly peerId: string;
  readonly state: string;
  readonly local?: string;
  readonly remote?: string;
  readonly rtt?: number;
  readonly loss?: number;
  readonly bitrateIn?: number;
  readonly bitrateOut?: number;
  readonly frames?: number;
  readonly freezes?: number;
}

// ---- client -> server -------------------------------------------------------------------------

export type ClientMessage =
  | { type: 'auth'; token: string }
  | { type: 'resume'; session: string; resumeToken: string; lastSeq: number }
  | { type: 'ack'; seq: number }
  | { type: 'join'; meetingId: string; userId?: string; password?: string; name?: string }
  | { type: 'leave' }
  | { type: 'offer'; targetId: string; offer: SessionDescription }
  | { type: 'answer'; targetId: string; answer: SessionDescription }
  | { type: 'ice-candidate'; targetId: string; candidates: readonly IceCandidate[] }
  | { type: 'ice-candidate'; targetId: string; candidate: null }
  | { type: 'chat'; message: string; targetId?: string }
  | ({ type: 'media-state' } & Partial<MediaState>)
  | { type: 'reaction'; emoji: string; line?: number }
  | ({ type: 'moderate' } & Moderate)
  | ({ type: 'groups' } & GroupsWish)
  | { type: 'want'; targetId: string; height: number; rate: number; screen?: number }
  | { type: 'capacity'; listeners: number }
  | { type: 'stats'; peers: readonly LinkReport[] }
  | { type: 'ice-refresh' }
  | { type: 'ping'; t?: number };

// ---- server -> client -------------------------------------------------------------------------

export interface Welcome {
  readonly type: 'welcome';
  readonly protocol: number;
  readonly features: readonly string[];
  readonly session: string;
  /** Absent: the session cannot be resumed. */
  readonly resumeToken?: string;
  readonly resumeSeconds: number;
  readonly pingSeconds: number;
  readonly user: { readonly userId: string; readonly name: string; readonly role: string };
}

/** The session goes on: the messages up to `lastSeq` follow. */
export interface Resumed {
  readonly type: 'resumed';
  readonly session: string;
  readonly resumeToken: string;
  readonly resumeSeconds: number;
  readonly lastSeq: number;
}

/** The session goes on, but messages are lost: `joined` follows, in a meeting. */
export interface Resync {
  readonly type: 'resync';
  readonly session: string;
  readonly resumeToken: string;
  readonly resumeSeconds: number;
  readonly lastSeq: number;
  readonly meetingId: string | null;
}

export interface Joined {
  readonly type: 'joined';
  readonly meetingId: string;
  readonly peerId: string;
  readonly role: Role;
  readonly meeting: RoomMeeting;
  readonly peers: readonly PeerInfo[];
  readonly iceServers: readonly IceServer[];
  readonly chat: readonly ChatMessage[];
  /** The receiver's own. */
  readonly blocked: readonly Block[];
  /** The participant id of whom everybody sees large. */
  readonly spotlight: string | null;
  /** In a lecture. */
  readonly audience?: Audience;
  /** While groups are open. */
  readonly groups?: GroupsInfo;
}

export interface Moderated {
  readonly type: 'moderated';
  readonly action: string;
  readonly targetId: string | null;
  readonly by: string;
  readonly name: string;
}

export interface Lobby {
  readonly type: 'lobby';
  readonly meetingId: string;
  readonly count: number;
  readonly waiting: readonly Waiting[];
}

/** `listening`: one of the two only listens now; the person is still there. */
export type PeerLeftReason = 'left' | 'disconnected' | 'replaced' | 'removed' | 'listening';

export interface ErrorMessage {
  readonly type: 'error';
  readonly code: string;
  readonly message: string;
  readonly retryAfter?: number;
}

export type ServerMessageBody =
  | Welcome
  | Resumed
  | Resync
  | Joined
  | { readonly type: 'left'; readonly meetingId: string }
  | { readonly type: 'removed'; readonly meetingId: string; readonly reason: string }
  | {
      readonly type: 'waiting';
      readonly meetingId: string;
      readonly reason: string;
      readonly requestId: string;
      readonly position: number;
    }
  | {
      readonly type: 'notification';
      readonly event: string;
      readonly meetingId: string;
      readonly title: string;
      readonly id: string;
      readonly name: string;
      readonly status: string;
      /** Of the host who cancels; empty: none. */
      readonly message: string;
      readonly startsAt: string | undefined;
      readonly notificationId: string;
      readonly at: string;
    }
  | { readonly type: 'role-changed'; readonly peerId: string; readonly role: Role }
  | { readonly type: 'peer-joined'; readonly peer: PeerInfo }
  | { readonly type: 'peer-updated'; readonly peer: PeerInfo }
  | { readonly type: 'peer-left'; readonly peer: PeerInfo; readonly reason: PeerLeftReason }
  | { readonly type: 'offer'; readonly fromId: string; readonly offer: SessionDescription }
  | { readonly type: 'answer'; readonly fromId: string; readonly answer: SessionDescription }
  | {
      readonly type: 'ice-candidate';
      readonly fromId: string;
      readonly candidates: readonly (IceCandidate | null)[];
    }
  | ChatMessage
  | {
      readonly type: 'reaction';
      readonly fromId: string;
      readonly emoji: string;
      /** It is for this line of the chat. */
      readonly line?: number;
    }
  | {
      readonly type: 'reactions';
      readonly reactions: readonly { readonly emoji: string; readonly count: number }[];
    }
  | ({ readonly type: 'audience'; readonly meetingId: string } & Audience)
  | {
      readonly type: 'want';
      readonly fromId: string;
      readonly height: number;
      readonly rate: number;
      /** The height of our shared screen; absent: not said. */
      readonly screen?: number;
    }
  | Moderated
  | Lobby
  | ({ readonly type: 'groups'; readonly meetingId: string } & GroupsInfo)
  | {
      readonly type: 'lobby-message';
      readonly meetingId: string;
      readonly name: string;
      readonly message: string;
      readonly timestamp: string;
    }
  | {
      readonly type: 'ice-servers';
      readonly iceServers: readonly IceServer[];
      readonly ttl: number;
    }
  | {
      readonly type: 'meeting-updated';
      readonly meetingId: string;
      readonly meeting: RoomMeeting;
      readonly by: string | null;
    }
  | { readonly type: 'meeting-ended'; readonly meetingId: string; readonly by: string | null }
  | ErrorMessage
  | { readonly type: 'pong'; readonly t?: string | number };

/** `re` is the id of the answered request, `seq` the number of this message. */
export type ServerMessage = ServerMessageBody & { readonly re?: string; readonly seq?: number };
