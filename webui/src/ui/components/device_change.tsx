// SPDX-License-Identifier: MIT
// Says which camera or microphone is in use now, after another one than the chosen one came into
// use.
import type { DeviceChange } from '../../core/media/capture';
import type { Tracks } from '../../core/media/tracks';
import { t, type Key } from '../i18n';
import { Button } from './button';

/** The key of the sentence and the name of the device that it mentions. */
export function sentenceOf({ kind, what, why, label }: DeviceChange): string {
  const which = kind === 'audio' ? 'microphone' : 'camera';
  const key: Key =
    label === null
      ? `device.gone.${which}`
      : what === 'lost'
        ? `device.lost.${which}`
        : why === 'busy'
          ? `device.busy.${which}`
          : `device.failed.${which}`;
  return t(key, { label: label || t('lobby.deviceDefault') });
}

/** Stays until the person has read it: somebody who looks at slides must not miss it. */
export function DeviceChangeNote({ tracks }: { tracks: Tracks }) {
  const change = tracks.deviceChange;
  if (!change) return null;
  return (
    <div class="device-change" role="alert" data-testid="device-change">
      <span>{sentenceOf(change)}</span>
      <Button kind="plain" onClick={() => tracks.deviceChangeSeen()}>
        {t('app.understood')}
      </Button>
    </div>
  );
}
