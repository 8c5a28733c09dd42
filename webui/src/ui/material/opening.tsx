// SPDX-License-Identifier: MIT
// Whether the people of the meeting see a thing, or its hosts alone.
import { useState } from 'preact/hooks';
import { openToParticipants, type Recording } from '../../core/api/recordings';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';

export function Opening({ material, onChange }: { material: Recording; onChange: () => void }) {
  const { api } = useEnv();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const open = async (wanted: boolean): Promise<void> => {
    setBusy(true);
    const answer = await openToParticipants(api, material.recordingId, wanted);
    setBusy(false);
    setError(answer.ok ? null : sentenceFor(answer.error));
    onChange();
  };
  return (
    <label class="material-open">
      <input
        type="checkbox"
        checked={material.forParticipants}
        disabled={busy}
        onChange={(event) => void open(event.currentTarget.checked)}
        data-testid="material-open"
      />
      <span>{error ?? t('material.open')}</span>
    </label>
  );
}
