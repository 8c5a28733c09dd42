// SPDX-License-Identifier: MIT
// Camera or microphone cannot be had: one sentence, one thing to do, and a picture where it helps.
import { Lock, SlidersHorizontal } from 'lucide-preact';
import type { TrackTrouble } from '../../core/media/tracks';
import { ErrorMessage } from '../components/message';
import { hasKey, t, type Key } from '../i18n';

/** The key of the one sentence that covers both devices, or null when all is well. */
export function troubleKey({ camera, microphone }: TrackTrouble): Key | null {
  const worst = microphone ?? camera;
  if (!worst) return null;
  const which = camera === microphone ? 'both' : microphone ? 'microphone' : 'camera';
  const key = `trouble.${worst}.${which}`;
  return hasKey(key) ? key : `trouble.${worst}.both`;
}

function AddressBarPicture() {
  return (
    <div class="address-bar" role="img" aria-label={t('trouble.picture')}>
      <span class="address-bar-icon">
        <SlidersHorizontal size={16} aria-hidden />
      </span>
      <Lock size={14} aria-hidden />
      <span class="address-bar-text">{location.host}</span>
    </div>
  );
}

export function Trouble({ trouble, onRetry }: { trouble: TrackTrouble; onRetry: () => void }) {
  const key = troubleKey(trouble);
  if (!key) return null;
  const insecure = key === 'trouble.insecure.both';
  return (
    <ErrorMessage text={t(key)} onRetry={insecure ? undefined : onRetry}>
      {key.startsWith('trouble.denied') && <AddressBarPicture />}
    </ErrorMessage>
  );
}
