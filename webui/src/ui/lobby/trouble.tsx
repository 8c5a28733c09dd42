// SPDX-License-Identifier: MIT
// Camera or microphone cannot be had: one sentence, one thing to do, and a picture of where.
// Joining without them is always possible, and said.
import { Camera, CameraOff, Ellipsis, Lock, PanelTop, SlidersHorizontal } from 'lucide-preact';
import type { ComponentType } from 'preact';
import type { LucideProps } from 'lucide-preact';
import type { TrackTrouble } from '../../core/media/tracks';
import { Button, buttonClass } from '../components/button';
import { ErrorMessage, InfoMessage } from '../components/message';
import { isFramed } from '../embed/framed';
import { hasKey, t, type Key } from '../i18n';
import { platformOf, secureAddress, systemOf, type Platform } from './platform';

/** The key of the one sentence that covers both devices, or null when all is well. */
export function troubleKey({ camera, microphone }: TrackTrouble): Key | null {
  const worst = microphone ?? camera;
  if (!worst) return null;
  const which = camera === microphone ? 'both' : microphone ? 'microphone' : 'camera';
  const key = `trouble.${worst}.${which}`;
  return hasKey(key) ? key : `trouble.${worst}.both`;
}

interface Spot {
  readonly icon: ComponentType<LucideProps>;
  /** Where the icon is: in an address bar, or in a menu bar above it. */
  readonly menu?: string;
}

const kSpots: Readonly<Record<Platform, Spot | null>> = {
  chrome: { icon: SlidersHorizontal },
  'chrome-android': { icon: SlidersHorizontal },
  firefox: { icon: CameraOff },
  'firefox-android': { icon: Lock },
  'safari-mac': { icon: Camera, menu: 'Safari' },
  'safari-ios': { icon: PanelTop },
  'ios-other': null,
  other: null,
};

function Picture({ platform }: { platform: Platform }) {
  const spot = kSpots[platform];
  if (!spot) return null;
  const { icon: Icon, menu } = spot;
  return (
    <div
      class={`address-bar${menu ? ' address-bar-menu' : ''}`}
      role="img"
      aria-label={t('trouble.picture')}
    >
      <span class="address-bar-icon">
        {menu ? <strong>{menu}</strong> : <Icon size={16} aria-hidden />}
      </span>
      <span class="address-bar-text">{menu ? 'File  Edit  View' : location.host}</span>
      <Ellipsis size={16} aria-hidden />
    </div>
  );
}

function Blocked({ text, onRetry }: { text: string; onRetry: () => void }) {
  const platform = platformOf(navigator.userAgent, navigator.maxTouchPoints);
  return (
    <ErrorMessage text={text} onRetry={onRetry}>
      {isFramed() ? (
        <p>
          <a href={location.href} target="_blank" rel="noreferrer" data-testid="trouble-own-tab">
            {t('trouble.framed')}
          </a>
        </p>
      ) : (
        <>
          <p>{t(`trouble.how.${platform}`)}</p>
          <Picture platform={platform} />
        </>
      )}
      <p class="small">{t('trouble.join')}</p>
    </ErrorMessage>
  );
}

interface TroubleProps {
  trouble: TrackTrouble;
  onRetry: () => void;
  /** The invitation's link: on an insecure page it may know a secure address. */
  joinUrl?: string;
}

export function Trouble({ trouble, onRetry, joinUrl = '' }: TroubleProps) {
  const key = troubleKey(trouble);
  if (!key) return null;
  if (key.startsWith('trouble.denied')) return <Blocked text={t(key)} onRetry={onRetry} />;
  if (key.startsWith('trouble.system'))
    return (
      <ErrorMessage text={t(key)} onRetry={onRetry}>
        <p>{t(`trouble.how.${systemOf(navigator.userAgent)}`)}</p>
        <p class="small">{t('trouble.join')}</p>
      </ErrorMessage>
    );
  if (key === 'trouble.insecure.both') {
    const address = secureAddress(joinUrl, location.pathname);
    return (
      <ErrorMessage text={t(key)}>
        {address && (
          <div>
            <a class={buttonClass('primary')} href={address} target="_self" rel="external">
              {t('trouble.insecure.action')}
            </a>
          </div>
        )}
      </ErrorMessage>
    );
  }
  // Many have no camera, and it is no alarm.
  if (key.startsWith('trouble.missing'))
    return (
      <InfoMessage>
        <p>{t(key)}</p>
        <div>
          <Button onClick={onRetry}>{t('app.retry')}</Button>
        </div>
      </InfoMessage>
    );
  return <ErrorMessage text={t(key)} onRetry={onRetry} />;
}
