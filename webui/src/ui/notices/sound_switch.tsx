// SPDX-License-Identifier: MIT
// Whether news in the room have a sound; this browser remembers it.
import { useEnv } from '../env';
import { t } from '../i18n';

export function SoundSwitch() {
  const { preferences } = useEnv();
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={preferences.sounds.value}
        onChange={(event) => preferences.setSounds(event.currentTarget.checked)}
        data-testid="sounds"
      />
      {t('notice.sounds')}
    </label>
  );
}
