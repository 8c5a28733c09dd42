// SPDX-License-Identifier: MIT
// reduce(state, event) -> state: everything that changes what a room shows. Pure.
import { kNoMedia, type ChatMessage, type PeerInfo, type Role } from '../protocol/messages';
import { kNoCheck, type Check } from '../verify/exchange';
import { onGroups, openGroups, takenAlong, withoutNewsOfMoving } from './groups';
import { withReaction } from './line_reactions';
import { withNews } from './news';
import { moderates } from './permissions';
import type { ChatLine, LobbyView, PeerView, RoomEvent, RoomState } from './state';

export const kMaxChatLines = 2_000;

export function initialRoom(userId: string, name: string): RoomState {
  return {
    phase: 'connecting',
    leaveReason: null,
    leaveCode: null,
    signaling: 'down',
    doubtful: false,
    stuck: false,
    meeting: null,
    self: { peerId: '', userId, name, role: 'participant', media: kNoMedia, blocked: [] },
    spotlight: null,
    lobby: { count: 0, waiting: [] },
    audience: null,
    newSpeaker: null,
    peers: [],
    groups: null,
    group: 0,
    shelved: new Map(),
    chat: [],
    unread: 0,
    chatOpen: false,
    news: [],
    speaker: null,
    nextKey: 1,
  };
}

function viewOf(peer: PeerInfo, known: PeerView | undefined): PeerView {
  return {
    peerId: peer.peerId,
    userId: peer.userId,
    name: peer.name,
    role: peer.role,
    media: peer.media,
    link: known?.link ?? 'connecting',
    away: peer.reconnecting === true,
    blocked: peer.blocked ?? [],
    trouble: peer.trouble === true,
    guest: peer.guest === true,
    check: known?.check ?? kNoCheck,
    ...(peer.handOrder === undefined ? {} : { handOrder: peer.handOrder }),
    told: { hand: peer.media.hand, screen: peer.media.screen },
  };
}

/** Of somebody who begins a new session: its first state may come a moment later. */
function rejoined(peer: PeerInfo, known: PeerView): PeerView {
  const { hand, screen } = peer.media;
  const told = { hand: hand || known.told.hand, screen: screen || known.told.screen };
  return { ...viewOf(peer, known), told };
}

/** Hands and screens that go up. */
function withRaised(state: RoomState, before: PeerView, peer: PeerInfo): RoomState {
  const { name, userId, media } = peer;
  let next = state;
  const news = { about: userId, name };
  if (!before.told.hand && media.hand) next = withNews(next, { kind: 'hand-raised', ...news });
  if (!before.told.screen && media.screen)
    next = withNews(next, { kind: 'screen-started', ...news });
  return next;
}

function updatePeer(
  state: RoomState,
  userId: string,
  change: (peer: PeerView) => PeerView,
): RoomState {
  if (!state.peers.some((peer) => peer.userId === userId)) return state;
  return {
    ...state,
    peers: state.peers.map((peer) => (peer.userId === userId ? change(peer) : peer)),
  };
}

function line(state: RoomState, message: ChatMessage, key: number): ChatLine {
  return {
    key,
    userId: message.userId,
    name: message.name,
    text: message.message,
    timestamp: message.timestamp,
    own: message.userId === state.self.userId,
    private: message.private,
    delivery: 'sent',
    ...(message.line === undefined ? {} : { line: message.line }),
  };
}

/** The own line, now that the server has it. */
function sent(state: RoomState, message: ChatMessage, { key, to }: ChatLine): ChatLine {
  return { ...line(state, message, key), ...(to ? { to } : {}) };
}

/** A chat message has no id; its sender, time and text identify it. */
function chatKey(userId: string, timestamp: string, text: string): string {
  return JSON.stringify([userId, timestamp, text]);
}

/**
 * Own lines whose answer was lost with the connection, but which the server has all the same: they
 * are sent, and they are no news.
 */
function withArrived(
  state: RoomState,
  unseen: readonly ChatMessage[],
): { chat: readonly ChatLine[]; news: readonly ChatMessage[] } {
  const news = [...unseen];
  const chat = state.chat.map((old) => {
    if (old.delivery === 'sent') return old;
    const index = news.findIndex(
      (message) => message.userId === old.userId && message.message === old.text,
    );
    const [arrived] = index < 0 ? [] : news.splice(index, 1);
    return arrived ? sent(state, arrived, old) : old;
  });
  return { chat, news };
}

function onJoined(before: RoomState, event: Extract<RoomEvent, { type: 'joined' }>): RoomState {
  const state = takenAlong(before, event.groups);
  const moved = state.group !== before.group;
  const listed = new Map(event.peers.map((peer) => [peer.userId, peer]));
  // Everyone keeps their place. A person whom the server does not list may have lost signaling, as
  // we did; the media plane decides when the person is gone.
  const kept = state.peers.map((old) => {
    const peer = listed.get(old.userId);
    return peer ? rejoined(peer, old) : { ...old, away: true };
  });
  const known = new Set(state.peers.map((old) => old.userId));
  const added = event.peers
    .filter((peer) => !known.has(peer.userId))
    .map((peer) => viewOf(peer, undefined));
  // The server's list brings the messages that we missed; we keep older ones that the server
  // dropped.
  const seen = new Set(state.chat.map((old) => chatKey(old.userId, old.timestamp, old.text)));
  const unseen = event.chat.filter(
    (message) => !seen.has(chatKey(message.userId, message.timestamp, message.message)),
  );
  const { chat, news } = withArrived(state, unseen);
  const again = state.phase === 'in';
  const next: RoomState = {
    ...state,
    phase: 'in',
    signaling: 'up',
    stuck: false,
    meeting: event.meeting,
    self: { ...state.self, peerId: event.peerId, role: event.role, blocked: event.blocked ?? [] },
    spotlight: event.spotlight ?? null,
    // A host gets the list anew.
    lobby: { count: 0, waiting: [] },
    audience: event.audience ?? null,
    newSpeaker: null,
    peers: [...kept, ...added],
    chat: [
      ...chat,
      ...news.map((message, index) => line(state, message, state.nextKey + index)),
    ].slice(-kMaxChatLines),
    groups: openGroups(event.groups),
    unread: again && !moved && !state.chatOpen ? state.unread + news.length : state.unread,
    nextKey: state.nextKey + news.length,
  };
  return again && !moved ? withMissed(next, state.peers, event.peers) : next;
}

/** What happened while we were away. */
function withMissed(
  state: RoomState,
  before: readonly PeerView[],
  now: readonly PeerInfo[],
): RoomState {
  return now.reduce((next, peer) => {
    const known = before.find((old) => old.userId === peer.userId);
    if (known) return withRaised(next, known, peer);
    return withComing(next, peer);
  }, state);
}

/** The audience of a lecture comes and goes without a word: it is a number. */
function isAudience({ role }: { readonly role: Role }): boolean {
  return role === 'listener';
}

/** Who was there as a listener has not joined, but got the floor. */
function withComing(state: RoomState, peer: PeerInfo): RoomState {
  if (isAudience(peer)) return state;
  const spoke = peer.peerId === state.newSpeaker;
  const next = spoke ? { ...state, newSpeaker: null } : state;
  const kind = spoke ? 'peer-speaks' : 'peer-joined';
  return withNews(next, { kind, about: peer.userId, name: peer.name });
}

function onPeerJoined(state: RoomState, peer: PeerInfo): RoomState {
  const known = state.peers.find((other) => other.userId === peer.userId);
  if (known) return updatePeer(state, peer.userId, (old) => rejoined(peer, old));
  const peers = [...state.peers, viewOf(peer, undefined)];
  return withComing({ ...state, peers }, peer);
}

function onPeerUpdated(state: RoomState, peer: PeerInfo): RoomState {
  const before = state.peers.find((other) => other.userId === peer.userId);
  if (!before) return state;
  const next = updatePeer(state, peer.userId, (old) => viewOf(peer, old));
  return withRaised(next, before, peer);
}

function onPeerGone(state: RoomState, userId: string): RoomState {
  const peer = state.peers.find((other) => other.userId === userId);
  if (!peer) return state;
  const peers = state.peers.filter((other) => other !== peer);
  const speaker = state.speaker === userId ? null : state.speaker;
  const next = { ...state, peers, speaker };
  if (isAudience(peer) || withoutNewsOfMoving(state, peer.peerId)) return next;
  return withNews(next, { kind: 'peer-left', about: userId, name: peer.name });
}

/** Told are: that somebody wants to compare, and that what was compared holds no more. */
function onCheck(state: RoomState, userId: string, check: Check): RoomState {
  const before = state.peers.find((peer) => peer.userId === userId);
  if (!before) return state;
  const next = updatePeer(state, userId, (peer) => ({ ...peer, check }));
  const about = { about: userId, name: before.name };
  if (before.check.state === 'verified' && check.state === 'none')
    return withNews(next, { kind: 'check-lost', ...about });
  if (before.check.state !== 'code' && check.state === 'code' && check.asked)
    return withNews(next, { kind: 'check-asked', ...about });
  return next;
}

function onRole(state: RoomState, peerId: string, role: Role): RoomState {
  if (state.self.peerId !== peerId) return onRoleOfPeer(state, peerId, role);
  const lobby = moderates(role) ? state.lobby : { count: 0, waiting: [] };
  const next = { ...state, self: { ...state.self, role }, lobby };
  const before = state.self.role;
  if (isAudience({ role }) === isAudience({ role: before })) return next;
  const kind = isAudience({ role }) ? 'floor-taken' : 'floor-given';
  return withNews(next, { kind, about: kind, name: state.self.name });
}

function onRoleOfPeer(state: RoomState, peerId: string, role: Role): RoomState {
  const known = state.peers.find((peer) => peer.peerId === peerId);
  if (!known) return { ...state, newSpeaker: isAudience({ role }) ? null : peerId };
  const peers = state.peers.map((peer) => (peer === known ? { ...peer, role } : peer));
  const next = { ...state, peers };
  if (!isAudience(known) || isAudience({ role })) return next;
  return withNews(next, { kind: 'peer-speaks', about: known.userId, name: known.name });
}

function onLobby(state: RoomState, lobby: LobbyView): RoomState {
  const known = new Set(state.lobby.waiting.map((one) => one.requestId));
  return lobby.waiting
    .filter((one) => !known.has(one.requestId))
    .reduce(
      (next, { requestId, name }) => withNews(next, { kind: 'knock', about: requestId, name }),
      { ...state, lobby } as RoomState,
    );
}

function onChat(state: RoomState, message: ChatMessage): RoomState {
  const added = line(state, message, state.nextKey);
  const next: RoomState = {
    ...state,
    chat: [...state.chat, added].slice(-kMaxChatLines),
    nextKey: state.nextKey + 1,
  };
  if (message.broadcast && !added.own) {
    const { userId: about, name, text } = added;
    return withNews(next, { kind: 'broadcast', about, name, text });
  }
  if (state.chatOpen || added.own) return next;
  const { userId: about, name, text } = added;
  return withNews({ ...next, unread: state.unread + 1 }, { kind: 'chat', about, name, text });
}

type ChatSending = Extract<RoomEvent, { type: 'chat-sending' }>;

function onChatSending(state: RoomState, { text, timestamp, to }: ChatSending): RoomState {
  const { userId, name } = state.self;
  const { nextKey: key } = state;
  const added: ChatLine = {
    ...{ key, userId, name, text, timestamp },
    own: true,
    private: to !== undefined,
    ...(to ? { to } : {}),
    delivery: 'sending',
  };
  return { ...state, chat: [...state.chat, added].slice(-kMaxChatLines), nextKey: key + 1 };
}

/** A line that had not arrived when the page was loaded anew has failed; a press sends it again. */
function onChatKept(state: RoomState, lines: readonly ChatLine[]): RoomState {
  const key = ({ userId, timestamp, text }: ChatLine): string => chatKey(userId, timestamp, text);
  const here = new Set(state.chat.map(key));
  const missing = lines.filter((old) => !here.has(key(old)));
  const kept = missing.map((old, index): ChatLine => ({
    ...old,
    key: state.nextKey + index,
    own: old.userId === state.self.userId,
    delivery: old.delivery === 'sent' ? 'sent' : 'failed',
  }));
  return {
    ...state,
    chat: [...kept, ...state.chat].slice(-kMaxChatLines),
    nextKey: state.nextKey + kept.length,
  };
}

function updateLine(
  state: RoomState,
  key: number,
  change: (line: ChatLine) => ChatLine,
): RoomState {
  return { ...state, chat: state.chat.map((old) => (old.key === key ? change(old) : old)) };
}

export function reduce(state: RoomState, event: RoomEvent): RoomState {
  // After the end nothing changes any more: late events of closing connections must not revive the
  // room.
  if (state.phase === 'left') return state;
  switch (event.type) {
    case 'joined':
      return onJoined(state, event);
    case 'meeting-updated':
      return { ...state, meeting: event.meeting };
    case 'own-blocked':
      return { ...state, self: { ...state.self, blocked: event.blocked } };
    case 'role':
      return onRole(state, event.peerId, event.role);
    case 'spotlight':
      return { ...state, spotlight: event.peerId };
    case 'audience':
      return { ...state, audience: event.audience };
    case 'groups':
      return onGroups(state, event.groups);
    case 'lobby':
      return onLobby(state, event.lobby);
    case 'host-did':
      return withNews(state, { kind: event.kind, about: event.kind, name: event.name });
    case 'signaling':
      return { ...state, signaling: event.up ? 'up' : 'down' };
    case 'doubt':
      return { ...state, doubtful: event.doubtful };
    case 'peer-joined':
      return onPeerJoined(state, event.peer);
    case 'peer-updated':
      return onPeerUpdated(state, event.peer);
    case 'peer-away':
      return updatePeer(state, event.userId, (peer) => ({ ...peer, away: true }));
    case 'peer-gone':
      return onPeerGone(state, event.userId);
    case 'peer-link':
      return updatePeer(state, event.userId, (peer) => ({ ...peer, link: event.link }));
    case 'chat':
      return onChat(state, event.message);
    case 'chat-sending':
      return onChatSending(state, event);
    case 'chat-kept':
      return onChatKept(state, event.lines);
    case 'chat-again':
      return updateLine(state, event.key, (old) => ({ ...old, delivery: 'sending' }));
    case 'chat-failed':
      return updateLine(state, event.key, (old) =>
        old.delivery === 'sending' ? { ...old, delivery: 'failed' } : old,
      );
    case 'chat-sent':
      return updateLine(state, event.key, (old) => sent(state, event.message, old));
    case 'peer-check':
      return onCheck(state, event.userId, event.check);
    case 'line-reaction':
      return { ...state, chat: withReaction(state.chat, event, state.self.peerId) };
    case 'stuck':
      return { ...state, stuck: event.stuck };
    case 'chat-open':
      return { ...state, chatOpen: event.open, unread: event.open ? 0 : state.unread };
    case 'own-media':
      return { ...state, self: { ...state.self, media: event.media } };
    case 'speaker':
      return state.speaker === event.userId ? state : { ...state, speaker: event.userId };
    case 'left':
      return {
        ...state,
        phase: 'left',
        leaveReason: event.reason,
        leaveCode: event.code,
        peers: [],
        speaker: null,
      };
  }
}
