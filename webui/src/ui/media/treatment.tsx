// SPDX-License-Identifier: MIT
// How sound and picture are treated, and how much data the room may take: in the devices dialog.
import { useState } from 'preact/hooks';
import '../../styles/treatment.css';
import { blurOf, type Treatment } from '../../core/media/treatment';
import { useTracks } from '../components/hooks';
import { useEnv } from '../env';
import { t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import { kSavings, type Saving } from '../room/showing';

interface SwitchProps {
  text: string;
  note?: string | undefined;
  checked: boolean;
  disabled?: boolean;
  testId: string;
  onChange: (on: boolean) => void;
}

function Switch({ text, note, checked, disabled, testId, onChange }: SwitchProps) {
  const noteId = `${testId}-note`;
  return (
    <div>
      <label class="check">
        <input
          type="checkbox"
          checked={checked}
          disabled={disabled}
          aria-describedby={note === undefined ? undefined : noteId}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
          data-testid={testId}
        />
        {text}
      </label>
      {note !== undefined && (
        <p id={noteId} class="muted small">
          {note}
        </p>
      )}
    </div>
  );
}

/** Only what this browser can do is offered; what the system has chosen is said. */
function BlurSwitch({
  session,
  onTreat,
}: {
  session: RoomSession;
  onTreat: (change: Partial<Treatment>) => void;
}) {
  const { tracks } = session;
  const able = blurOf(tracks.local.video);
  if (!tracks.cameraOn) return null;
  if (able !== 'choice')
    return (
      <p class="muted small">
        {t(able === 'always' ? 'sound.blur.always' : 'sound.blur.none')}
      </p>
    );
  return (
    <Switch
      text={t('sound.blur')}
      checked={tracks.treatment.blur}
      testId="blur"
      onChange={(blur) => onTreat({ blur })}
    />
  );
}

const kSavingTexts = {
  off: ['sound.saving.off', 'sound.saving.off.note'],
  low: ['sound.saving.low', 'sound.saving.low.note'],
  voice: ['sound.saving.voice', 'sound.saving.voice.note'],
} as const satisfies Record<Saving, readonly [string, string]>;

export function SoundAndPicture({ session }: { session: RoomSession }) {
  const { preferences } = useEnv();
  const { tracks, saving } = session;
  const [busy, setBusy] = useState(false);
  useTracks(tracks);
  const { treatment } = tracks;
  const treat = async (change: Partial<Treatment>): Promise<void> => {
    preferences.treatment = { ...tracks.treatment, ...change };
    setBusy(true);
    await tracks.treat({ ...tracks.treatment, ...change });
    setBusy(false);
  };
  return (
    <>
      <fieldset class="plain-group" aria-busy={busy}>
        <legend>{t('sound.title')}</legend>
        <Switch
          text={t('sound.music')}
          note={t('sound.music.note')}
          checked={treatment.music}
          testId="music"
          onChange={(music) => void treat({ music })}
        />
        <Switch
          text={t('sound.noise')}
          note={treatment.music ? t('sound.noise.music') : undefined}
          checked={treatment.noise && !treatment.music}
          disabled={treatment.music}
          testId="noise"
          onChange={(noise) => void treat({ noise })}
        />
        <BlurSwitch session={session} onTreat={(change) => void treat(change)} />
      </fieldset>
      <fieldset class="plain-group">
        <legend>{t('sound.saving')}</legend>
        {kSavings.map((one) => {
          const [text, note] = kSavingTexts[one];
          return (
            <div key={one}>
              <label class="check">
                <input
                  type="radio"
                  name="saving"
                  checked={saving.value === one}
                  aria-describedby={`saving-${one}-note`}
                  onChange={() => session.save(one)}
                  data-testid={`saving-${one}`}
                />
                {t(text)}
              </label>
              <p id={`saving-${one}-note`} class="muted small">
                {t(note)}
              </p>
            </div>
          );
        })}
      </fieldset>
    </>
  );
}
