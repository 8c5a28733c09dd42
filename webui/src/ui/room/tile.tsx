// SPDX-License-Identifier: MIT
// One person (or one shared screen) on the stage.
import { useEffect } from 'preact/hooks';
import { Hand, MicOff, SignalLow } from 'lucide-preact';
import type { MediaState } from '../../core/protocol/messages';
import type { LinkState } from '../../core/rtc/peer';
import { Avatar } from '../components/avatar';
import { Video } from '../components/video';
import { t, type Key } from '../i18n';

export interface TileView {
  readonly userId: string;
  readonly peerId: string;
  readonly name: string;
  readonly self: boolean;
  readonly media: MediaState;
  readonly link: LinkState;
  readonly away: boolean;
  readonly camera: MediaStream | null;
  readonly speaking: boolean;
  /** Called when the picture is shown with another height. */
  readonly onShown?: (height: number, rate: number) => void;
}

/** Frames a second of a picture in a strip, and of a large one. */
const kSmallRate = 15;
const kFullRate = 30;

function trouble({ self, link, away }: TileView): Key | null {
  if (self) return null;
  if (link === 'unstable' || link === 'lost') return 'room.unstable';
  if (link === 'connecting') return 'room.connecting';
  return away ? 'room.away' : null;
}

export interface BoxSize {
  readonly width: number;
  readonly height: number;
}

export function Tile({
  view,
  size,
  small = false,
}: {
  view: TileView;
  size?: BoxSize | undefined;
  small?: boolean;
}) {
  const { media, name, self, userId } = view;
  const height = size?.height ?? 0;
  useEffect(() => {
    if (height > 0) view.onShown?.(height, small ? kSmallRate : kFullRate);
  }, [height, small, userId]);
  const said = trouble(view);
  const showVideo = media.video && view.camera !== null && (self || view.link !== 'connecting');
  const label = self ? t('room.you') : name;
  return (
    <article
      class={
        `tile${view.speaking && media.audio ? ' tile-speaking' : ''}` + (small ? ' tile-small' : '')
      }
      style={size ? { width: `${size.width}px`, height: `${size.height}px` } : undefined}
      aria-label={label}
      data-testid="tile"
      data-peer-id={view.peerId}
      data-self={self ? 'true' : 'false'}
      data-link={view.link}
    >
      <div class="tile-off">
        <Avatar id={userId} name={name} size={small ? 'medium' : 'large'} />
      </div>
      {showVideo && view.camera && <Video stream={view.camera} mirrored={self} />}
      {said && (
        <p class="tile-state">
          {said !== 'room.connecting' && <SignalLow size={16} aria-hidden />}
          <span>{t(said)}</span>
        </p>
      )}
      {media.hand && (
        <span class="tile-hand" role="img" aria-label={t('room.handUp')} title={t('room.handUp')}>
          <Hand size={small ? 16 : 20} aria-hidden />
        </span>
      )}
      <p class="tile-name">
        {!media.audio && <MicOff size={16} aria-label={t('room.muted')} />}
        <span>{label}</span>
      </p>
    </article>
  );
}

export interface ScreenView {
  readonly userId: string;
  readonly name: string;
  readonly stream: MediaStream;
}

export function ScreenTile({ screen, size }: { screen: ScreenView; size: BoxSize }) {
  const label = t('room.screenOf', { name: screen.name });
  return (
    <article
      class="tile tile-screen"
      style={{ width: `${size.width}px`, height: `${size.height}px` }}
      aria-label={label}
      data-testid="screen-tile"
    >
      <Video stream={screen.stream} whole />
      <p class="tile-name">
        <span>{label}</span>
      </p>
    </article>
  );
}
