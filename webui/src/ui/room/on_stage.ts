// SPDX-License-Identifier: MIT
// What the stage draws, from the state of the room and from how one looks at it.
import { speaks } from '../../core/layout/audience';
import type { PeerView } from '../../core/model/state';
import { moderates } from '../../core/model/permissions';
import type { RoomSession, StreamsOf } from './room_session';
import type { ScreenView } from './screen_tile';
import type { StageView } from './stage_view';
import type { TileView } from './tile';

function cameraOf(peer: PeerView, streams: StreamsOf | undefined): MediaStream | null {
  for (const [id, stream] of streams ?? []) {
    if (id !== peer.media.screenStream && stream.getVideoTracks().length > 0) return stream;
  }
  return null;
}

export function screensOf(session: RoomSession, view: StageView): readonly ScreenView[] {
  const { self, peers } = view.room.value;
  const names = view.names.value;
  const screen = (userId: string, own: boolean, stream: MediaStream | null): ScreenView => ({
    userId,
    shown: names.get(userId) ?? '',
    self: own,
    stream,
    desk: session.activities,
    onAspect: (aspect) => view.sawAspect(`share ${userId}`, aspect),
    ...(own
      ? {}
      : {
          onSeen: () => session.seesScreen(userId),
          onShown: (place: object, height: number) =>
            session.showing.screen(
              userId,
              view.shows(`share ${userId}`, place, height, 0).height,
            ),
        }),
  });
  const others = peers
    .filter(({ media, blocked }) => media.screen && !blocked.includes('screen'))
    .map(({ userId, media: { screenStream } }) =>
      screen(
        userId,
        false,
        (screenStream && session.streams.value.get(userId)?.get(screenStream)) || null,
      ),
    );
  const own = session.tracks.local.screen;
  return own ? [...others, screen(self.userId, true, own)] : others;
}

export function tilesOf(
  session: RoomSession,
  view: StageView,
  paused: boolean,
): readonly TileView[] {
  const { self, peers, speaker, spotlight } = view.room.value;
  const names = view.names.value;
  const hands = view.hands.value;
  const pinned = view.pinned.value;
  const host = moderates(self.role);
  const common = (userId: string, peerId: string) =>
    ({
      shown: names.get(userId) ?? '',
      speaking: speaker === userId,
      hand: hands.indexOf(userId) + 1,
      hands: hands.length,
      reaction: view.reactions.value.get(userId) ?? null,
      mark:
        pinned?.kind === 'person' && pinned.id === userId
          ? 'pinned'
          : spotlight === peerId
            ? 'spotlit'
            : null,
      onAspect: (aspect: number) => view.sawAspect(`person ${userId}`, aspect),
    }) as const;
  const others = peers.filter(speaks).map((peer): TileView => ({
    ...peer,
    ...common(peer.userId, peer.peerId),
    self: false,
    verified: peer.check.state === 'verified',
    paused: false,
    trouble: host && peer.trouble,
    camera:
      session.saving.value === 'voice'
        ? null
        : cameraOf(peer, session.streams.value.get(peer.userId)),
    onShown: (place, height, rate) => {
      const most = view.shows(peer.userId, place, height, rate);
      session.showing.camera(peer.userId, most.height, most.rate);
    },
    onMore: () => (view.chosen.value = peer.userId),
    onPin: () => view.togglePin({ kind: 'person', id: peer.userId }),
  }));
  const own: TileView = {
    ...self,
    guest: false,
    verified: false,
    ...common(self.userId, self.peerId),
    self: true,
    paused: paused && session.tracks.cameraOn,
    trouble: false,
    link: 'connected',
    away: false,
    camera: session.tracks.cameraOn ? session.tracks.local.stream : null,
  };
  return speaks(self) ? [...others, own] : others;
}
