// SPDX-License-Identifier: MIT
// One person on the stage. The plate with the name is a button: everything that one can do with a
// person begins there, and nothing lies over the face.
import { useEffect, useRef } from 'preact/hooks';
import {
  BadgeCheck,
  Crown,
  Ellipsis,
  Hand,
  MicOff,
  Pin,
  ShieldCheck,
  SignalLow,
  Star,
} from 'lucide-preact';
import type { MediaState, Role } from '../../core/protocol/messages';
import type { LinkState } from '../../core/rtc/peer';
import { Avatar } from '../components/avatar';
import { useShownOnScreen } from '../components/hooks';
import { Video } from '../components/video';
import { t, type Key } from '../i18n';
import type { Reaction } from './stage_view';

export interface TileView {
  readonly userId: string;
  readonly peerId: string;
  readonly name: string;
  /** The name as it is shown: numbered, if somebody else has the same. */
  readonly shown: string;
  readonly self: boolean;
  readonly role: Role;
  readonly media: MediaState;
  readonly link: LinkState;
  readonly away: boolean;
  readonly camera: MediaStream | null;
  readonly speaking: boolean;
  /** Of oneself: some of the others get no picture, because the line is weak. */
  readonly paused: boolean;
  /** Both ends have compared the code of the connection. */
  readonly verified: boolean;
  /** The person has no account. */
  readonly guest: boolean;
  /** The person's connections are bad; only hosts know. */
  readonly trouble: boolean;
  /** The place among raised hands, from 1; 0: the hand is down. */
  readonly hand: number;
  readonly hands: number;
  readonly reaction: Reaction | null;
  readonly mark: 'pinned' | 'spotlit' | null;
  /** Called when the picture is shown with another height; 0: not at all. */
  readonly onShown?: (place: object, height: number, rate: number) => void;
  readonly onAspect?: (aspect: number) => void;
  /** Opens what one can do with the person. */
  readonly onMore?: (() => void) | undefined;
  readonly onPin?: (() => void) | undefined;
}

/** Frames a second of a picture in a strip, and of a large one. */
const kSmallRate = 15;
const kFullRate = 30;

function trouble({ self, link, away, paused }: TileView): Key | null {
  if (self) return paused ? 'stage.ownPaused' : null;
  if (link === 'lost') return 'room.lost';
  if (link === 'unstable') return 'room.unstable';
  if (link === 'connecting') return 'room.connecting';
  return away ? 'room.away' : null;
}

export interface BoxSize {
  readonly width: number;
  readonly height: number;
}

function RoleMark({ role }: { role: Role }) {
  if (role === 'host') return <Crown size={16} aria-label={t('stage.host')} />;
  if (role === 'cohost') return <ShieldCheck size={16} aria-label={t('stage.cohost')} />;
  return null;
}

function NamePlate({ view, label }: { view: TileView; label: string }) {
  const content = (
    <>
      {!view.media.audio && <MicOff size={16} aria-label={t('room.muted')} />}
      <RoleMark role={view.role} />
      {view.verified && (
        <BadgeCheck size={16} aria-label={t('check.verified')} data-testid="tile-verified" />
      )}
      {view.mark === 'pinned' && <Pin size={16} aria-label={t('stage.pinned')} />}
      {view.mark === 'spotlit' && <Star size={16} aria-label={t('stage.spotlit')} />}
      <span dir="auto">{label}</span>
      {view.guest && (
        <span class="guest-mark" title={t('stage.guest')}>
          {t('people.guest')}
        </span>
      )}
    </>
  );
  if (!view.onMore) return <p class="tile-name">{content}</p>;
  return (
    <button
      type="button"
      class="tile-name"
      onClick={view.onMore}
      title={t('stage.more', { name: label })}
      aria-haspopup="dialog"
      data-testid="tile-more"
    >
      {content}
      <Ellipsis size={16} class="tile-dots" aria-hidden />
    </button>
  );
}

function HandMark({ view, small }: { view: TileView; small: boolean }) {
  const said = view.hands > 1 ? t('stage.hand.number', { number: view.hand }) : t('stage.hand');
  return (
    <span class="tile-hand" role="img" aria-label={said} title={said}>
      <Hand size={small ? 16 : 20} aria-hidden />
      {view.hands > 1 && <span class="tile-hand-number">{view.hand}</span>}
    </span>
  );
}

export function Tile({
  view,
  size,
  small = false,
  floating = false,
}: {
  view: TileView;
  size?: BoxSize | undefined;
  small?: boolean;
  /** In a window of its own, which is seen while the page is hidden. */
  floating?: boolean;
}) {
  const { name, self, userId, media, reaction } = view;
  const element = useRef<HTMLElement>(null);
  const onScreen = useShownOnScreen(element);
  const showVideo = media.video && view.camera !== null && (self || view.link !== 'connecting');
  const height = onScreen || floating ? (size?.height ?? element.current?.clientHeight ?? 0) : 0;
  const rate = small ? kSmallRate : kFullRate;
  const onShown = useRef(view.onShown);
  onShown.current = view.onShown;
  useEffect(() => onShown.current?.(element, height, rate), [height, rate, userId]);
  useEffect(() => () => onShown.current?.(element, 0, 0), [userId]);
  const said = trouble(view);
  const label = self ? t('room.you') : view.shown;
  return (
    <article
      ref={element}
      class={
        `tile${view.speaking && media.audio ? ' tile-speaking' : ''}` + (small ? ' tile-small' : '')
      }
      style={size ? { width: `${size.width}px`, height: `${size.height}px` } : undefined}
      aria-label={label}
      onDblClick={view.onPin}
      data-testid="tile"
      data-peer-id={view.peerId}
      data-self={self ? 'true' : 'false'}
      data-link={view.link}
    >
      <div class="tile-off">
        <Avatar id={userId} name={name} size={small ? 'medium' : 'large'} />
      </div>
      {showVideo && view.camera && (
        <Video
          stream={view.camera}
          mirrored={self}
          {...(view.onAspect ? { onAspect: view.onAspect } : {})}
        />
      )}
      <div class="tile-top">
        {said && (
          <p class="tile-state">
            {said !== 'room.connecting' && <SignalLow size={16} aria-hidden />}
            <span>{t(said)}</span>
          </p>
        )}
        {!said && view.trouble && (
          <p class="tile-state tile-trouble" title={t('stage.trouble', { name: view.shown })}>
            <SignalLow size={16} aria-label={t('people.trouble')} />
          </p>
        )}
        <span class="tile-space" />
        {media.hand && <HandMark view={view} small={small} />}
      </div>
      {reaction && (
        <span
          class="tile-reaction"
          role="img"
          aria-label={t('stage.reaction', { name: label, emoji: reaction.emoji })}
          data-testid="reaction"
        >
          {reaction.emoji}
          {reaction.count > 1 && <small>{reaction.count}</small>}
        </span>
      )}
      <NamePlate view={view} label={label} />
    </article>
  );
}
