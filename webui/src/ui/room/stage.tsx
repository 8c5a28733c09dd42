// SPDX-License-Identifier: MIT
// Arranges the people: alone, two (large and small), grid, or a shared screen with a film strip.
import { useRef } from 'preact/hooks';
import { MonitorUp, UserPlus } from 'lucide-preact';
import type { PeerView } from '../../core/model/state';
import { Button } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { useSize, type Size } from '../components/hooks';
import { Loading } from '../components/message';
import { t } from '../i18n';
import type { RoomSession, StreamsOf } from './room_session';
import { ScreenTile, Tile, type ScreenView, type TileView } from './tile';
import { tiling } from './tiling';

const kGap = 8;

function cameraOf(peer: PeerView, streams: StreamsOf | undefined): MediaStream | null {
  for (const [id, stream] of streams ?? []) {
    if (id !== peer.media.screenStream && stream.getVideoTracks().length > 0) return stream;
  }
  return null;
}

function screensOf(session: RoomSession): ScreenView[] {
  return session.state.value.peers.flatMap((peer) => {
    const { screen, screenStream } = peer.media;
    const stream =
      screen && screenStream
        ? session.streams.value.get(peer.userId)?.get(screenStream)
        : undefined;
    return stream ? [{ userId: peer.userId, name: peer.name, stream }] : [];
  });
}

function tilesOf(session: RoomSession): {
  readonly own: TileView;
  readonly others: readonly TileView[];
} {
  const { self, peers, speaker, spotlight } = session.state.value;
  // Whom a host has put in the spotlight stands first.
  const lit = (peer: PeerView): number => (peer.peerId === spotlight ? 0 : 1);
  const ordered = [...peers].sort((a, b) => lit(a) - lit(b));
  const others = ordered.map((peer) => ({
    ...peer,
    self: false,
    camera: cameraOf(peer, session.streams.value.get(peer.userId)),
    speaking: speaker === peer.userId,
    onShown: (height: number, rate: number) => session.shows(peer.userId, height, rate),
  }));
  const own: TileView = {
    ...self,
    self: true,
    link: 'connected',
    away: false,
    camera: session.tracks.cameraOn ? session.tracks.local.stream : null,
    speaking: speaker === self.userId,
  };
  return { own, others };
}

function Grid({ tiles, size }: { tiles: readonly TileView[]; size: Size }) {
  const { tileWidth: width, tileHeight: height } = tiling(
    tiles.length,
    size.width,
    size.height,
    kGap,
  );
  return (
    <div class="grid">
      {tiles.map((view) => (
        <Tile key={view.userId} view={view} size={{ width, height }} />
      ))}
    </div>
  );
}

/** One to one: the other fills the stage, oneself stands in the corner. */
function Pair({ other, own, size }: { other: TileView; own: TileView; size: Size }) {
  return (
    <div class="pair">
      <Tile key={other.userId} view={other} size={size} />
      <div class="pair-own">
        <Tile key={own.userId} view={own} small />
      </div>
    </div>
  );
}

function Alone({
  session,
  own,
  size,
  onInvite,
}: {
  session: RoomSession;
  own: TileView;
  size: Size;
  onInvite: () => void;
}) {
  const { meeting } = session.seated.seat;
  const host = session.state.value.self.role === 'host';
  const tile = tiling(1, size.width, size.height, 0);
  return (
    <div class="alone">
      <Tile view={own} size={{ width: tile.tileWidth, height: tile.tileHeight }} />
      <div class="alone-card">
        {host ? (
          <>
            <h2>{t('room.alone.title')}</h2>
            <p>{t('room.alone.text')}</p>
          </>
        ) : (
          <>
            <h2>{t('room.alone.guest.title', { name: meeting.host.name })}</h2>
            <p>{t('room.alone.guest.text')}</p>
          </>
        )}
        <p class="code mono">{meeting.code}</p>
        <div class="row">
          <CopyButton text={meeting.joinUrl} label={t('created.copyLink')} kind="primary" />
          <Button onClick={onInvite}>
            <UserPlus size={20} aria-hidden />
            {t('room.invite')}
          </Button>
        </div>
      </div>
    </div>
  );
}

function Presentation({
  screen,
  tiles,
  size,
}: {
  screen: ScreenView;
  tiles: readonly TileView[];
  size: Size;
}) {
  const wide = size.width > size.height;
  const strip = wide
    ? Math.min(240, Math.max(120, size.width * 0.18))
    : Math.min(140, Math.max(88, size.height * 0.2));
  const stripHeight = wide ? Math.round((strip * 9) / 16) : Math.round(strip);
  const box = wide
    ? { width: size.width - strip - kGap, height: size.height }
    : { width: size.width, height: size.height - stripHeight - kGap };
  const stripTile = wide
    ? { width: strip, height: stripHeight }
    : { width: Math.round((stripHeight * 4) / 3), height: stripHeight };
  return (
    <div class={`presentation ${wide ? 'presentation-wide' : 'presentation-tall'}`}>
      <ScreenTile screen={screen} size={box} />
      <div class="strip" tabIndex={0} role="group" aria-label={t('room.people')}>
        {tiles.map((view) => (
          <Tile key={view.userId} view={view} size={stripTile} small />
        ))}
      </div>
    </div>
  );
}

function SharingBanner({ session }: { session: RoomSession }) {
  return (
    <div class="sharing" role="status">
      <MonitorUp size={18} aria-hidden />
      <span>{t('room.yourScreen')}</span>
      <button type="button" class="sharing-stop" onClick={() => session.tracks.stopScreen()}>
        {t('room.share.stop')}
      </button>
    </div>
  );
}

/** Until the room opens; after a while it says what may be wrong and offers a way on. */
function Opening({ session }: { session: RoomSession }) {
  const { stuck } = session.state.value;
  if (!stuck) return <Loading text={t('room.joining')} />;
  return (
    <div class="card stack stuck" role="alert" data-testid="stuck">
      <h2>{t('room.stuck.title')}</h2>
      <p>{t('room.stuck.text')}</p>
      <div class="row">
        <Button kind="primary" onClick={() => session.retryNow()}>
          {t('app.retry')}
        </Button>
        <Button onClick={() => session.leave()}>{t('app.back')}</Button>
      </div>
    </div>
  );
}

export function Stage({ session, onInvite }: { session: RoomSession; onInvite: () => void }) {
  const element = useRef<HTMLElement>(null);
  const size = useSize(element);
  const { phase } = session.state.value;
  const { own, others } = tilesOf(session);
  const [screen] = screensOf(session);
  const [first] = others;

  const arrange = () => {
    if (size.width <= 0 || size.height <= 0) return null;
    if (phase === 'connecting') return <Opening session={session} />;
    if (screen) return <Presentation screen={screen} tiles={[...others, own]} size={size} />;
    if (!first) return <Alone session={session} own={own} size={size} onInvite={onInvite} />;
    if (others.length === 1) return <Pair other={first} own={own} size={size} />;
    return <Grid tiles={[...others, own]} size={size} />;
  };

  return (
    <main class="stage" ref={element} aria-label={t('room.stage')}>
      {session.tracks.screenOn && <SharingBanner session={session} />}
      {arrange()}
    </main>
  );
}
