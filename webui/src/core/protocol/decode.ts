// SPDX-License-Identifier: MIT
// Turns signaling text into messages; no other file does. It ignores unknown fields and refuses a
// message with a missing or ill-typed field as a whole.
import { err, ok, type Result } from '../result';
import { Fields, isObject } from './fields';
import { kAllowedTo, kBlocks, kRoles } from './messages';
import type {
  Audience,
  Block,
  ChatMessage,
  GroupPeople,
  GroupsInfo,
  IceCandidate,
  IceServer,
  MediaState,
  MeetingSettings,
  PeerInfo,
  Resumed,
  RoomMeeting,
  ServerMessage,
  ServerMessageBody,
  SessionDescription,
  Waiting,
} from './messages';

export type DecodeError =
  | { readonly code: 'bad-json' }
  | { readonly code: 'unknown-type'; readonly type: string; readonly seq?: number }
  | {
      readonly code: 'bad-field';
      readonly type: string;
      readonly field: string;
      readonly seq?: number;
    };

function mediaState(f: Fields): MediaState {
  const screenStream = f.optionalString('screenStream');
  return {
    audio: f.optionalBoolean('audio'),
    video: f.optionalBoolean('video'),
    screen: f.optionalBoolean('screen'),
    hand: f.optionalBoolean('hand'),
    recording: f.optionalBoolean('recording'),
    ...(screenStream ? { screenStream } : {}),
  };
}

/** Words that a later release adds are left out. */
function blocks(f: Fields): Block[] {
  const words = f.has('blocked') ? f.strings('blocked') : [];
  return kBlocks.filter((block) => words.includes(block));
}

function peerInfo(f: Fields): PeerInfo {
  const blocked = blocks(f);
  const handOrder = f.optionalNumber('handOrder');
  return {
    peerId: f.string('peerId'),
    userId: f.string('userId'),
    name: f.string('name'),
    role: f.oneOf('role', kRoles),
    media: mediaState(f.child('media')),
    polite: f.boolean('polite'),
    ...(f.optionalBoolean('reconnecting') ? { reconnecting: true } : {}),
    ...(blocked.length > 0 ? { blocked } : {}),
    ...(f.optionalBoolean('trouble') ? { trouble: true } : {}),
    ...(f.optionalBoolean('guest') ? { guest: true } : {}),
    ...(handOrder !== undefined ? { handOrder } : {}),
  };
}

const kLeftReasons = ['left', 'disconnected', 'replaced', 'removed', 'listening'] as const;

function audience(f: Fields): Audience {
  const capacity = f.optionalNumber('capacity');
  return {
    listeners: f.number('listeners'),
    speakers: f.number('speakers'),
    hands: f.number('hands'),
    ...(capacity !== undefined ? { capacity } : {}),
  };
}

function want(f: Fields): ServerMessageBody {
  const screen = f.optionalNumber('screen');
  return {
    type: 'want',
    fromId: f.string('fromId'),
    height: f.number('height'),
    rate: f.number('rate'),
    ...(screen !== undefined ? { screen } : {}),
  };
}

/** RTCIceServer allows one URL as a plain string; the client always uses a list. */
export function iceServer(f: Fields): IceServer {
  const urls = typeof f.raw('urls') === 'string' ? [f.string('urls')] : f.strings('urls');
  const username = f.optionalString('username');
  const credential = f.optionalString('credential');
  return {
    urls,
    ...(username !== undefined ? { username } : {}),
    ...(credential !== undefined ? { credential } : {}),
  };
}

function description(f: Fields, type: 'offer' | 'answer'): SessionDescription {
  const body = f.child(type);
  return { type: body.oneOf('type', [type]), sdp: body.string('sdp') };
}

function candidate(f: Fields): IceCandidate {
  const sdpMid = f.optionalString('sdpMid');
  const sdpMLineIndex = f.optionalNumber('sdpMLineIndex');
  const usernameFragment = f.optionalString('usernameFragment');
  return {
    candidate: f.string('candidate'),
    ...(sdpMid !== undefined ? { sdpMid } : {}),
    ...(sdpMLineIndex !== undefined ? { sdpMLineIndex } : {}),
    ...(usernameFragment !== undefined ? { usernameFragment } : {}),
  };
}

function candidates(f: Fields): (IceCandidate | null)[] {
  if (f.has('candidates')) return f.nullableList('candidates', candidate);
  if (f.isNull('candidate')) return [null];
  return [candidate(f.child('candidate'))];
}

function chat(f: Fields): ChatMessage {
  const targetId = f.optionalString('targetId');
  const line = f.optionalNumber('line');
  return {
    type: 'chat',
    fromId: f.string('fromId'),
    userId: f.string('userId'),
    name: f.string('name'),
    message: f.string('message'),
    timestamp: f.string('timestamp'),
    private: f.optionalBoolean('private'),
    ...(targetId !== undefined ? { targetId } : {}),
    ...(line !== undefined ? { line } : {}),
    ...(f.optionalBoolean('broadcast') ? { broadcast: true } : {}),
  };
}

function groupPeople(f: Fields): GroupPeople {
  return {
    name: f.string('name'),
    count: f.number('count'),
    members: f.list('members', (one) => ({
      peerId: one.string('peerId'),
      userId: one.string('userId'),
      name: one.string('name'),
      role: one.oneOf('role', kRoles),
    })),
  };
}

function groups(f: Fields): GroupsInfo {
  return {
    groups: f.list('groups', groupPeople),
    mode: f.oneOf('mode', ['assigned', 'choice']),
    own: f.number('own'),
    home: f.number('home'),
    ...(f.has('lesson') ? { lesson: groupPeople(f.child('lesson')) } : {}),
    help: f.has('help')
      ? f.list('help', (one) => ({
          peerId: one.string('peerId'),
          name: one.string('name'),
          group: one.number('group'),
        }))
      : [],
    endsAt: f.optionalString('endsAt') ?? null,
    callBackAt: f.optionalString('callBackAt') ?? null,
    now: f.string('now'),
  };
}

function reaction(f: Fields): ServerMessageBody {
  const line = f.optionalNumber('line');
  return {
    type: 'reaction',
    fromId: f.string('fromId'),
    emoji: f.string('emoji'),
    ...(line !== undefined ? { line } : {}),
  };
}

function welcome(f: Fields): ServerMessageBody {
  const user = f.child('user');
  const resumeToken = f.optionalString('resumeToken');
  return {
    type: 'welcome',
    protocol: f.number('protocol'),
    features: f.strings('features'),
    session: f.string('session'),
    ...(resumeToken !== undefined ? { resumeToken } : {}),
    resumeSeconds: f.number('resumeSeconds'),
    pingSeconds: f.number('pingSeconds'),
    user: { userId: user.string('userId'), name: user.string('name'), role: user.string('role') },
  };
}

function continued(f: Fields): Omit<Resumed, 'type'> {
  return {
    session: f.string('session'),
    resumeToken: f.string('resumeToken'),
    resumeSeconds: f.number('resumeSeconds'),
    lastSeq: f.number('lastSeq'),
  };
}

function settings(f: Fields): MeetingSettings {
  return {
    chat: f.oneOf('chat', kAllowedTo),
    share: f.oneOf('share', kAllowedTo),
    unmute: f.oneOf('unmute', kAllowedTo),
    whiteboard: f.oneOf('whiteboard', kAllowedTo),
    recording: f.oneOf('recording', kAllowedTo),
  };
}

function roomMeeting(f: Fields): RoomMeeting {
  return {
    meetingId: f.string('meetingId'),
    code: f.string('code'),
    title: f.string('title'),
    type: f.string('type'),
    hostId: f.string('hostId'),
    locked: f.boolean('locked'),
    waitingRoom: f.boolean('waitingRoom'),
    settings: settings(f.child('settings')),
  };
}

function joined(f: Fields): ServerMessageBody {
  return {
    type: 'joined',
    meetingId: f.string('meetingId'),
    peerId: f.string('peerId'),
    role: f.oneOf('role', kRoles),
    meeting: roomMeeting(f.child('meeting')),
    peers: f.list('peers', peerInfo),
    iceServers: f.list('iceServers', iceServer),
    chat: f.list('chat', chat),
    blocked: blocks(f),
    spotlight: f.optionalString('spotlight') ?? null,
    ...(f.has('audience') ? { audience: audience(f.child('audience')) } : {}),
    ...(f.has('groups') ? { groups: groups(f.child('groups')) } : {}),
  };
}

function waiting(f: Fields): Waiting {
  const message = f.optionalString('message');
  return {
    requestId: f.string('requestId'),
    userId: f.string('userId'),
    name: f.string('name'),
    guest: f.optionalBoolean('guest'),
    reason: f.string('reason'),
    since: f.string('since'),
    ...(message !== undefined ? { message } : {}),
  };
}

function errorMessage(f: Fields): ServerMessageBody {
  const retryAfter = f.optionalNumber('retryAfter');
  return {
    type: 'error',
    code: f.string('code'),
    message: f.string('message'),
    ...(retryAfter !== undefined ? { retryAfter } : {}),
  };
}

function pong(f: Fields): ServerMessageBody {
  const t = f.raw('t');
  if (typeof t === 'string' || typeof t === 'number') return { type: 'pong', t };
  return t === undefined ? { type: 'pong' } : f.fail('t', { type: 'pong' });
}

/** Messages without a number: answers of one connection, and messages that may be lost. */
const kUnnumbered: ReadonlySet<string> = new Set([
  'welcome',
  'resumed',
  'resync',
  'pong',
  'error',
  'reaction',
  'reactions',
  'want',
]);

const kReaders: Readonly<Record<ServerMessageBody['type'], (f: Fields) => ServerMessageBody>> = {
  welcome,
  resumed: (f) => ({ type: 'resumed', ...continued(f) }),
  resync: (f) => ({
    type: 'resync',
    ...continued(f),
    meetingId: f.optionalString('meetingId') ?? null,
  }),
  joined,
  left: (f) => ({ type: 'left', meetingId: f.string('meetingId') }),
  removed: (f) => ({
    type: 'removed',
    meetingId: f.string('meetingId'),
    reason: f.string('reason'),
  }),
  waiting: (f) => ({
    type: 'waiting',
    meetingId: f.string('meetingId'),
    reason: f.string('reason'),
    requestId: f.string('requestId'),
    position: f.number('position'),
  }),
  notification: (f) => ({
    type: 'notification',
    event: f.string('event'),
    meetingId: f.string('meetingId'),
    title: f.string('title'),
    id: f.string('id'),
    name: f.string('name'),
    status: f.string('status'),
    message: f.optionalString('message') ?? '',
    startsAt: f.optionalString('startsAt'),
    notificationId: f.string('notificationId'),
    at: f.string('at'),
  }),
  'role-changed': (f) => ({
    type: 'role-changed',
    peerId: f.string('peerId'),
    role: f.oneOf('role', kRoles),
  }),
  'peer-joined': (f) => ({ type: 'peer-joined', peer: peerInfo(f.child('peer')) }),
  'peer-updated': (f) => ({ type: 'peer-updated', peer: peerInfo(f.child('peer')) }),
  'peer-left': (f) => ({
    type: 'peer-left',
    peer: peerInfo(f.child('peer')),
    reason: f.oneOf('reason', kLeftReasons),
  }),
  offer: (f) => ({ type: 'offer', fromId: f.string('fromId'), offer: description(f, 'offer') }),
  answer: (f) => ({ type: 'answer', fromId: f.string('fromId'), answer: description(f, 'answer') }),
  'ice-candidate': (f) => ({
    type: 'ice-candidate',
    fromId: f.string('fromId'),
    candidates: candidates(f),
  }),
  chat,
  reaction,
  reactions: (f) => ({
    type: 'reactions',
    reactions: f.list('reactions', (one) => ({
      emoji: one.string('emoji'),
      count: one.number('count'),
    })),
  }),
  audience: (f) => ({ type: 'audience', meetingId: f.string('meetingId'), ...audience(f) }),
  want,
  moderated: (f) => ({
    type: 'moderated',
    action: f.string('action'),
    targetId: f.optionalString('targetId') ?? null,
    by: f.string('by'),
    name: f.string('name'),
  }),
  lobby: (f) => ({
    type: 'lobby',
    meetingId: f.string('meetingId'),
    count: f.number('count'),
    waiting: f.list('waiting', waiting),
  }),
  groups: (f) => ({ type: 'groups', meetingId: f.string('meetingId'), ...groups(f) }),
  'lobby-message': (f) => ({
    type: 'lobby-message',
    meetingId: f.string('meetingId'),
    name: f.string('name'),
    message: f.string('message'),
    timestamp: f.string('timestamp'),
  }),
  'ice-servers': (f) => ({
    type: 'ice-servers',
    iceServers: f.list('iceServers', iceServer),
    ttl: f.number('ttl'),
  }),
  'meeting-updated': (f) => ({
    type: 'meeting-updated',
    meetingId: f.string('meetingId'),
    meeting: roomMeeting(f.child('meeting')),
    by: f.optionalString('by') ?? null,
  }),
  'meeting-ended': (f) => ({
    type: 'meeting-ended',
    meetingId: f.string('meetingId'),
    by: f.optionalString('by') ?? null,
  }),
  error: errorMessage,
  pong,
};

function isKnownType(type: string): type is ServerMessageBody['type'] {
  return Object.prototype.hasOwnProperty.call(kReaders, type);
}

/** Turns one text frame into a message. Never throws. */
export function decodeServerMessage(text: string): Result<ServerMessage, DecodeError> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err({ code: 'bad-json' });
  }
  if (!isObject(json) || typeof json['type'] !== 'string') return err({ code: 'bad-json' });
  const type = json['type'];
  // The number counts also if the message is of no use.
  const number = typeof json['seq'] === 'number' ? { seq: json['seq'] } : {};
  if (!isKnownType(type)) return err({ code: 'unknown-type', type, ...number });

  const fields = new Fields(json);
  const body = kReaders[type](fields);
  const re = fields.optionalString('re');
  const seq = kUnnumbered.has(type) ? undefined : fields.number('seq');
  if (fields.failedAt !== null)
    return err({ code: 'bad-field', type, field: fields.failedAt, ...number });
  return ok({
    ...body,
    ...(re !== undefined ? { re } : {}),
    ...(seq !== undefined ? { seq } : {}),
  });
}
