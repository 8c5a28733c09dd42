// SPDX-License-Identifier: MIT
// What a change of the room means for the board of notices. Pure.
import type { Draft, NoticeKind } from '../model/notices';
import type { PeerView, RoomState } from '../model/state';

export interface Telling {
  readonly post: readonly Draft[];
  readonly clear: readonly { readonly kind: NoticeKind; readonly id?: string }[];
}

/** The line to the server is cut, as far as anybody knows. */
export function isCutOff({ phase, signaling, doubtful }: RoomState): boolean {
  return phase === 'in' && (signaling === 'down' || doubtful);
}

/** Media still flows to somebody: the connection says so, and its packets come. */
export function mediaFlows({ peers }: RoomState): boolean {
  return peers.some((peer) => peer.link === 'connected');
}

/** The own line is bad if every connection is; with one person nobody can tell whose it is. */
function lineIsBad({ peers }: RoomState): boolean {
  const known = peers.filter((peer) => peer.link !== 'connecting');
  return known.length > 1 && known.every((peer) => peer.link !== 'connected');
}

function isLost(peer: PeerView, state: RoomState): boolean {
  // Nothing comes from the audience, and nobody misses it.
  return peer.link === 'lost' && peer.role !== 'listener' && !lineIsBad(state);
}

function newsOf(before: RoomState, after: RoomState): Draft[] {
  const last = before.news.at(-1)?.key ?? 0;
  return after.news
    .filter((news) => news.key > last)
    .map(({ kind, about: id, name, text }) => ({
      kind,
      person: { id, name },
      ...(text === undefined ? {} : { text }),
    }));
}

/** A line that the server refused, while nobody looks at the chat. */
function failures(before: RoomState, after: RoomState): Draft[] {
  if (before.chat === after.chat || after.chatOpen) return [];
  const failed = (state: RoomState): number =>
    state.chat.filter((line) => line.delivery === 'failed').length;
  return failed(after) > failed(before) ? [{ kind: 'chat-failed' }] : [];
}

/** Whether something began (post) or ended (clear). */
function turn(
  kind: NoticeKind,
  was: boolean,
  is: boolean,
): { post: Draft[]; clear: { kind: NoticeKind }[] } {
  return { post: is && !was ? [{ kind }] : [], clear: was && !is ? [{ kind }] : [] };
}

function linksLost(before: RoomState, after: RoomState): Telling {
  const was = new Set(
    before.peers.filter((peer) => isLost(peer, before)).map((peer) => peer.userId),
  );
  const is = after.peers.filter((peer) => isLost(peer, after));
  const still = new Set(is.map((peer) => peer.userId));
  return {
    post: is
      .filter((peer) => !was.has(peer.userId))
      .map(({ userId: id, name }) => ({ kind: 'link-lost', person: { id, name } })),
    clear: [...was].filter((id) => !still.has(id)).map((id) => ({ kind: 'link-lost', id })),
  };
}

/** Checks that ended, one way or the other. */
function checked(before: RoomState, after: RoomState): Telling['clear'] {
  return before.peers.flatMap(({ userId: id, check }) => {
    const now = after.peers.find((peer) => peer.userId === id)?.check.state ?? 'none';
    if (check.state === now) return [];
    return [
      ...(check.state === 'code' ? [{ kind: 'check-asked' as const, id }] : []),
      ...(now !== 'none' ? [{ kind: 'check-lost' as const, id }] : []),
    ];
  });
}

/** Hands that went down, and people who were let in, need nobody's attention any more. */
function settled(before: RoomState, after: RoomState): Telling['clear'] {
  const up = new Set(after.peers.filter((peer) => peer.media.hand).map((peer) => peer.userId));
  const waits = new Set(after.lobby.waiting.map((one) => one.requestId));
  return [
    ...before.peers
      .filter((peer) => peer.media.hand && !up.has(peer.userId))
      .map((peer) => ({ kind: 'hand-raised' as const, id: peer.userId })),
    ...before.lobby.waiting
      .filter((one) => !waits.has(one.requestId))
      .map((one) => ({ kind: 'knock' as const, id: one.requestId })),
    ...(before.groups?.help ?? [])
      .filter(({ peerId }) => !after.groups?.help.some((one) => one.peerId === peerId))
      .map(({ peerId }) => ({ kind: 'group-help' as const, id: peerId })),
    ...(after.chatOpen && !before.chatOpen
      ? [{ kind: 'chat' as const }, { kind: 'chat-failed' as const }]
      : []),
    ...(after.self.media.audio && !before.self.media.audio
      ? (['muted', 'may-unmute', 'floor-given'] as const).map((kind) => ({ kind }))
      : []),
    ...(after.self.role === 'listener' && before.self.role !== 'listener'
      ? [{ kind: 'floor-given' as const }]
      : []),
  ];
}

/** Who is in a recording is asked; who only listens to a lecture is not in it, and is told. */
function recordings(before: RoomState, after: RoomState): Telling {
  const who = ({ peers }: RoomState): Map<string, PeerView> =>
    new Map(peers.filter((peer) => peer.media.recording).map((peer) => [peer.userId, peer]));
  const [was, is] = [who(before), who(after)];
  const asked = after.self.role !== 'listener';
  const anew = asked && before.self.role === 'listener';
  return {
    post: [
      ...[...is.values()]
        .filter(({ userId }) => anew || !was.has(userId))
        .map(({ userId: id, name }) => ({
          kind: asked ? ('recording-ask' as const) : ('recording-began' as const),
          person: { id, name },
        })),
      ...[...was.values()]
        .filter(({ userId }) => !is.has(userId))
        .map(({ userId: id, name }) => ({
          kind: 'recording-ended' as const,
          person: { id, name },
        })),
    ],
    clear: [...was.keys()]
      .filter((id) => !is.has(id) || !asked)
      .map((id) => ({ kind: 'recording-ask' as const, id })),
  };
}

export function tellingOf(before: RoomState, after: RoomState): Telling {
  const cut = turn('reconnecting', isCutOff(before), isCutOff(after));
  // While the line to the server is cut, its own notice says enough.
  const weak = turn(
    'link-weak',
    lineIsBad(before) && !isCutOff(before),
    lineIsBad(after) && !isCutOff(after),
  );
  const lost = linksLost(before, after);
  const films = recordings(before, after);
  const back = cut.clear.length > 0 && after.phase === 'in';
  return {
    post: [
      ...newsOf(before, after),
      ...failures(before, after),
      ...cut.post,
      ...(back ? [{ kind: 'reconnected' as const }] : []),
      ...weak.post,
      ...lost.post,
      ...films.post,
    ],
    clear: [
      ...settled(before, after),
      ...checked(before, after),
      ...cut.clear,
      ...weak.clear,
      ...lost.clear,
      ...films.clear,
    ],
  };
}
